"""Sentences: cut where a reader would, in every script, and every character is kept."""

import subprocess
import sys

import pytest

from components.engine.text.sentences import sentence_ends, split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Dr. Smith saw a bank.", "He sat."],
        ["Use a chart, e.g. a map.", "It helps."],
        ["It rose by 3.5 percent.", "Then it fell."],
        ["The U.S. economy grew.", "He lives in the U.S.", "It fell."],
        ["She said “Go.”", "He asked, “Why?”", "Wait... what?!", "No!"],
        ["¿Qué hora es?", "¡Hola!", "El Sr. Pérez fue al banco."],
        ["我们坐在河岸上。", "他去了银行！", "好吗？", "是。"],
        ["これは本です。", "そうですか？"],
        ["هل تعرف؟", "نعم۔"],
    ],
    ids=lambda sentences: sentences[0],
)
def test_a_text_is_cut_where_a_reader_would(sentences):
    assert split_sentences(" ".join(sentences)) == tuple(sentences)
    if not sentences[0].isascii() and "¿" not in sentences[0]:
        assert split_sentences("".join(sentences)) == tuple(sentences), "these signs need no space"


@pytest.mark.parametrize(
    "text", ["", "  \n ", "🙂 Hi. 👩‍👩‍👧 Bye. ", "! the bank", "a\r\n\r\nb.", "e\u0301. \ud800 x. y"]
)
def test_ends_count_the_characters_as_written(text):
    ends = sentence_ends(text)
    assert ends == sorted(set(ends))
    assert ends[-1:] == [len(text)] * bool(text)
    assert all(part and part in text for part in split_sentences(text))


def test_the_splitter_warns_of_nothing():
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import sentencex; sentencex.segment('en', 'One. Two.')"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
