"""Pieces: our steps are the tokenizer's, on any word."""

import pytest
from tokenizers import Tokenizer, models

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.encoding.encode import encode
from components.engine.encoding.sides import typed_word
from components.engine.errors import TextError
from components.engine.loading.load import Encoder
from components.engine.tokens.vocabulary import read_vocabulary
from components.engine.tokens.wordpiece import cut_word

ODD_WORDS = [
    "Ünïcode☃",
    "e\u0301tude",
    "我们",
    "ضِفَّة",
    "נהר",
    "👍🏽",
    "👩‍👩‍👧",
    "straße",
    "İstanbul",
    "a\u200bb",
    "x" * 100,
    "x" * 101,
]


def words_of(encoding, text):
    """Each word as it was typed, with the pieces that the tokenizer made of it."""
    for number in sorted({word for word in encoding.word_ids if word is not None}):
        places = [place for place, word in enumerate(encoding.word_ids) if word == number]
        start, end = encoding.offsets[places, 0].min(), encoding.offsets[places, 1].max()
        yield text[start:end], tuple(encoding.tokens[place] for place in places)


@pytest.mark.parametrize("word", bench_words()[::4])
def test_steps_end_in_the_tokenizers_pieces(encoder, word):
    text = " ".join(read_bench(word).sentences[::3])
    for typed, pieces in words_of(encode(encoder, text), text):
        assert cut_word(encoder, typed).pieces == pieces


@pytest.mark.parametrize("text", ODD_WORDS)
def test_steps_of_odd_words_are_the_tokenizers(encoder, text):
    for typed, pieces in words_of(encode(encoder, text), text):
        assert cut_word(encoder, typed).pieces == pieces


def test_steps_by_hand(tiny):
    cut = cut_word(tiny, "Banks")
    assert cut.changes == (("lower case", "banks"),)
    assert [(step.piece, step.id is not None) for step in cut.steps] == [
        ("banks", False),
        ("bank", True),
        ("##s", True),
    ]
    assert cut.pieces == ("bank", "##s")
    assert cut.reason is None


def test_changes_come_in_order_and_only_when_they_change_something(encoder):
    assert [name for name, _ in cut_word(encoder, "É\u0301t\x07é").changes] == [
        "control characters taken out",
        "accents taken off",
        "lower case",
    ]
    assert cut_word(encoder, "bank").changes == ()


def test_word_with_one_foreign_sign_is_unknown_as_a_whole(encoder):
    cut = cut_word(encoder, "bank☃")
    assert cut.pieces == ("[UNK]",)
    assert "character 5" in cut.reason


def test_word_of_more_than_a_hundred_characters_is_not_tried(encoder):
    cut = cut_word(encoder, "x" * 101)
    assert (cut.steps, cut.pieces) == ((), ("[UNK]",))
    assert "101 characters" in cut.reason


def test_other_tokenizers_are_told(encoder):
    class OfBpe:
        backend_tokenizer = Tokenizer(models.BPE({"a": 0}, []))

    with pytest.raises(TextError, match="BPE, which cuts this model’s words, does not look for the longest piece"):
        cut_word(Encoder(OfBpe(), None, encoder.facts), "a")


def test_vocabulary_is_searched_and_its_neighbours_are_known(encoder):
    vocabulary = read_vocabulary(encoder)
    number = vocabulary.pieces.index("bank")
    found = [vocabulary.pieces[i] for i in vocabulary.search("bank")]
    assert found[:2] == ["bank", "##bank"]
    assert all("bank" in piece for piece in found)
    assert vocabulary.search("BANK") == vocabulary.search("bank")
    assert vocabulary.search(str(number))[0] == number
    assert vocabulary.search("") == vocabulary.search("zqzqzq") == []
    assert list(vocabulary.around(number)) == list(range(number - 5, number + 6))
    assert list(vocabulary.around(0)) == [0, 1, 2, 3, 4, 5]
    assert vocabulary.pieces[vocabulary.nearest(number)[0][0]] == "banks"


def test_nearest_pieces_equal_plain_loops(tiny):
    vocabulary = read_vocabulary(tiny)
    table = vocabulary.table.astype(float)
    cosines = {
        other: sum(table[8] * table[other]) / (sum(table[8] ** 2) * sum(table[other] ** 2)) ** 0.5
        for other in range(1, len(vocabulary.pieces))  # 0 is padding, a row of zeros
        if other != 8
    }
    best = sorted(cosines, key=cosines.get, reverse=True)[:3]
    assert [number for number, _ in vocabulary.nearest(8, 3)] == best
    assert [cosine for _, cosine in vocabulary.nearest(8, 3)] == pytest.approx([cosines[i] for i in best], abs=1e-6)


def test_what_the_tokenizer_cut_as_one_word_is_explained_as_one(encoder):
    text = "It is 20°C today."
    encoding = encode(encoder, text)
    for token in ("20", "##c"):
        picked = encoding.tokens.index(token)
        assert typed_word(encoding, picked, text, "") == "20°C"
    assert typed_word(encoding, encoding.tokens.index("today"), text, "") == "today"
