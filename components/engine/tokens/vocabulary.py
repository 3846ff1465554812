"""The vocabulary of a model: what is in it, what stands beside what, and which pieces start out alike."""

import numpy as np

from components.engine.loading.load import Encoder, embedding_table
from components.engine.records import record
from components.engine.text.readable import readable

TINY = 1e-12  # a row of zeros (padding) has no direction


@record
class Vocabulary:
    """All pieces in the order of their ids, and their learned vectors."""

    pieces: tuple[str, ...]  # spelled for people
    table: np.ndarray  # (vocabulary, width) float32: the model's own embedding table, not a copy
    lengths: np.ndarray  # (vocabulary,) of the rows

    def around(self, number: int, each: int = 5) -> range:
        """List the ids beside `number`, `each` on both sides."""
        return range(max(0, number - each), min(len(self.pieces), number + each + 1))

    def nearest(self, number: int, most: int = 10) -> list[tuple[int, float]]:
        """Find the other pieces whose learned vectors point most alike: ids and cosines, nearest first."""
        cosines = self.table @ self.table[number] / (self.lengths * self.lengths[number])  # (vocabulary,)
        cosines[number] = -np.inf
        most = min(most, len(cosines) - 1)
        order = np.argpartition(-cosines, most)[:most]
        return [(int(i), float(cosines[i])) for i in order[np.argsort(-cosines[order])]]

    def search(self, query: str, most: int = 200) -> list[int]:
        """Find pieces that hold `query`: equal ones first, then beginnings, then the rest, each by id.

        Also finds the piece of an id. `##` and ▁ count only if they are typed; so does case, unless nothing is found.
        """
        query = query.strip()
        if not query:
            return []
        found = self._holding(query) or self._holding(query.lower())
        if query.isdecimal() and len(query) < 9 and int(query) < len(self.pieces):
            found = [int(query), *(number for number in found if number != int(query))]
        return found[:most]

    def _holding(self, query: str) -> list[int]:
        ranked = [(rank(piece, query), number) for number, piece in enumerate(self.pieces) if query in piece]
        return [number for _, number in sorted(ranked)]


def rank(piece: str, query: str) -> int:
    """Tell how well a piece that holds `query` fits: 0 equal, 1 equal but for its mark, 2 beginning, 3 elsewhere."""
    bare = piece.removeprefix("##").removeprefix("▁")
    return 0 if piece == query else 1 if bare == query else 2 if piece.startswith(query) else 3


def read_vocabulary(encoder: Encoder) -> Vocabulary:
    """Read a model's vocabulary.

    Ids for which the tokenizer has no piece (some models round their table up) are left out at the end.
    """
    table = embedding_table(encoder)
    count = min(len(encoder.tokenizer), len(table))
    pieces = [piece or "" for piece in encoder.tokenizer.convert_ids_to_tokens(list(range(count)))]
    lengths = np.maximum(np.linalg.norm(table[:count], axis=1), TINY)
    return Vocabulary(readable(encoder.tokenizer, pieces), table[:count], lengths)
