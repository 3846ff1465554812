"""Every page through app.py: it draws, it remembers, and no input breaks it."""

import inspect
import re

import pytest
import torch
from transformers import DistilBertConfig, DistilBertModel

from components.engine.notebook.kept import Notebook, read_notebook, write_notebook
from components.ui.attention.views import VIEWS
from components.ui.shell import frame, keep, sidebar
from tests.browsing import ROOT
from tests.conftest import BANKS, tiny_tokenizer
from tests.driving import choose, last_kept, load_model, pictures, set_text, words

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


DRAWN = {  # a picture of each page, by how it is told
    "attention": "sensescope_attention",
    "classify": "Accuracy by layer for 4 poolings",
    "finetune": "Before fine-tuning: PCA map of Sentiment texts",
    "languages": "Map by ",
    "layers": "cosine to the layer before for 18 tokens",
    "masked": "Guesses for token 15: bank",
    "models": "bfloat16: cosine",
    "next_sentence": "Probability that the second text follows",
    "senses": "Map of “bank” by ",
    "similarity": "Cosines of 6 texts",
    "start": "Attention of layer 3, head 10",
    "usage": "Map of “charge” by ",
    "static": "26 occurrences of bank at layer 6",
    "tokens": "51 looks into the vocabulary",
}


def test_every_page_is_in_the_menu():
    menu = set(re.findall(r'st.Page\(\s*"([^"]+)"', inspect.getsource(frame.pages)))
    assert menu == {f"pages/{name}.py" for name in PAGES}


def test_page_without_an_example_says_what_to_do(open_page):
    app = open_page("corpus")
    assert not app.exception
    assert "Bring a text" in words(app)


@pytest.mark.parametrize("name", DRAWN)
def test_page_draws_its_example(open_page, name):
    app = open_page(name)
    assert not app.exception
    assert not app.error
    assert app.title[0].value.endswith("?")
    assert any(picture.startswith(DRAWN[name]) for picture in pictures(app)), pictures(app)


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
        app.session_state["keeping"] = keep.Noted()
        set_text(app, text)
        assert app.session_state["view"] == getattr(option, "content", option)
        assert not app.exception
        assert not app.error
        kept = last_kept(app)  # can be kept too, and read again
        assert read_notebook(write_notebook(Notebook("", (kept,)))).views == (kept,)
        assert kept.settings.get("text", BANKS) == text


def test_pair_is_two_segments(open_page):
    app = open_page("tokens")
    app.text_area(key="pair").set_value("She deposited money at the bank.").run()
    assert set(app.dataframe[0].value["segment"]) == {"A", "B"}


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


def test_behind_a_proxy_on_the_same_machine_nobody_is_its_owner_unless_the_owner_says_so(
    open_page, tiny_folder, monkeypatch
):
    monkeypatch.delenv("SENSESCOPE_PRIVATE")
    with monkeypatch.context() as patch:
        patch.setattr(sidebar.st, "get_option", lambda name: "127.0.0.1")  # where a proxy's visitors come from too
        assert not sidebar.only_this_machine()
    app = load_model(open_page(), str(tiny_folder))
    assert any("SENSESCOPE_PRIVATE" in error.value.replace("\\", "") for error in app.error)


def test_a_bug_is_told_in_a_sentence_with_a_number_and_takes_nothing_else_away(open_page, monkeypatch, caplog):
    app = open_page("tokens")
    monkeypatch.setattr("components.ui.tokens.pieces.show", lambda encoded: 1 / 0)
    app.run()
    number = re.search("number ([0-9a-f]{6})", app.error[0].value).group(1)
    assert "ZeroDivisionError" not in app.error[0].value
    assert not app.exception
    assert any(number in record.getMessage() and "ZeroDivisionError" in record.exc_text for record in caplog.records)
    assert any("million weights" in caption.value for caption in app.caption)
    assert "Save my work" in [button.label for button in app.get("download_button")]
    caplog.clear()


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
