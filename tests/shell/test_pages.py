"""Every page through app.py: it draws, it remembers, and no input breaks it."""

import inspect
import re

import numpy as np
import pytest
import torch
from transformers import DistilBertConfig, DistilBertModel

from components.ui.attention.views import VIEWS
from components.ui.shell import frame, sidebar
from tests.browsing import ROOT
from tests.conftest import BANKS, tiny_tokenizer
from tests.driving import choose, load_model, set_text

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
TEXT_PAGES = ["tokens", "attention", "layers"]
ODD = {
    "one token": "a",
    "512 tokens": "bank " * 510,
    "emoji": "🙂 🙂 👩‍👩‍👧 👍🏽 bank",
    "Chinese": "我们坐在河岸上。",
    "Arabic": "جلسنا على ضِفَّة النهر",
    "combining marks": "e\u0301tude Z\u0351\u036b\u0343a\u0328lgo",
    "one unknown word": "☃☃☃",
    "control characters": "a\x00b\x07c bank \u202e bank",
    "markup": "</script><script>alert(1)</script> **b** $x$ `y` ![i](http://h/i.png)",
}
REFUSED = {"empty": "", "513 tokens": "bank " * 511, "100,000 characters": "bank " * 20_000}


def test_every_page_is_in_the_menu():
    menu = set(re.findall(r'st.Page\(\s*"([^"]+)"', inspect.getsource(frame.pages)))
    assert menu == {f"pages/{name}.py" for name in PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_page_draws_its_example(open_page, name):
    app = open_page(name)
    assert not app.exception
    assert not app.error
    assert app.title[0].value.endswith("?")
    assert app.get("plotly_chart") or app.dataframe or len(app.get("bidi_component")) > 1  # one is the history


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("name", ["start", *TEXT_PAGES])
def test_odd_text_is_drawn(open_page, name, case):
    app = set_text(open_page(name), ODD[case])
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("name", ["start", *TEXT_PAGES])
def test_refused_text_gets_one_sentence_and_is_not_lost(open_page, name, case):
    app = set_text(open_page(name), REFUSED[case])
    assert not app.exception
    assert len({error.value for error in app.error}) == 1
    box = next(box for box in (*app.text_area, *app.text_input) if box.key == "text")
    assert box.value == REFUSED[case]
    assert not set_text(app, BANKS).error  # and the app goes on


@pytest.mark.parametrize("name", TEXT_PAGES)
@pytest.mark.parametrize("view", range(len(VIEWS)))
def test_every_view_draws_every_text(open_page, name, view):
    app = open_page(name)
    views = [control for control in app.get("button_group") if control.key == "view"]
    if view >= len(views[0].options):
        pytest.skip("this page has fewer views")
    option = views[0].options[view]
    app.session_state["view"] = getattr(option, "content", option)
    for text in (BANKS, *(text for case, text in ODD.items() if case not in ("Chinese", "markup"))):
        set_text(app, text)
        assert app.session_state["view"] == getattr(option, "content", option)
        assert not app.exception
        assert not app.error


def test_text_and_settings_survive_page_changes(open_page):
    app = set_text(open_page("attention"), "The light suitcase stood under the light.")
    app.slider(key="layer").set_value(2).run()
    app.slider(key="head").set_value(5).run()
    app.switch_page("pages/senses.py").run()
    app.switch_page("pages/layers.py").run()
    assert app.text_area(key="text").value.startswith("The light")
    app.switch_page("pages/attention.py").run()
    assert (app.slider(key="layer").value, app.slider(key="head").value) == (2, 5)


def test_layer_zero_reads_as_one_where_there_is_no_layer_zero(open_page):
    app = open_page("senses")
    app.segmented_control(key="view").set_value("Quiz").run()
    app.slider(key="layer").set_value(0).run()
    app.switch_page("pages/attention.py").run()
    assert not app.exception
    assert next(slider for slider in app.slider if slider.label == "Layer").value == 1
    app.switch_page("pages/senses.py").run()
    assert app.slider(key="layer").value == 0


def test_pair_is_two_segments(open_page):
    app = open_page("tokens")
    app.text_area(key="pair").set_value("She deposited money at the bank.").run()
    assert set(app.dataframe[0].value["segment"]) == {"A", "B"}


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


def test_model_from_a_folder_is_used_after_a_click_and_not_before(open_page, tiny_folder):
    app = choose(open_page(), "model", str(tiny_folder))
    assert "model_in_use" not in app.session_state or app.session_state["model_in_use"] == "all-MiniLM-L6-v2"
    next(button for button in app.button if button.label == "Load this model").click().run()
    assert not app.exception
    assert app.session_state["model_in_use"] == str(tiny_folder)
    set_text(app, "the bank")
    app.switch_page("pages/tokens.py").run()
    assert "4 tokens of at most 64" in app.subheader[0].value


@pytest.mark.parametrize("name", ["/no/such/folder", "..", "a b c", "<script>", "/etc/passwd"])
def test_wrong_model_is_told_and_the_old_one_stays(open_page, name):
    app = load_model(open_page(), name)
    assert not app.exception
    assert any("stays in use" in error.value for error in app.error)
    app.switch_page("pages/tokens.py").run()
    assert "21 tokens of at most 512" in app.subheader[0].value


@pytest.mark.parametrize(
    ("address", "alone"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("host", False),
        (None, False),
    ],
)
def test_a_server_is_private_only_if_it_listens_to_its_machine_alone(address, alone, monkeypatch):
    monkeypatch.setattr(sidebar.st, "get_option", lambda name: address)
    assert sidebar.only_this_machine() == alone


def test_open_server_keeps_its_folders_to_itself(open_page, tiny_folder, monkeypatch):
    monkeypatch.setattr("components.ui.shell.sidebar.only_this_machine", lambda: False)
    app = load_model(open_page(), str(tiny_folder))
    assert any("open to other machines" in error.value for error in app.error)
    monkeypatch.setenv("SENSESCOPE_MODELS", str(tiny_folder.parent))
    next(button for button in app.button if button.label == "Load this model").click().run()
    assert [error.value for error in app.error] == []


@pytest.mark.parametrize(("name", "view"), [("tokens", "Input"), ("layers", "Inside")])
def test_model_that_is_not_built_like_bert_is_told_where_it_matters(open_page, name, view, tmp_path):
    torch.manual_seed(0)
    sizes = {"vocab_size": 16, "dim": 32, "hidden_dim": 64, "n_layers": 2, "n_heads": 4}
    DistilBertModel(DistilBertConfig(**sizes)).save_pretrained(tmp_path)
    tiny_tokenizer().save_pretrained(tmp_path)
    app = load_model(open_page(), str(tmp_path))
    set_text(app, "the bank")
    app.switch_page(f"pages/{name}.py").run()
    assert not app.error
    app.session_state["view"] = view
    app.run()
    assert not app.exception
    assert ["of the kind “distilbert”" in error.value.replace("\\", "") for error in app.error] == [True]
