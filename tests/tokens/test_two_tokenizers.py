"""Two tokenizers: nothing of the text is lost, counts are right, and pieces fall to the words they are of."""

import pytest

from components.engine.errors import TextError
from components.engine.tokens.two_tokenizers import PLAIN, cut_plainly, cut_text, load_tokenizer, words_of

TEXT = "Don’t misdiagnose 我们, ضِفَّة or 👍🏽!"


@pytest.mark.parametrize("kind", PLAIN)
def test_plain_cuts_lose_nothing_but_spaces(kind):
    cut = cut_plainly(kind, TEXT)
    covered = {place for start, end in cut.offsets.tolist() for place in range(start, end)}
    assert {place for place, character in enumerate(TEXT) if not character.isspace()} == covered


def test_bytes_of_a_text_are_counted():
    cut = cut_plainly("UTF-8 bytes", TEXT)
    assert len(cut.tokens) == len(TEXT.replace(" ", "").encode())
    assert cut_plainly("UTF-8 bytes", "aé").tokens == ("a", "<0xC3>", "<0xA9>")


def test_words_by_hand():
    text = "Don’t stop, 我们."
    assert [text[start:end] for start, end in words_of(text)] == ["Don’t", "stop", ",", "我", "们", "."]


def test_models_tokenizer_is_the_encoders(encoder):
    tokenizer = load_tokenizer(encoder.facts.name)
    cut = cut_text(tokenizer, TEXT)
    assert list(cut.tokens) == encoder.tokenizer.tokenize(TEXT)
    assert cut_text(tokenizer, "bank " * 600).tokens == ("bank",) * 600  # no model runs, so no limit of its


def test_pieces_fall_to_their_word(encoder):
    cut = cut_text(load_tokenizer(encoder.facts.name), "He misdiagnosed it.")
    assert cut.pieces_in(3, 15) == ("mis", "##dia", "##gno", "##sed")
    assert cut.pieces_in(0, 2) == ("he",)


def test_first_tokens_are_those_of_the_beginning():
    cut = cut_plainly("characters", "a bank")
    assert (cut.first(3).tokens, cut.first(3).word_ids) == (("a", "b", "a"), (0, 1, 1))
    assert cut.first(9).tokens == cut.tokens


@pytest.mark.parametrize("text", ["", " \n"])
def test_nothing_to_cut_is_told(encoder, text):
    with pytest.raises(TextError, match="nothing to read"):
        cut_plainly("characters", text)
    with pytest.raises(TextError, match="nothing to read"):
        cut_text(encoder.tokenizer, text)
