"""A text file to pairs of passages, as BERT's training reads them (Devlin et al. 2018, appendix A.2).

Two passages of whole sentences: half the time the second really follows, half the time it is from another document.
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

NO_LABEL = -100  # what torch's cross_entropy leaves out
NEXT, RANDOM = 0, 1  # the order of BERT's own head
BESIDE = 8  # documents before or after one that count as beside it
HELD_OUT = 0.04  # share of documents that training never sees
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(])")
ENTRY = re.compile(r"[^.:]{1,60}: ")  # "cigar box: a box for holding cigars."


@dataclass(frozen=True)
class Document:
    """One document's sentences as piece ids."""

    sentences: tuple[np.ndarray, ...]
    ordered: bool  # False: a list of unrelated lines


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


def is_held_out(document: str, share: float = HELD_OUT) -> bool:
    """Tell by its SHA-256 whether a document is kept from training, on every machine and in every order alike."""
    return int.from_bytes(hashlib.sha256(document.encode()).digest()[:8], "big") < share * 2**64


def is_ordered(document: str) -> bool:
    """Tell running text from a list of entries: at least a quarter of a list's lines begin with a word and a colon."""
    lines = document.split("\n")
    return sum(bool(ENTRY.match(line)) for line in lines) < 0.25 * len(lines)


def tokenize_documents(documents: list[str], tokenizer: PreTrainedTokenizerFast) -> list[Document]:
    """Cut documents into sentences of piece ids, without special tokens."""
    tokenized = []
    for document in documents:
        sentences = [s for line in document.split("\n") for s in SENTENCE_END.split(line) if s.strip()]
        rows = tokenizer.backend_tokenizer.encode_batch_fast(sentences, add_special_tokens=False)
        ids = tuple(np.array(row.ids, dtype=np.int32) for row in rows if row.ids)
        if len(ids) > 1:
            tokenized.append(Document(ids, is_ordered(document)))
    return tokenized


def make_pairs(documents: list[Document], tokens: int, special: tuple[int, int], seed: object) -> list[Pair]:
    """Walk once through all documents in a random order and cut them into pairs of at most `tokens` tokens.

    Half of the pairs fill `tokens`; the others are short, as pairs of sentences that people type are. `special` are
    the ids of [CLS] and [SEP].
    """
    random = np.random.default_rng(seed)
    others = Others([document for document in documents if document.ordered])
    pairs = []
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
    """Yield one document's pairs; sentences that a random second passage displaced come again in the next pair."""
    place, sentences = 0, document.sentences
    while place < len(sentences) - 1:
        most = room if random.random() < 0.5 else random.integers(room // 8, room)
        end = place + 2
        while end < len(sentences) and sum(map(len, sentences[place : end + 1])) <= most:
            end += 1
        middle = random.integers(place + 1, end)
        first = np.concatenate(sentences[place:middle])
        if len(others.documents) > 1 and random.random() < 0.5:
            second, label, place = others.passage(document, end - middle, random), RANDOM, middle
        else:
            second, label, place = np.concatenate(sentences[middle:end]), NEXT, end
        yield join(first, second, label, room, special)


class Others:
    """Where random second passages come from: half of them from one of the documents beside, half from anywhere.

    Documents that stand side by side in a file tend to be of one kind, so that style and subject alone do not tell.
    Every sentence is as probable as any other: were every document as probable, a corpus of a few books and many short
    articles would teach that what sounds like an article follows nothing.
    """

    def __init__(self, documents: list[Document]) -> None:
        self.documents = documents
        self.ends = np.cumsum([len(document.sentences) for document in documents])
        self.places = {id(document): place for place, document in enumerate(documents)}

    def passage(self, document: Document, count: int, random: np.random.Generator) -> np.ndarray:
        """Take `count` sentences from another document than this one."""
        here = place = self.places[id(document)]
        first, last = 0, len(self.documents) - 1
        if random.random() < 0.5:
            first, last = max(first, here - BESIDE), min(last, here + BESIDE)
        begin = self.ends[first] - len(self.documents[first].sentences)
        while place == here:
            place = np.searchsorted(self.ends, random.integers(begin, self.ends[last]), side="right")
        other = self.documents[place]
        start = random.integers(max(1, len(other.sentences) - count))
        return np.concatenate(other.sentences[start : start + count])


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
