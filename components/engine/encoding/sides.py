"""Which of two texts, and which sentence of it, each token belongs to."""

from collections.abc import Sequence

from components.engine.records import Encoding
from components.engine.text.sentences import sentence_ends


def text_sides(encoding: Encoding) -> list[int]:
    """Tell for each token whether it is of the first text (0) or the second (1).

    Segment ids do not tell for every model (RoBERTa has one segment); the characters start again with the second text.
    """
    if encoding.segment_ids.any():
        return [int(segment > 0) for segment in encoding.segment_ids]
    sides: list[int] = []
    side, last, gap = 0, 0, False
    for word, (start, _) in zip(encoding.word_ids, encoding.offsets.tolist(), strict=True):
        if word is not None:
            side = 1 if start < last or (gap and start == last == 0) else side
            last, gap = start, False
        else:
            gap = bool(sides)
        sides.append(side)
    return sides


def sentence_labels(encoding: Encoding, sides: Sequence[int], text: str, pair: str) -> list[tuple]:
    """Give each token the number of its sentence, through both texts; special tokens stand alone."""
    ends = [sentence_ends(part) for part in (text, pair)]
    starts = encoding.offsets[:, 0].tolist()
    return [
        ("special", token) if word is None else (side, sum(end <= start for end in ends[side]))
        for token, (word, side, start) in enumerate(zip(encoding.word_ids, sides, starts, strict=True))
    ]


def typed_word(encoding: Encoding, picked: int, text: str, pair: str) -> str | None:
    """Return the characters of the picked token's word as they were typed; None for a special token.

    What the tokenizer cut as one word stays together, also where a sign parts it ("20°C").
    """
    word = encoding.word_ids[picked]
    if word is None:
        return None
    places = [place for place, number in enumerate(encoding.word_ids) if number == word]
    first, last = places[0], places[-1]
    while first and goes_on(encoding, first):
        first -= 1
    while last + 1 < len(encoding.tokens) and goes_on(encoding, last + 1):
        last += 1
    start, end = encoding.offsets[first, 0], encoding.offsets[last, 1]
    return (pair if text_sides(encoding)[picked] else text)[start:end]


def goes_on(encoding: Encoding, place: int) -> bool:
    """Tell whether a piece continues the one before it."""
    return encoding.tokens[place].startswith("##") and encoding.offsets[place - 1, 1] == encoding.offsets[place, 0]
