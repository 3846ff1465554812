"""Thirty visitors at once, without browsers, against what one visitor alone waits for in the same server.

Each visitor has a session over Streamlit's own websocket and goes through the pages in an order of its own: opens one,
and changes its text (on Senses, in turn, the word and the sentences of its own). Between two actions it looks at the
page for three seconds on average. An action lasts until the run of the page has ended and the page's main picture, with
the new word in it, has been received: on Start the map, on Tokens the pieces, on Attention the heads, on Layers the
cosines, on Senses the map, by PCA while UMAP is not ready. Nearly every text is new to the server, but the words of
Senses are built in: before anything is measured a first visitor looks at each, so that nobody is the one to wait.

Counted as an error is an exception or an error box on a page, a lost connection, and a picture that does not come in
two minutes. Memory is the proportional set size of the server and its processes. It counts as flat if the line through
the second half of the minutes measured grows by less than 5 % from its start to its end.

Left out: what a browser needs to draw, the first download of the page, models from the hub, files, and training. Server
and visitors share the processors, as the bench is one machine, so the server has a little less than both of two.
The naive app (`naive.py`) has one page; its figures are a reference, without a target, and its errors are no fault.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from streamlit.proto.Element_pb2 import Element

from components.engine.built_in.wordbench import bench_words
from tests.bench.memory import pss
from tests.bench.parts.figure import Figure
from tests.bench.parts.naive import write_naive
from tests.bench.parts.websocket import FailedError, Visitor, visit
from tests.browsing import Server

VISITORS = 30
THINK = 3.0  # seconds between two actions, on average
WARM, MEASURED = 15.0, 120.0
ALONE = 60.0  # seconds of the visitor alone, who thinks a third as long, for as many actions
SAMPLED = 2.0  # seconds between two looks at memory
OWN, WORD = "Your sentences, one a line", "Word"
NOUNS, KINDS, DEEDS, PLACES = (
    words.split("|")
    for words in (
        "violin|garden|harbor|orchestra|lawyer|castle|teacher|horse|island|kitchen|doctor|train|painter|forest|engine|"
        "soldier|bridge|village|hunter|desert|market|sailor|window|singer|valley|farmer|lake|tower|clock|bird",
        "old|small|heavy|famous|quiet|strange|golden|broken|young|empty|dark|bright|cheap|royal",
        "waited|slept|stood|fell|vanished|returned|changed|stopped|turned|remained",
        "near the river|behind the house|in the north|after the war|at night|before the storm|in the city",
    )
)


@dataclass(frozen=True)
class Page:
    """A page: its address, the element that is its main picture, and what a visitor changes on it."""

    name: str
    address: str
    picture: str  # a kind of element; a component by its name
    box: str


OURS = (
    Page("Start", "", "start_map", "Your text"),
    Page("Tokens", "tokens", "sensescope_tokens", "Text"),
    Page("Attention", "attention", "sensescope_attention", "Text"),
    Page("Layers", "layers", "plotly_chart", "Text"),
    Page("Senses", "senses", "word_map", OWN),
)
NAIVE = (Page("naive app", "", "iframe", "Text"),)


@dataclass
class Class:
    """What some visitors of one server lived through."""

    begun: float = field(default_factory=time.perf_counter)
    waits: list[tuple[str, float, float]] = field(default_factory=list)  # page, when it was asked for, seconds
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)  # when, MB

    def seconds(self, page: Page) -> np.ndarray:
        """Return what was waited for on a page after the warm-up."""
        return np.array([wait for name, moment, wait in self.waits if name == page.name and moment >= WARM])

    @property
    def largest(self) -> float:
        """Return the largest memory seen, in MB."""
        return max(size for _, size in self.memory)


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows: ours, then the naive app's."""
    alone, together = run(None, OURS, ALONE, MEASURED)
    yield from compared(OURS, alone, together, (3, 12))
    errors = alone.errors + together.errors
    yield Figure(f"load: errors, {VISITORS} visitors, {len(together.waits)} actions", len(errors), "", most=0)
    print(*(f"  {error}" for error in sorted(set(errors))[:5]), sep="\n")
    moments, sizes = np.array([sample for sample in together.memory if sample[0] >= WARM + MEASURED / 2]).T
    slope, start = np.polyfit(moments - moments[0], sizes, 1)
    yield Figure(f"load: memory (PSS), {VISITORS} visitors, highest", together.largest, "MB", most=1400)
    grown = 100 * slope * (moments[-1] - moments[0]) / start
    yield Figure("load: growth of memory in the second half", grown, "%", most=5)
    with tempfile.TemporaryDirectory() as folder:
        alone, together = run(write_naive(Path(folder)), NAIVE, ALONE, MEASURED / 2)
    yield from compared(NAIVE, alone, together, (None, None))
    yield Figure(f"load: naive app, errors, {len(together.waits)} actions", len(alone.errors + together.errors), "")
    yield Figure("load: naive app, memory (PSS), highest", together.largest, "MB")


def compared(
    pages: tuple[Page, ...], alone: Class, together: Class, most: tuple[float | None, float | None]
) -> Iterator[Figure]:
    """Hold each page's median and 95 % against the median of one visitor alone."""
    for page in pages:
        waits, usual = together.seconds(page), float(np.median(alone.seconds(page)))
        for name, value, target in zip(("median", "95 %"), np.quantile(waits, (0.5, 0.95)), most, strict=True):
            yield Figure(f"load: {page.name}, {name} / median alone", float(value), "s", usual, most=target)


def run(script: Path | None, pages: tuple[Page, ...], alone: float, together: float) -> tuple[Class, Class]:
    """Start a server, let one visitor in, and then all."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        server = Server(log) if script is None else Server(log, script)
        try:
            if script is None:
                asyncio.run(visit(server.port, see_all_words))
            one = asyncio.run(crowd(server, pages, 1, THINK / 3, WARM + alone))
            return one, asyncio.run(crowd(server, pages, VISITORS, THINK, WARM + together))
        finally:
            server.stop()


async def see_all_words(visitor: Visitor) -> None:
    """Look at the map of every built-in word until UMAP has drawn it."""
    page = OURS[-1]
    await visitor.act(lambda element: True)
    await visitor.act(is_picture(page, ""), page=page.address)
    for word in bench_words():
        await visitor.act(is_picture(page, word), change=(WORD, word))
        while visitor.polls:
            await visitor.idle(0.5)


async def crowd(server: Server, pages: tuple[Page, ...], count: int, think: float, lasts: float) -> Class:
    """Let visitors in for some seconds; an action that has begun is waited for."""
    made = Class()

    async def watch() -> None:
        while True:
            size = await asyncio.to_thread(pss, server.process.pid)
            made.memory.append((time.perf_counter() - made.begun, size))
            await asyncio.sleep(SAMPLED)

    async def enter(number: int) -> None:
        chooser = random.Random(1000 * count + number)
        try:
            await asyncio.sleep(chooser.uniform(0, think))
            await visit(server.port, Guest(chooser, pages, think, lasts, made).stay)
        except FailedError as error:
            made.errors.append(str(error))

    watching = asyncio.create_task(watch())
    await asyncio.gather(*map(enter, range(count)))
    watching.cancel()
    return made


@dataclass
class Guest:
    """A visitor's way through the pages, and what the visitor has typed."""

    chooser: random.Random
    pages: tuple[Page, ...]
    think: float
    lasts: float
    made: Class
    noun: str = ""  # in the text
    word: str = "bank"  # on Senses
    changed: int = 0

    async def stay(self, visitor: Visitor) -> None:
        """Open pages and change what they show until time is over."""
        await visitor.act(lambda element: True)
        while True:
            for page in self.chooser.sample(self.pages, len(self.pages)):
                for change in (None, self.change(page)):
                    await visitor.idle(self.think * self.chooser.uniform(0.5, 1.5))
                    if time.perf_counter() - self.made.begun > self.lasts:
                        return
                    await self.act(visitor, page, change)

    async def act(self, visitor: Visitor, page: Page, change: tuple[str, str, str] | None) -> None:
        """Open the page, or change something on it, and note how long it took, or what went wrong."""
        moment = time.perf_counter() - self.made.begun
        senses = page.box == OWN
        try:
            if change is None:
                shown = is_picture(page, self.word if senses else self.noun)
                wait = await visitor.act(shown, page=page.address)
            else:
                box, value, marker = change
                if box == WORD:
                    self.word = value
                elif not senses:
                    self.noun = marker
                wait = await visitor.act(is_picture(page, marker), change=(box, value))
        except FailedError as error:
            if "connection" in str(error):
                raise
            self.made.errors.append(f"{page.name}: {error}")
        else:
            self.made.waits.append((page.name, moment, wait))

    def change(self, page: Page) -> tuple[str, str, str]:
        """Choose a box, what to put into it, and a word that the picture then holds."""
        self.changed += 1
        if page.box == OWN and self.changed % 2:
            word = self.chooser.choice([word for word in bench_words() if word != self.word])
            return WORD, word, word
        noun = self.chooser.choice([noun for noun in NOUNS if noun != self.noun])
        if page.box == OWN:
            return OWN, self.sentence(f"{noun} and the {self.word}"), noun
        return page.box, f"{self.sentence(noun)} {self.sentence(noun)}", noun

    def sentence(self, noun: str) -> str:
        """Write one of thousands of sentences."""
        kind, deed, place = map(self.chooser.choice, (KINDS, DEEDS, PLACES))
        return f"The {kind} {noun} {deed} {place}."


def is_picture(page: Page, marker: str) -> Callable[[Element], bool]:
    """Return what tells the page's main picture with a word in it from the other elements."""

    def shown(element: Element) -> bool:
        kind = element.WhichOneof("type")
        known = {
            kind,
            element.bidi_component.component_name,
            *(name for name in ("start_map", "word_map") if element.plotly_chart.id.endswith(name)),
        }
        return page.picture in known and marker.encode() in element.SerializeToString()

    return shown
