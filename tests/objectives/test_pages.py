"""The pages on BERT's objectives and on static vectors, through app.py: inputs of every kind, and whose head it is."""

import re

import pytest
import torch
from transformers import BertConfig, BertForPreTraining

from tests.conftest import tiny_tokenizer
from tests.driving import load_model, set_text, view, words
from tests.objectives.test_masked_words import SMALL


@pytest.fixture(scope="module")
def headed_folder(tmp_path_factory):
    """A random BERT with both heads, as google-bert/bert-base-uncased has them."""
    folder = tmp_path_factory.mktemp("headed") / "my-bert"
    torch.manual_seed(5)
    BertForPreTraining(BertConfig(**SMALL)).save_pretrained(folder)
    tokenizer = tiny_tokenizer()
    tokenizer.add_special_tokens({"mask_token": "[MASK]"})
    tokenizer.save_pretrained(folder)
    return folder


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("He sat on the [MASK] of the river.", "nobody knows the truth"),
        ("He [MASK] on the [MASK].", "2 of 6 pieces are hidden"),
        ("[MASK] " * 20, "20 of 20 pieces are hidden, and each is guessed without seeing the others. That is most"),
        ("[MASK] " * 510, "510 of 510 pieces are hidden"),
        ("An electroencephalographer.", "is 6 pieces, all hidden. The product"),
        ("a", "The loss here is"),
    ],
)
def test_masked_page_takes_masks_of_every_kind(open_page, text, said):
    app = set_text(open_page("masked"), text)
    assert not app.exception
    assert not app.error
    assert said in words(app)
    for name in ("By layer", "Sample"):
        view(app, name)
        assert not app.exception
        assert [error.value for error in app.error] == (
            ["Here the training hides the pieces by itself. Take the \\[MASK\\] out of your text."]
            if name == "Sample" and "[MASK]" in text
            else []
        )


def test_a_mask_beyond_the_limit_gets_a_sentence(open_page):
    app = set_text(open_page("masked"), "bank " * 511 + "[MASK]")
    assert not app.exception
    assert [("514 tokens" in error.value, "512" in error.value) for error in app.error] == [(True, True)]


def test_nothing_hidden_gets_a_sentence(open_page):
    app = open_page("masked")
    assert "Nothing is hidden" not in words(app)
    app.session_state["hidden"] = "none"
    app.run()
    assert "Nothing is hidden yet. Click a word to hide it" in words(app)


def test_shared_substitutes_are_as_many_as_are_listed(open_page):
    app = view(open_page("masked"), "Two contexts")
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    count, listed = re.search(
        r"Of the 10 most probable words .* \*\*(\d+)\*\* are the same:? ?(.*?)\.", words(app)
    ).groups()
    assert len(re.findall("`[^`]+`", listed)) == int(count) > 0


def test_two_prompts_are_compared_at_their_masks(open_page):
    prompts = {"text": "The man works as a [MASK].", "pair": "The woman works as a [MASK]."}
    app = open_page("masked", {"view": "Two contexts", **prompts})
    assert app.selectbox(key="context_word").value == "[MASK]"
    assert "1: The man works as a **[MASK]**." in words(app)
    assert len(app.get("plotly_chart")) == 1


def test_a_model_with_its_own_heads_uses_them_on_both_pages_and_says_so(open_page, headed_folder):
    app = load_model(open_page(), str(headed_folder))
    set_text(app, "the bank sat. the river sat.")
    for name in ("masked", "next_sentence"):
        app.switch_page(f"pages/{name}.py").run()
        assert not app.exception
        assert not app.error
        assert re.search(r"The head is .*my-bert.*’s own", words(app))


def test_a_model_without_heads_is_told_on_both_pages(open_page, tiny_folder):
    app = load_model(open_page(), str(tiny_folder))
    set_text(app, "the bank sat. the river sat.")
    for name in ("masked", "next_sentence"):
        app.switch_page(f"pages/{name}.py").run()
        assert not app.exception
        assert len(app.error) == 1


def test_next_sentence_page_shows_accuracy_and_n_of_a_text(open_page):
    app = view(open_page("next_sentence"), "A whole text")
    assert re.search(r"\d+ of 14 pairs are judged right", words(app))
    assert "n = 14" in words(app)
    app.text_area(key="story").set_value("One. Two.").run()
    assert "2 sentences; this takes 4 to 40" in words(app)


def test_who_comes_with_a_text_gets_no_second_one_of_ours(open_page):
    app = open_page("next_sentence")
    assert app.text_area(key="pair").value.startswith("She sat down")
    app.switch_page("pages/tokens.py").run()
    set_text(app, "The bank was steep. We slid.")
    app.switch_page("pages/next_sentence.py").run()
    assert app.text_area(key="pair").value == ""
    assert "split after its first sentence" in words(app)


def test_groups_of_senses_are_named_by_what_could_stand_there(open_page):
    app = open_page("senses", query={"word": "spring"})
    app.segmented_control(key="view").set_value("Groups").run()
    assert not app.exception
    suggested = set(app.session_state["suggested_names"].values())
    shown = {box.value for box in app.text_input if box.key and box.key.startswith("name_")}
    assert len(shown) > 1
    assert shown <= suggested
    assert all(1 <= len(name.split(", ")) <= 3 for name in suggested)
