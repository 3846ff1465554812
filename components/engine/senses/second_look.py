"""A second look at each occurrence, beside its vectors: which words could stand in its place.

They are guessed from the surroundings alone, by a head that was trained for just that, and so part senses that the
vectors, which know the word, leave together (Amrami & Goldberg 2019 find senses by them). They are asked for when
senses are first sought, and then ride on the occurrences.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags

from components.engine.objectives.substitutes import likely_words
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.records import MASKED, Occurrences, read_only

MOST = 200  # words of a place
Place = tuple[str, int, int]  # sentence, first character, one past the last
Words = tuple[np.ndarray, np.ndarray]  # pieces and probabilities, (200,) each


def can_guess(occurrences: Occurrences) -> bool:
    """Tell whether the model that read the occurrences is at hand, and guesses words."""
    reader: Any = occurrences.reader
    if reader is None or not occurrences.spans:
        return False
    return MASKED in reader.facts.objectives and reader.tokenizer.mask_token_id is not None


def find_substitutes(
    occurrences: Occurrences,
    rows: Sequence[int] | np.ndarray,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> dict[Place, Words]:
    """Guess the words in the places of some occurrences; what was guessed before is not guessed again.

    Stops short if `should_stop` says so.
    """
    known: dict[Place, Words] = occurrences.later
    missing = list(dict.fromkeys(place for row in rows if (place := place_of(occurrences, row)) not in known))
    for number, pieces, chances in likely_words(occurrences.reader, missing, MOST, on_progress):  # type: ignore[arg-type]
        known[missing[number]] = read_only(pieces.astype(np.int32)), read_only(chances)
        if should_stop():
            break
    return known


def place_of(occurrences: Occurrences, row: int) -> Place:
    """Name the place of an occurrence, which a copy of its sentence shares."""
    span = occurrences.spans[row]
    return occurrences.sentences[span.sentence], span.start, span.end


def substitute_likeness(occurrences: Occurrences, rows: np.ndarray) -> np.ndarray:
    """Compare the words that could stand in the places of some occurrences: cosines, (rows, rows).

    A word counts by the root of its probability, and the less, the more of the places it is likely in.
    """
    known = find_substitutes(occurrences, rows)
    found = [known[place_of(occurrences, row)] for row in rows]
    pieces, chances = (np.stack(part) for part in zip(*found, strict=True))  # (rows, 200)
    roots = csr_matrix((np.sqrt(chances).ravel(), pieces.ravel(), np.arange(0, pieces.size + 1, pieces.shape[1])))
    rarity = np.log((1 + len(rows)) / (1 + np.bincount(pieces.ravel())))
    weighed = roots @ diags(rarity)
    lengths = np.sqrt(weighed.multiply(weighed).sum(axis=1))
    alike = weighed.multiply(1 / np.maximum(lengths, 1e-12)).tocsr()
    return (alike @ alike.T).toarray()
