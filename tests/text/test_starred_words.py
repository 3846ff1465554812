"""Words in stars: the stars go, the word is where it stood, and a line with none or several is named."""

import pytest

from components.engine.errors import WordError
from components.engine.text.starred_words import read_marked


def test_words_in_stars_are_found_and_the_stars_go():
    sentences, spans = read_marked(["He sat on the *bank*.", "*Banks* lend money, * and stars."])
    assert sentences == ("He sat on the bank.", "Banks lend money, * and stars.")
    assert [(span.sentence, span.start, span.end) for span in spans] == [(0, 14, 18), (1, 0, 5)]


@pytest.mark.parametrize(("line", "count"), [("No star.", 0), ("*a* and *b*", 2), ("* *", 0)])
def test_a_line_with_no_word_in_stars_or_several_is_told_by_its_number(line, count):
    with pytest.raises(WordError, match=f"Line 2 has {count} words in stars"):
        read_marked(["A *bank*.", line])
