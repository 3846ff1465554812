"""A notebook for Jupyter computes anew what was kept; there and in Markdown a visitor's text is letters."""

import contextlib
import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import replace
from functools import cache

import nbformat
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from components.engine.built_in.wordbench import read_bench
from components.engine.encoding.encode import encode
from components.engine.errors import NotebookError
from components.engine.loading import load
from components.engine.notebook.jupyter import PAGES, write_jupyter
from components.engine.notebook.kept import Notebook, read_notebook, read_view
from components.engine.notebook.markdown import write_markdown
from components.engine.notebook.notes import escaped, parse_note, write_note
from components.figures import scatter
from components.figures.notebook.drawn import draw_pictures, draw_svg
from components.figures.notebook.take_home import write_page
from components.figures.palette import visible
from tests.conftest import BANKS
from tests.notebook.sample import NASTY, SENTENCES, attention_picture, chart, view
from tests.notebook.test_kept import ANYTHING, FILE, as_file, places, replaced

GITHUB = MarkdownIt("gfm-like", {"html": True, "linkify": False})  # as the readers of such files draw Markdown
CODE = '\'\'\'"""\\"); raise SystemExit #\u202e'
SIGNS = [
    "[a](b)",
    "![a](b)",
    "<b>",
    "<!--",
    "*",
    "**",
    "`",
    "```",
    "\n",
    "\n\n",
    "\n- ",
    "\n1. ",
    "\n> ",
    "\n    ",
    "# ",
]
SIGNS += [
    "\\",
    "|",
    "\n|-|-|\n",
    "https://a.b",
    "&lt;",
    "[a]: b",
    "===",
    "---",
    "a",
    " ",
    "1",
    "~~",
    "$",
    "\u202e",
    "é",
]
SVG = "{http://www.w3.org/2000/svg}"
NOTES = some.lists(some.sampled_from(SIGNS), max_size=12).map("".join)
TEXTS = {"text": BANKS, "pair": "It was steep.", "layer": 3, "head": 2}


@pytest.fixture(scope="module", autouse=True)
def loaded_once():
    """Every notebook would load the same model anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "load_encoder", cache(load.load_encoder))
        yield


def notebook_of(*views: dict, title: str = "Senses") -> Notebook:
    return Notebook(title, tuple(map(read_view, views)))


def run(cells: list[str]) -> dict:
    names: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            exec(cell, names)
    return names


def cells_of(notebook: Notebook, kind: str) -> list[str]:
    written = nbformat.reads(write_jupyter(notebook).decode(), as_version=4)
    return [cell.source for cell in written.cells if cell.cell_type == kind]


def text_of(tokens) -> str:
    """Return the text of parsed Markdown without its spaces."""
    parts = [part for token in tokens for part in token.children or [token]]
    return "".join("".join(part.content for part in parts).replace("\u2060", "").split())


def shown(markdown: str) -> str:
    """Return what a reader of Markdown draws, and see that it draws text alone."""
    tokens = GITHUB.parse(markdown)
    kinds = {part.type for token in tokens for part in token.children or [token]}
    assert not {kind for kind in kinds if "html" in kind or "link" in kind or "image" in kind}, markdown
    return text_of(tokens)


def test_a_jupyter_notebook_computes_the_senses_anew(encoder):
    own = ["He swam to the bank.", "The bank lent it.", "No such word."]
    settings = {"word": "bank", "method": "PCA", "own": "\n".join(own), "dimensions": "2-D"}
    names = run(cells_of(notebook_of(view(1, "Two banks", **settings)), "code"))
    assert names["points"].shape == (7, len(read_bench("bank").sentences), 2)
    assert names["own_points"].shape == (7, 2, 2)
    assert names["curves"].accuracy[-1] > names["curves"].majority


def test_a_jupyter_notebook_computes_attention_anew(encoder):
    encoding = encode(encoder, BANKS, TEXTS["pair"])
    kept = view(1, "Heads", attention_picture(encoding), page="attention", **TEXTS)
    names = run(cells_of(notebook_of(kept), "code"))
    assert names["attention"] == pytest.approx(encoding.attention, abs=1e-6)
    assert np.abs(names["kept"][0] - names["attention"]).max() <= 1 / 510 + 1e-6


@pytest.mark.parametrize("page", sorted(PAGES.keys() - {"senses", "attention"}))
def test_every_other_page_with_code_runs(page):
    text = {"text": "He sat on the [MASK] of the river."} if page == "masked" else {}
    names = run(cells_of(notebook_of(view(1, "", page=page, **TEXTS | text)), "code"))
    assert "encoder" in names
    assert page != "masked" or names["scores"].shape == (1, 30522)


def test_a_view_without_code_or_text_says_so():
    views = [view(1, "", page="models"), view(2, "", page="layers"), view(3, "", sentence_file_name="a.csv")]
    last = [cell for cell in cells_of(notebook_of(*views), "markdown") if not cell.startswith("#")]
    assert [cell.split()[0] for cell in last] == ["How", "The", "The"]
    assert len(cells_of(notebook_of(*views), "code")) == 3


def test_what_was_written_is_a_value_in_code_and_letters_in_words():
    kept = replace(read_view(view(1, NASTY, note=NASTY, page="models", text=CODE, words=[CODE, NASTY])), saw=NASTY)
    notebook = Notebook(NASTY, (kept,))
    names = run(cells_of(notebook, "code"))
    assert names["settings"] == kept.settings
    drawn = "".join(shown(cell) for cell in cells_of(notebook, "markdown"))
    assert drawn.count("".join(visible(NASTY).split())) == 4
    assert "\u202e" not in write_jupyter(notebook).decode()


@given(NOTES)
@example(NASTY)
@example("<https://a.b> www.a.b a@b.c $x$ \\\\(y\\\\)")
@example("1) a\n2) [b](c)\n   - `<i>` ``a ` b``\n\n> # q\n> ***x***")
@example("| a | b \\| c |\n|---|---|\n| `x` | ![y](z) |")
@example("a\n===\n\nb\n---\n\n---\n\n    code\n\n[r]: //x\n[r]")
def test_a_note_written_anew_shows_its_text(note):
    assert shown(write_note(note)) == text_of(parse_note(note))


@given(some.sampled_from(places(FILE)), ANYTHING)
def test_whatever_is_read_is_written_in_every_form(path, part):
    with contextlib.suppress(NotebookError):
        notebook = read_notebook(as_file(replaced(json.loads(json.dumps(FILE)), path, part)))
        nbformat.validate(nbformat.reads(write_jupyter(notebook).decode(), as_version=4))
        assert zipfile.ZipFile(io.BytesIO(write_markdown(notebook))).testzip() is None
        assert write_page(notebook).startswith("<!doctype html>")


def test_a_line_is_drawn_letter_by_letter():
    for line in [
        NASTY,
        "# a",
        "- b",
        "1. c",
        "> d",
        "    e",
        "=====",
        "~~f~~ :smile: @@0@@ \\\\(x\\\\)",
        "&amp; &#60;",
    ]:
        assert shown(escaped(line)) == "".join(visible(line).split())


def test_markdown_holds_text_data_and_pictures(made):
    """Every number of the map and of the opened head is in a CSV file; a picture's link is our own."""
    notebook, points, attention = made
    drawn = draw_pictures(notebook)
    content = write_markdown(notebook, drawn)
    assert content == write_markdown(notebook, draw_pictures(notebook))
    folder = zipfile.ZipFile(io.BytesIO(content))
    text = folder.read("notebook.md").decode()
    assert folder.read("pictures/01-1-bank-pca.svg") == drawn[notebook.views[0].id, 0]
    parts = [part for token in GITHUB.parse(text) for part in token.children or ()]
    links = [target for part in parts if (target := part.attrs.get("href") or part.attrs.get("src"))]
    assert sorted(links) == sorted(set(folder.namelist()) - {"notebook.md"})
    words = re.sub(r"!?(?<!\\)\[((?:\\.|[^]\\])*)\]\((?:data|pictures)/[\w.-]+\)", r"\1", text)
    assert shown(words).count("".join(visible(NASTY).split())) == 6  # titles, setting, alternative text, note, finding
    rows = list(csv.DictReader(io.StringIO(folder.read("data/01-1-bank-pca.csv").decode("utf-8-sig"))))
    last = [(float(row["x"]), float(row["y"])) for row in rows if row["frame"] == "6" and row["name"] == "money"]
    river = np.array(["river" in sentence for sentence in SENTENCES])
    assert np.array(last) == pytest.approx(points[6, ~river], abs=1e-6)
    head = list(csv.reader(io.StringIO(folder.read("data/02-1-all-heads.csv").decode("utf-8-sig"))))
    assert head[0][0] == "layer 3, head 6"
    assert np.array(head)[1:, 1:].astype(float) == pytest.approx(attention[2, 5], abs=1 / 510 + 1e-6)
    with np.load(io.BytesIO(folder.read("data/02-1-all-heads.npz"))) as arrays:
        assert arrays["weights"] == pytest.approx(attention, abs=1 / 510 + 1e-6)


def test_a_drawn_picture_holds_every_point_and_letters_alone(made):
    notebook, points, _ = made
    drawn = draw_pictures(notebook)
    assert [place for _, place in drawn] == [0, 0, 0, 1]  # the table is none
    for content in drawn.values():
        assert not re.search(rb"<(script|foreignObject|a)\b|href=\"(?!#|data:image/png)", content)
    svg = ElementTree.fromstring(drawn[notebook.views[0].id, 0])
    clouds = [group for group in svg.iter(f"{SVG}g") if group.get("id", "").startswith("PathCollection")]
    assert sum(len(list(cloud.iter(f"{SVG}path"))) for cloud in clouds) == points.shape[1] + 2
    assert "river </script> & <b>" in [text.text for text in svg.iter(f"{SVG}text")]
    solid = scatter.draw_map([scatter.Cloud("a", np.zeros((2, 3, 3)), list("xyz"), [0, 1, 2])], 1)
    assert draw_svg(read_view(view(1, "", chart("a", "", solid, 1))).pictures[0]) is None
