"""What a visitor set is kept from page to page; a page reads its text once."""

import numpy as np
import pytest

from components.ui.shared import readings
from components.ui.shared.store import STORE, key_of
from components.ui.shell import visit
from tests.browsing import ROOT
from tests.driving import set_text


def test_text_and_settings_survive_page_changes(open_page):
    app = set_text(open_page("attention"), "The light suitcase stood under the light.")
    app.slider(key="layer").set_value(2).run()
    app.slider(key="head").set_value(5).run()
    app.switch_page("pages/senses.py").run()
    app.switch_page("pages/layers.py").run()
    assert app.text_area(key="text").value.startswith("The light")
    app.switch_page("pages/attention.py").run()
    assert (app.slider(key="layer").value, app.slider(key="head").value) == (2, 5)


def test_a_view_that_the_link_named_is_kept_for_its_page(open_page):
    app = open_page("attention", query={"view": "Flow"})
    del app.query_params["view"]  # as a browser does on the way to another page
    app.switch_page("pages/tokens.py").run()
    assert app.segmented_control(key="view").value == "Pieces"
    app.switch_page("pages/attention.py").run()
    assert app.segmented_control(key="view").value == "Flow"


def test_layer_zero_reads_as_one_where_there_is_no_layer_zero(open_page):
    app = open_page("senses")
    app.segmented_control(key="view").set_value("Quiz").run()
    app.slider(key="layer").set_value(0).run()
    app.switch_page("pages/attention.py").run()
    assert not app.exception
    assert next(slider for slider in app.slider if slider.label == "Layer").value == 1
    app.switch_page("pages/senses.py").run()
    assert app.slider(key="layer").value == 0


def test_long_text_stays_out_of_the_link_and_the_page_says_so(open_page):
    text = np.random.default_rng(0).bytes(4000).hex()
    app = set_text(open_page("tokens"), text)
    assert any("at most 4,000 fit" in caption.value and "Save my work" in caption.value for caption in app.caption)
    assert not {"text", "text_z"} & set(app.query_params)


def test_a_text_of_many_letters_rides_in_the_link_compressed(open_page):
    app = set_text(open_page("tokens"), "银" * 500)
    assert not any("not in the link" in caption.value for caption in app.caption)
    link = app.query_params["text_z"]
    other = open_page("attention", query={"text_z": link[0] if isinstance(link, list) else link})
    assert other.text_area(key="text").value == "银" * 500


def test_a_long_text_from_another_page_can_be_edited_on_the_start_page(open_page):
    app = set_text(open_page("tokens"), np.random.default_rng(0).bytes(2200).hex() + " bank")
    app.switch_page("pages/start.py").run()
    set_text(app, "The bank closed.")
    assert app.text_input(key="text").value == "The bank closed."
    set_text(app, "The bank opened.")
    assert app.text_input(key="text").value == "The bank opened."


def test_half_of_a_pair_stays_when_the_other_half_is_changed(open_page):
    app = open_page("next_sentence")
    second = app.text_area(key="pair").value
    set_text(app, "The river was cold.")
    app.switch_page("pages/tokens.py").run()
    app.switch_page("pages/next_sentence.py").run()
    assert app.text_area(key="text").value == "The river was cold."
    assert app.text_area(key="pair").value == second != ""


@pytest.mark.parametrize("view", ["Heads", "Knock-out"])
def test_attention_reads_its_text_once_a_run(open_page, view, monkeypatch):
    reads = count_reads(monkeypatch)
    app = open_page("attention", query={"view": view})
    assert len(reads) == 1
    app.slider(key="layer").set_value(2).run()
    assert len(reads) == 2


@pytest.mark.parametrize("view", ["Change", "Inside", "Paths", "Vector"])
def test_layers_reads_its_text_once_a_run(open_page, view, monkeypatch):
    reads = count_reads(monkeypatch)
    app = open_page("layers", query={"view": view})
    assert len(reads) == 1
    app.segmented_control(key="view").set_value("Change" if view != "Change" else "Vector").run()
    assert len(reads) == 2


def count_reads(monkeypatch):
    """Count every way to ask for a text's encoding: whole texts, and the engine itself."""
    reads, encode = [], readings.encode
    monkeypatch.setattr(readings, "encode", lambda *text: reads.append(text) or encode(*text))
    return reads


def test_what_is_typed_on_the_start_page_is_not_kept_for_all(open_page):
    app = open_page("start")
    for text in ("A bank", "A bank of", "A bank of a"):
        set_text(app, text)
        assert STORE.kept(key_of(readings.encode, "all-MiniLM-L6-v2", text, "")) is None


# What is no setting: what only acts (an example taken, a sentence added), stands for one (`block` for layer 0), or is
# nobody else's business (a name).
ACTS = {"example", "one_more", "well_parted", "try_word", "try_analogy", "try_axis", "grouped_words", "pair_example"}
ACTS |= {"block", "class_name", "lasso_name"}


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
def test_every_choice_on_every_page_is_a_setting_that_is_in_the_link(open_page, name):
    app = open_page(name)
    views = [control for control in app.get("button_group") if control.key == "view"]
    options = [getattr(option, "content", option) for option in views[0].options] if views else [None]
    for view in options:
        if view is not None:
            app.segmented_control(key="view").set_value(view).run()
        kinds = ("text_area", "text_input", "selectbox", "slider", "toggle", "multiselect", "radio", "number_input")
        boxes = [box for kind in (*kinds, "button_group") for box in app.get(kind)]
        lost = {(box.key, box.label) for box in boxes if box.key not in ACTS and box.key not in visit.SETTINGS}
        lost = {
            (key, label) for key, label in lost if not str(key).startswith("name_")
        }  # held together as `group_names`
        assert lost == set(), view
