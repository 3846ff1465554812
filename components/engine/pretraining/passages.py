"""A text file to pairs of passages, as BERT's training reads them (Devlin et al. 2018, appendix A.2).

Two passages of whole sentences or whole lines: half the time the second really follows, half the time it is from
another document.
Documents that are lists of unrelated lines (a dictionary) have no next sentence: they serve masked words alone, in
single passages with the label NO_LABEL.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from transformers import PreTrainedTokenizerFast

from components.engine.text.sentences import split_sentences

NO_LABEL = -100  # what torch's cross_entropy leaves out
NEXT, RANDOM = 0, 1  # the order of BERT's own head
LINES = 0.6  # share of pairs that are two lines of the text, which are mostly paragraphs
BESIDE = 8  # documents before or after one that count as beside it
HELD_OUT = 0.04  # share of documents that training never sees
Seed = int | tuple[int, ...]
ENTRY = re.compile(r"[^.:]{1,60}: ")  # "cigar box: a box for holding cigars."


@dataclass(frozen=True)
class Document:
    """One document's sentences as piece ids."""

    sentences: tuple[np.ndarray, ...]
    lines: np.ndarray  # (lines,) the number of each line's first sentence
    ordered: bool  # False: a list of unrelated lines

    def line(self, number: int) -> np.ndarray:
        """Give the pieces of one line."""
        return np.concatenate(self.sentences[slice(*np.append(self.lines, len(self.sentences))[number : number + 2])])


@dataclass(frozen=True)
class Pair:
    """Two passages as the model reads them, special tokens included."""

    ids: np.ndarray  # (tokens,)
    segments: np.ndarray  # (tokens,) 0 or 1
    label: int  # NEXT, RANDOM or NO_LABEL


def read_documents(path: Path) -> list[str]:
    """Read the documents of a text file, plain or gzip, that blank lines separate."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def is_held_out(document: str) -> bool:
    """Tell by its SHA-256 whether a document is kept from training, on every machine and in every order alike."""
    return int.from_bytes(hashlib.sha256(document.encode()).digest()[:8], "big") < HELD_OUT * 2**64


def is_ordered(document: str) -> bool:
    """Tell running text from a list of entries: at least a quarter of a list's lines begin with a word and a colon."""
    lines = document.split("\n")
    return sum(bool(ENTRY.match(line)) for line in lines) < 0.25 * len(lines)


def tokenize_documents(documents: list[str], tokenizer: PreTrainedTokenizerFast) -> list[Document]:
    """Cut documents into sentences of piece ids, without special tokens."""
    tokenized = []
    for document in documents:
        lines = [split_sentences(line) for line in document.split("\n")]
        sentences = [sentence for line in lines for sentence in line]
        rows = tokenizer.backend_tokenizer.encode_batch_fast(sentences, add_special_tokens=False)
        line_of = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
        known = [number for number, row in enumerate(rows) if row.ids]
        if len(known) > 1:
            ids = tuple(np.array(rows[number].ids, dtype=np.int32) for number in known)
            first_of_line = np.unique(line_of[known], return_index=True)[1]
            tokenized.append(Document(ids, first_of_line, is_ordered(document)))
    return tokenized


def make_pairs(
    documents: list[Document], tokens: int, special: tuple[int, int], seed: Seed, beside: float = 0.5
) -> list[Pair]:
    """Walk once through all documents in a random order and cut them into pairs of at most `tokens` tokens.

    `LINES` of the pairs are a line and the next, or any other: what people ask about is seldom torn out of the middle
    of a paragraph. Of the rest, half fill `tokens` and half are shorter. `special` are the ids of [CLS] and [SEP],
    `beside` is the share of random second passages that come from a document beside.
    """
    random = np.random.default_rng(seed)
    others = Others([document for document in documents if document.ordered], beside)
    pairs: list[Pair] = []
    for number in random.permutation(len(documents)):
        document = documents[number]
        if document.ordered:
            pairs += walk(document, others, tokens - 3, special, random)
        else:
            pairs += [single(chunk, special) for chunk in chunks(document, tokens - 2)]
    return pairs


def walk(
    document: Document, others: "Others", room: int, special: tuple[int, int], random: np.random.Generator
) -> Iterator[Pair]:
    """Yield one document's pairs; what no passage took as its second comes again as the next pair's first."""
    place, sentences = 0, document.sentences
    while place < len(sentences) - 1:
        follows = len(others.documents) < 2 or random.random() < 0.5
        if place < document.lines[-1] and random.random() < LINES:
            line = int(np.searchsorted(document.lines, place, side="right"))  # the next one
            middle = end = document.lines[line]
            second = document.line(line) if follows else others.line(document, random)
        else:
            middle, end = choose_ends(sentences, place, room, random)
            second = np.concatenate(sentences[middle:end])
            if not follows:
                second, end = others.passage(document, end - middle, random), middle
        first = np.concatenate(sentences[place:middle])
        yield join(first, second, NEXT if follows else RANDOM, room, special)
        place = end


def choose_ends(
    sentences: tuple[np.ndarray, ...], place: int, room: int, random: np.random.Generator
) -> tuple[int, int]:
    """Choose where two passages from `place` on meet and where they end: half of the pairs fill `room` tokens."""
    most = room if random.random() < 0.5 else random.integers(room // 8, room)
    end = place + 2
    while end < len(sentences) and sum(map(len, sentences[place : end + 1])) <= most:
        end += 1
    return int(random.integers(place + 1, end)), end


class Others:
    """Where random second passages come from: a share of them from one of the documents beside, the rest from anywhere.

    Documents that stand side by side in a file tend to be of one kind, so that style and subject alone do not tell.
    Every sentence (or line) is as probable as any other: were every document as probable, a corpus of a few books and
    many short articles would teach that what sounds like an article follows nothing.
    """

    def __init__(self, documents: list[Document], beside: float) -> None:
        self.documents, self.beside = documents, beside
        self.sentences = np.array([len(document.sentences) for document in documents])
        self.lines = np.array([len(document.lines) for document in documents])
        self.places = {id(document): place for place, document in enumerate(documents)}

    def passage(self, document: Document, count: int, random: np.random.Generator) -> np.ndarray:
        """Take `count` sentences from another document than this one."""
        sentences = self.draw(document, self.sentences, random).sentences
        start = random.integers(max(1, len(sentences) - count))
        return np.concatenate(sentences[start : start + count])

    def line(self, document: Document, random: np.random.Generator) -> np.ndarray:
        """Take a line from another document than this one."""
        other = self.draw(document, self.lines, random)
        return other.line(int(random.integers(len(other.lines))))

    def draw(self, document: Document, sizes: np.ndarray, random: np.random.Generator) -> Document:
        """Draw another document than this one, as probable as its size."""
        here = self.places[id(document)]
        near = slice(max(0, here - BESIDE), here + BESIDE + 1) if random.random() < self.beside else slice(None)
        weights = sizes[near].astype(float)
        weights[here - (near.start or 0)] = 0
        return self.documents[(near.start or 0) + random.choice(len(weights), p=weights / weights.sum())]


def join(first: np.ndarray, second: np.ndarray, label: int, room: int, special: tuple[int, int]) -> Pair:
    """Put two passages together; what is too long loses the far ends, so that the seam stays."""
    keep = max(room // 2, room - len(second))
    first = first[-keep:]
    second = second[: room - len(first)]
    begin, separator = special
    ids = np.concatenate([[begin], first, [separator], second, [separator]]).astype(np.int32)
    segments = np.repeat([0, 1], [len(first) + 2, len(second) + 1]).astype(np.int32)
    return Pair(ids, segments, label)


def single(ids: np.ndarray, special: tuple[int, int]) -> Pair:
    """Make one passage without a second."""
    ids = np.concatenate([[special[0]], ids, [special[1]]]).astype(np.int32)
    return Pair(ids, np.zeros_like(ids), NO_LABEL)


def chunks(document: Document, room: int) -> Iterator[np.ndarray]:
    """Cut a document into passages of at most `room` pieces, whole lines where they fit."""
    taken: list[np.ndarray] = []
    for sentence in document.sentences:
        if taken and sum(map(len, taken)) + len(sentence) > room:
            yield np.concatenate(taken)[:room]
            taken = []
        taken.append(sentence)
    yield np.concatenate(taken)[:room]
