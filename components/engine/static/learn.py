"""Word2Vec (Mikolov et al. 2013) and FastText (Bojanowski et al. 2017) learned from a text while one watches.

gensim does the learning, on a thread of its own; it can be stopped between any two of its batches.
"""

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from gensim.models import FastText, Word2Vec

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.errors import TextError
from components.engine.loading.installed import package_file
from components.engine.static.vectors import StaticModel

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FEWEST_TOKENS = 200
MOST_WORDS, MOST_BYTES = 50_000, 100_000_000  # the most frequent of a text, and what their vectors may take
BUCKETS = 20_000  # of FastText's letter groups: a small text has few, and gensim's two million take 800 MB
BATCH_WORDS = 1000  # of gensim's, between two of which it can be stopped
CHUNK = 1000  # words in a row; gensim leaves out what is beyond 10,000
NEWS = "test/test_data/lee_background.cor"  # 300 news texts (Lee et al. 2005), which gensim ships
AT_ONCE = threading.Semaphore(2)  # runs that share the processor; others wait


def split_words(text: str) -> list[str]:
    """List the words of a text in small letters."""
    return [sys.intern(match.group().lower()) for match in WORD.finditer(text)]  # each word is in memory once


def built_in_texts() -> list[str]:
    """Return the built-in sentences."""
    return [sentence for word in bench_words() for sentence in read_bench(word).sentences]


def news_texts() -> list[str]:
    """Read gensim's news sample, a string a text."""
    return package_file("gensim", NEWS).read_text(encoding="utf-8").splitlines()


def room_for_words(kind: str, width: int) -> int:
    """Count the words that a run may keep; FastText has two vectors a word, and those of the letter groups."""
    rows = MOST_BYTES // (4 * width)  # float32
    return min(MOST_WORDS, rows if kind == "Word2Vec" else (rows - BUCKETS) // 2)


@dataclass(eq=False)
class StaticTraining:
    """One run of Word2Vec or FastText: its progress can be read, and it can be cancelled, from any thread.

    Skip-gram with 5 negatives. It stops when nobody has `wanted` it any more, as if it were cancelled.
    """

    kind: str  # "Word2Vec" or "FastText"
    texts: Callable[[], Sequence[str]]
    source: str
    width: int = 100
    window: int = 5
    epochs: int = 20
    wanted: Callable[[], bool] = lambda: True

    def __post_init__(self) -> None:
        """Begin with nothing done."""
        self.tokens = self.seen = 0  # words of the texts, and those gone through in all passes
        self.waiting = False  # for other runs
        self.began = time.monotonic()
        self.future: Future[StaticModel | None] = Future()  # None if it was cancelled; TextError if there is too little
        self._stop = threading.Event()
        self._corpus: list[list[str]] = []

    def start(self) -> "StaticTraining":
        """Begin, on a thread of its own."""
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def cancel(self) -> None:
        """Stop soon; the future's result is then None."""
        self._stop.set()

    @property
    def share(self) -> float:
        """Tell which share is done, 0 … 1."""
        return min(self.seen / (self.tokens * (self.epochs + 1)), 1.0) if self.tokens else 0.0

    @property
    def seconds_left(self) -> float:
        """Guess how long it will still take."""
        return (time.monotonic() - self.began) * (1 / max(self.share, 1e-3) - 1)

    def _stopped(self) -> bool:
        if not self.wanted():
            self._stop.set()
        return self._stop.is_set()

    def _run(self) -> None:
        self.waiting = True
        while not AT_ONCE.acquire(timeout=0.1):
            if self._stopped():
                self.future.set_result(None)
                return
        self.waiting, self.began = False, time.monotonic()
        try:
            self.future.set_result(self._learn())
        except Exception as error:  # whoever asks for the result gets it
            self.future.set_exception(error)
        finally:
            self._corpus = []
            AT_ONCE.release()

    def _learn(self) -> StaticModel | None:
        self._corpus = list(self._chunks())
        self.texts = list  # the texts themselves are needed no more
        tokens = sum(map(len, self._corpus))
        if self._stopped():
            return None
        if tokens < FEWEST_TOKENS:
            raise TextError(f"The text has {tokens} words; learning vectors takes at least {FEWEST_TOKENS}.")
        self.tokens = tokens
        least = 2 if tokens < 200_000 else 5
        settings = {"vector_size": self.width, "window": self.window, "sg": 1, "batch_words": BATCH_WORDS}
        settings |= {"seed": 0, "workers": 1}  # the same vectors every time
        settings |= {"min_count": least, "max_final_vocab": room_for_words(self.kind, self.width)}
        model = Word2Vec(**settings) if self.kind == "Word2Vec" else FastText(**settings, bucket=BUCKETS)
        model.build_vocab(self)
        if self._stopped():
            return None
        if not len(model.wv):
            raise TextError("No word occurs often enough to be learned. Take a longer text.")
        model.train(self, total_examples=model.corpus_count, epochs=self.epochs)
        if self._stopped():
            return None
        what = f"Learned here from {self.source} ({tokens:,} words, {self.epochs} passes)."
        if model.effective_min_count > least:
            what += (
                f" It has more different words, and the {len(model.wv):,} most frequent are kept: one run’s vectors "
                f"take at most {MOST_BYTES / 1e6:.0f} MB."
            )
        return StaticModel(self.kind, what, model.wv)

    def _chunks(self) -> Iterator[list[str]]:
        for text in self.texts():
            words = split_words(text)
            for begin in range(0, len(words), CHUNK):
                if self._stopped():
                    return
                yield words[begin : begin + CHUNK]

    def __iter__(self) -> Iterator[Sequence[str]]:
        """Go through the text once more, as gensim does in each pass."""
        for words in self._corpus:
            if self._stopped():
                return
            self.seen += len(words)
            yield words
