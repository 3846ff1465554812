"""Word2Vec (Mikolov et al. 2013) and FastText (Bojanowski et al. 2017) learned from a text while one watches.

gensim does the learning, on a thread of its own; it can be stopped between any two of its batches.
"""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from importlib.util import find_spec
from pathlib import Path

from gensim.models import FastText, Word2Vec

from components.engine.errors import TextError
from components.engine.static import StaticModel
from components.engine.wordbench import bench_words, read_bench

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FEWEST_TOKENS = 200
BUCKETS = 20_000  # of FastText's letter groups: a small text has few, and gensim's two million take 800 MB
NEWS = Path("test/test_data/lee_background.cor")  # 300 news texts (Lee et al. 2005), which gensim ships


def split_words(text: str) -> list[str]:
    """List the words of a text in small letters."""
    return [match.group().lower() for match in WORD.finditer(text)]


def built_in_corpus() -> list[list[str]]:
    """Return the built-in sentences as words."""
    return [split_words(sentence) for word in bench_words() for sentence in read_bench(word).sentences]


def news_corpus() -> list[list[str]]:
    """Return gensim's news sample as words, one list a text."""
    folder = Path(find_spec("gensim").origin).parent
    return [split_words(line) for line in (folder / NEWS).read_text(encoding="utf-8").splitlines()]


class StaticTraining:
    """One run of Word2Vec or FastText: its progress can be read, and it can be cancelled, from any thread."""

    def __init__(
        self,
        kind: str,
        corpus: Sequence[Sequence[str]],
        source: str,
        width: int = 100,
        window: int = 5,
        epochs: int = 20,
        seed: int = 0,
    ) -> None:
        """Take `kind` "Word2Vec" or "FastText" and a corpus of words; skip-gram with 5 negatives.

        Raises TextError if the corpus is too small to learn anything.
        """
        self.kind, self.corpus, self.source, self.epochs = kind, corpus, source, epochs
        self.tokens = sum(map(len, corpus))
        if self.tokens < FEWEST_TOKENS:
            raise TextError(f"The text has {self.tokens} words; learning vectors takes at least {FEWEST_TOKENS}.")
        self.seen = 0
        self.began = time.monotonic()
        self.future: Future[StaticModel | None] = Future()  # None if it was cancelled
        self._stop = threading.Event()
        settings = {"vector_size": width, "window": window, "min_count": 2 if self.tokens < 200_000 else 5}
        settings |= {"sg": 1, "workers": 1, "seed": seed}  # one worker: the same vectors every time
        self._settings = settings | ({"bucket": BUCKETS} if kind == "FastText" else {})

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
        return min(self.seen / (self.tokens * (self.epochs + 1)), 1.0)

    @property
    def seconds_left(self) -> float:
        """Guess how long it will still take."""
        return (time.monotonic() - self.began) * (1 / max(self.share, 1e-3) - 1)

    def _run(self) -> None:
        try:
            self.future.set_result(self._learn())
        except Exception as error:  # whoever asks for the result gets it
            self.future.set_exception(error)

    def _learn(self) -> StaticModel | None:
        model = (Word2Vec if self.kind == "Word2Vec" else FastText)(**self._settings)
        model.build_vocab(self._sentences())
        if self._stop.is_set():
            return None
        if not len(model.wv):
            raise TextError("No word occurs often enough to be learned. Take a longer text.")
        model.train(_Again(self._sentences), total_examples=model.corpus_count, epochs=self.epochs)
        if self._stop.is_set():
            return None
        what = f"Learned here from {self.source} ({self.tokens:,} words, {self.epochs} passes)."
        return StaticModel(self.kind, what, model.wv)

    def _sentences(self) -> Iterator[Sequence[str]]:
        for words in self.corpus:
            if self._stop.is_set():
                return
            self.seen += len(words)
            yield words


class _Again:
    """What can be gone through several times, as gensim wants it."""

    def __init__(self, begin: object) -> None:
        self.begin = begin

    def __iter__(self) -> Iterator[Sequence[str]]:
        return self.begin()
