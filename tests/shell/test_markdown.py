"""A sign of Markdown in a visitor's text, a model's or file's name or a vocabulary is drawn, on every page and view."""

import re

import pytest
import torch
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertForPreTraining

from components.ui.finetune.computed import sense_hits
from components.ui.models.computed import precisions
from components.ui.parts.labelled_table import PASTED
from components.ui.shared import waiting
from tests.browsing import ROOT
from tests.conftest import tiny_tokenizer
from tests.driving import load_model, set_text

SIGN = "~"  # two of them strike a text out; our own sentences have none
CODE = re.compile(r"(`+).*?\1", re.DOTALL)
TEXT = "The ~ bank ~ sat. The ~ bank sat on a ~ river ~."
ROWS = "".join(f"The ~ bank {n} ~ sat,A ~ bank {n},{'~a~' if n % 3 else '~b~'},{n % 4}\n" for n in range(30))
TABLE = f"text~,second~,label~,score~\n{ROWS}".encode()
FILES = {key: ("my~own~file.csv", TABLE, "text/csv") for key in ("sentence_file", "labelled_file", "pairs_file")}
FILES["vectors"] = ("my~own~vectors.vec", b"2 2\n~bank 1 0\nbank 0 1\n", "text/plain")
SETTINGS = {
    "own": TEXT.replace(". ", ".\n"),
    "labelled": "File",
    "labelled_label": "label~",
    "file_senses": "label~",
    "cut": "One link",
    "measure": "share to [C~LS]",
    "static": "my~own~vectors.vec",
    "static_word": "~bank",
    "align_first": TEXT,
    "sentences": TEXT.replace(". ", ".\n"),
    "source_text": TEXT,
    "questions": "What ~ is ~ it?\nWho?",
    "pasted": PASTED.replace("refund", "~refund~"),
    "own_words": "~x~: no such word\nbank: The ~ bank ~ sat.",
    "method": "PCA",
}
PAGES = sorted({path.stem for path in (ROOT / "pages").glob("*.py")} - {"finetune", "models"})


@pytest.fixture(scope="module")
def odd_folder(tmp_path_factory):
    """A random BERT with both heads whose name, special tokens and pieces have the sign."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models") / "my~odd~bert"
    tokenizer = tiny_tokenizer("~ a b c bank river ##s the sat on . <")
    tokenizer.add_special_tokens({"cls_token": "[C~LS]", "sep_token": "[SE~P]", "mask_token": "[MASK]"})
    cls, sep = tokenizer.cls_token_id, tokenizer.sep_token_id
    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
        single="[C~LS] $A [SE~P]",
        pair="[C~LS] $A [SE~P] $B:1 [SE~P]:1",
        special_tokens=[("[C~LS]", cls), ("[SE~P]", sep)],
    )
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    BertForPreTraining(BertConfig(vocab_size=len(tokenizer), **sizes)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def drawn(node):
    """List what is drawn as Markdown below a node: labels, tooltips, bodies, options of buttons side by side."""
    proto, kind = getattr(node, "proto", None), getattr(node, "type", "")
    if kind not in ("code", "html", "arrow_data_frame"):
        yield from (getattr(proto, name, "") for name in ("label", "help", "body", "text", "caption", "delta"))
    if kind in ("button_group", "radio"):
        yield from (getattr(option, "content", option) for option in proto.options)
    yield from (getattr(getattr(proto, name, None), "label", "") for name in ("expandable", "popover", "tab"))
    for child in getattr(node, "children", {}).values():
        yield from drawn(child)


def unescaped(app):
    """List what has the sign bare: neither behind a backslash nor in a code span."""
    texts = [text for part in (app.main, app.sidebar) for text in drawn(part) if isinstance(text, str)]
    return {text for text in texts if SIGN in CODE.sub("", re.sub(r"\\[^\w\s]", "", text))}


def test_a_model_that_is_waited_for_is_named_letter_by_letter(monkeypatch):
    said = []
    monkeypatch.setattr(waiting, "finish", lambda key, what, *_: said.append(what))
    precisions("/models/my~odd~bert")
    sense_hits("tuned/my~odd~bert")
    assert [text.count("\\~") for text in said] == [2, 2]


def views_of(app):
    boxes = [box for box in app.segmented_control if box.key == "view"]
    return list(boxes[0].options) if boxes else [None]


@pytest.mark.parametrize("page", PAGES)
def test_signs_of_markdown_are_drawn_on_every_view(open_page, odd_folder, page):
    app = set_text(load_model(open_page(), str(odd_folder)), TEXT)
    for key, value in SETTINGS.items():
        app.session_state[key] = value
    app.query_params["hidden"], app.query_params["token"] = "1-2-3", "2"
    app.switch_page(f"pages/{page}.py").run()
    bare = {}
    for view in views_of(app):
        if view is not None:
            app.session_state["view"] = view
            app.run()
        for box in app.file_uploader:
            if box.key in FILES:
                box.set_value(FILES[box.key])
        app.run()
        for key in ("measure", "cut"):
            app.session_state[key] = SETTINGS[key]
        app.run()
        assert not app.exception, view
        bare |= {view: texts} if (texts := unescaped(app)) else {}
    assert bare == {}
