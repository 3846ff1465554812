"""A picture for a paper: its caption, what to cite, and the files that hold them."""

import html
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import streamlit as st

from components.engine.catalog import DEFAULT_MODEL, MULTILINGUAL_MODEL
from components.engine.files import paper
from components.engine.files.paper import Paper
from components.figures.curves import draw_curves
from components.figures.notebook.captioned import add_caption
from components.figures.notebook.drawn import draw_figure
from components.figures.usage import draw_shares

MAP = Paper("Map of “<b>&~”", "A point is an occurrence", DEFAULT_MODEL, ("umap",), {"n": 36, "layer": 4, "seed": 0})


@pytest.mark.parametrize(("key", "entry"), paper.sources().items())
def test_every_source_is_an_entry_that_tells_who_what_and_when(key, entry):
    assert re.match(rf"@[a-z]+{{{key},\n", entry)
    assert entry.count("{") == entry.count("}")
    assert entry.endswith("\n}")
    fields = re.findall(r"^  ([a-z]+) = \{.+\},?$", entry, re.MULTILINE)
    assert {"author", "title", "year"} <= set(fields)
    assert len(fields) == len(set(fields)) == entry.count("\n") - 1


def test_a_caption_names_all_that_a_picture_was_made_with():
    caption = MAP.caption()
    assert caption.startswith(
        f"Map of “<b>&~”. A point is an occurrence. Model: {DEFAULT_MODEL}. n: 36. Layer: 4. Seed: 0."
    )
    assert re.search(r"Sensescope, Python 3\S+, torch \S+, .*umap-learn \d", caption)
    cited = re.findall(r"^@\w+{(.+),$", MAP.bibtex(), re.MULTILINE)
    assert cited == ["sensescope", "bert", "sentence-bert", "minilm", "umap"]
    assert "{e5," in paper.bibtex(f"{DEFAULT_MODEL} and {MULTILINGUAL_MODEL}", ("cka",))


def test_a_caption_stands_letter_by_letter_below_the_picture():
    before = draw_figure(draw_curves({"a": [0.0, 1.0]}, "cosine"))
    root = ElementTree.fromstring(add_caption(before, MAP.caption()))
    height = float(ElementTree.fromstring(before).attrib["height"].removesuffix("pt"))
    lines = [one for one in root if one.tag.endswith("}text")]
    assert " ".join(line.text for line in lines) == MAP.caption()
    places = [float(line.attrib["y"]) for line in lines]
    assert height < places[0] < places[-1] < float(root.attrib["viewBox"].split()[-1])
    assert root.attrib["height"] == f"{root.attrib['viewBox'].split()[-1]}pt"


def test_intervals_of_bars_are_drawn_as_long_as_they_are():
    share, low, high = np.array([[0.5, 0.2]]), np.array([[0.4, 0.0]]), np.array([[0.7, 0.4]])
    drawn = draw_figure(draw_shares(share, low, high, ["law"], ["one", "other"])).decode()
    lines = re.findall(r'id="LineCollection_\d+">\s*<path d="M \S+ (\S+) \s*L \S+ (\S+)', drawn)
    lengths = [abs(float(top) - float(foot)) for foot, top in lines]
    assert len(lengths) == 2
    assert lengths[1] / lengths[0] == pytest.approx(0.4 / 0.3, rel=1e-3)


@pytest.mark.parametrize(
    ("page", "view", "picture", "told"),
    [
        ("senses", "Map", "word_map", "Map of “bank”. Each point"),
        ("senses", "Map", "senses_curve", "n: 36 occurrences in 36 sentences. "),
        ("senses", "Map", "own_curve", "n: 2 occurrences. Layer marked: 3."),
        ("usage", "Groups", "usage_map", "n: 40 occurrences. Layer: 3."),
        ("usage", "Groups", "shares", "n: 40 uses. "),
        ("usage", "Change", "change_by_layer", "n: 20 and 20 uses. "),
        ("usage", "Axis", "axis", "n: "),
        ("usage", "Axis", "axis_AUC, accuracy", "n: 4 and 4 examples. Layer marked: 3."),
        ("senses", "Compare", "overlaps", "n: 108 uses. Layer: 3."),
    ],
)
def test_a_picture_comes_with_caption_page_and_references(open_page, monkeypatch, page, view, picture, told):
    kept, button = {}, st.download_button
    monkeypatch.setattr(
        st,
        "download_button",
        lambda label, write, name, *a, **b: kept.update({label: write}) or button(label, write, name, *a, **b),
    )
    own = "The bank was steep.\nA bank lends." if page == "senses" else ""
    query = {"view": view, "method": "PCA", "layer": "3", "own": own}
    app = open_page(page, query=query | {"second": ["rock", "crane"]} if view == "Compare" else query)
    assert "Figure (SVG)" not in kept, "nothing is made before it is asked for"
    app.session_state[f"{picture}_paper"] = True
    app.run()
    assert not app.exception
    caption = app.code[0].value
    assert told in caption
    for label in ("Figure (SVG)", "To print (HTML)"):
        written = html.unescape(re.sub("<[^>]+>", " ", kept[label]().decode()))
        assert "".join(caption.split()) in "".join(written.split())
    assert kept["References (BibTeX)"].startswith("@software{sensescope,")
