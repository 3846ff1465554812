"""Words in context, marked by their writer: "He sat on the *bank*." to the sentence and the place of the word."""

import re
from collections.abc import Sequence

from components.engine.errors import WordError
from components.engine.records import Span

STARS = re.compile(r"\*([^*]+)\*")


def read_marked(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Take the stars away, and return the sentences and where the marked words stand, one in each.

    Raises WordError if a line has no word in stars, or several.
    """
    sentences, spans = [], []
    for number, line in enumerate(lines):
        found = [match for match in STARS.finditer(line) if match[1].strip()]
        if len(found) != 1:
            raise WordError(
                f"Line {number + 1} has {len(found)} words in stars, and one is needed. Mark it like this: the *bank*."
            )
        start = found[0].start()
        sentences.append(line[:start] + found[0][1] + line[found[0].end() :])
        spans.append(Span(number, start, start + len(found[0][1])))
    return tuple(sentences), tuple(spans)
