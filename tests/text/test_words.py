"""Words and their pieces, whatever the tokenizer: where one word ends, which characters a piece owns."""

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from components.engine.text.words import group_by_word, in_word, is_seam, own_offsets, word_numbers


@pytest.fixture(scope="module")
def by_spaces() -> Tokenizer:
    """A tokenizer that cuts at spaces alone and puts ▁ before each part, as XLM-R's does."""
    pieces = ["<unk>", "▁", "▁rate", "s", ".", "▁The", "银", "行", "去", "a"]
    tokenizer = Tokenizer(models.Unigram([(piece, -1.0) for piece in pieces], unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def words(tokenizer, text: str, pair: str | None = None) -> list[str]:
    """The words of a text (and of a second one): each one's characters, as written."""
    made = tokenizer.encode(text, pair)
    texts = [text, pair or ""]
    sides, offsets = made.sequence_ids, own_offsets(made)
    return [
        texts[sides[places[0]]][offsets[places[0]][0] : offsets[places[-1]][1]].strip()
        for places in group_by_word(word_numbers(made, texts))
    ]


def test_a_word_ends_at_a_sign_though_the_tokenizer_cuts_at_spaces_alone(by_spaces):
    assert words(by_spaces, "The rates.") == ["The", "rates", "."]
    assert word_numbers(by_spaces.encode("The rates."), ["The rates."]) == [0, 1, 1, 2]


def test_in_a_script_without_spaces_each_piece_is_a_word(by_spaces):
    assert words(by_spaces, "去银行") == ["去", "银", "行"]
    assert words(by_spaces, "a银") == ["a", "银"]


def test_a_lone_space_sign_owns_no_character_and_belongs_to_the_word_after_it(by_spaces):
    made = by_spaces.encode("银a")
    assert made.tokens == ["▁", "银", "a"]
    assert own_offsets(made) == [(0, 0), (0, 1), (1, 2)]
    assert word_numbers(made, ["银a"]) == [0, 0, 1]


def test_words_are_counted_on_through_the_second_text_and_special_tokens_are_none(encoder):
    made = encoder.tokenizer("Unbelievably so.", "So?").encodings[0]
    numbers = word_numbers(made, ["Unbelievably so.", "So?"])
    assert made.tokens == ["[CLS]", "un", "##bel", "##ie", "##va", "##bly", "so", ".", "[SEP]", "so", "?", "[SEP]"]
    assert numbers == [None, 0, 0, 0, 0, 0, 1, 2, None, 3, 4, None]


def test_equal_words_side_by_side_are_two(encoder):
    made = encoder.tokenizer("so so").encodings[0]
    assert word_numbers(made, ["so so"]) == [None, 0, 1, None]


@pytest.mark.parametrize(
    ("text", "before", "after", "seam"),
    [
        ("rates.", (0, 5), (5, 6), True),
        (".rates", (0, 1), (1, 6), True),
        ("rates", (0, 4), (4, 5), False),
        ("a.b", (1, 2), (2, 3), True),
        ("银ab", (1, 2), (2, 3), False),
        ("20th", (0, 2), (2, 4), False),  # digits are of the word
        ("e\u0301t", (0, 1), (1, 3), False),  # so is an accent
        ("银行", (0, 1), (1, 2), True),
        ("a.b", (0, 1), (2, 3), False),  # no neighbours
        (".", (0, 0), (0, 1), False),  # a lone ▁ before
        ("a.", (0, 1), (1, 1), False),  # and after
        ("€€", (0, 1), (0, 1), False),  # two bytes of one character
    ],
)
def test_seams_between_words_by_hand(text, before, after, seam):
    assert is_seam(text, before, after) is seam


def test_letters_marks_and_digits_are_of_a_word_and_signs_are_not():
    assert all(map(in_word, "aß银ж\u0301\u093c7²"))
    assert not any(map(in_word, ".-’ _€🙂"))


def test_tokens_are_grouped_by_word_in_their_order():
    assert group_by_word([None, 0, 0, 1, None, 0]) == [[1, 2, 5], [3]]
    assert group_by_word([("special", 0), 0]) == [[0], [1]]
