"""Maps: one basis for all layers in the lane, from a word or a file to its map, a change of layer in the browser."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page
from sklearn.manifold import trustworthiness
from umap import UMAP

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.geometry import umap_process
from components.engine.geometry.project import as_umap, fit_pca, movement, principal_components
from components.engine.geometry.vectors import unit
from components.engine.records import Span
from components.engine.senses.discover import discover_senses
from components.engine.text.find_word import find_occurrences
from components.engine.usage.change import sense_change, vector_change
from components.engine.usage.shares import sense_shares
from components.ui.shared import models
from tests.bench.parts.figure import Figure, find_data, seconds, side_by_side
from tests.bench.parts.map_peers import BareMap, aligned
from tests.bench.parts.visitors import browser, chart_drawn
from tests.browsing import Server

ROUNDS = 5
CHANGES = 10
MANY = 5000  # uses of one word
POINTS = "() => document.querySelectorAll('.st-key-word_map .point').length >= 300"
# From the slider's event to the first frame that the browser paints after Plotly is done with it.
FRAMES = """async (slider, changes) => {
  const times = []
  for (let turn = 0; turn < changes; turn++) {
    const chart = document.querySelector('.st-key-word_map .js-plotly-plot')
    const done = new Promise((resolve) => chart.once('plotly_animated', resolve))
    const start = performance.now()
    slider.value = turn % (Number(slider.max) + 1)
    slider.dispatchEvent(new Event('input'))
    await done
    await new Promise((resolve) => requestAnimationFrame(resolve))
    times.push(performance.now() - start)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return times
}"""
NEIGHBOURS = 10


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    encoder = models.encoder(DEFAULT_MODEL)
    sentences = tuple(sentence for word in bench_words() for sentence in read_bench(word).sentences)
    word = read_bench("bank").sentences
    spans = find_occurrences(word, "bank", inflections=True)
    embed_occurrences(encoder, word, spans)
    yield Figure("36 sentences to the PCA map", middle(lambda: pca_of(encoder, word, "bank")), "s", most=0.5)
    many = with_occurrences(sentences, "the", 300)
    peer = BareMap()  # it takes 1.4 s of one core, ours 1.02 × that
    ours, bare = side_by_side(lambda: pca_of(encoder, many, "the"), lambda: peer.draw(many, "the"), ROUNDS, 1)
    name = "300 occurrences of a file to the PCA map / transformers + scikit-learn"
    yield Figure(name, ours, "s", bare, most=1.15)
    occurrences = embed_occurrences(encoder, many, find_occurrences(many, "the"))
    yield Figure("300 occurrences to groups found", middle(lambda: discover_senses(occurrences)), "s", most=1)
    yield from one_basis(occurrences.states)
    yield from in_browser(many)


def with_occurrences(sentences: tuple[str, ...], word: str, count: int) -> list[str]:
    """Choose sentences that hold a word `count` times together."""
    chosen: list[str] = []
    for sentence in sorted(sentences, key=lambda sentence: len(find_occurrences([sentence], word))):
        found = len(find_occurrences([sentence], word))
        if found and found <= count:
            chosen.append(sentence)
            count -= found
    return chosen


def pca_of(encoder: object, sentences: tuple[str, ...], word: str) -> None:
    """Do all that a page does from a word to its map."""
    spans = find_occurrences(sentences, word, inflections=True)
    fit_pca(embed_occurrences(encoder, sentences, spans).states)


def one_basis(states: np.ndarray) -> Iterator[Figure]:
    """Time the lane, and hold each layer of its map against a UMAP of that layer alone."""
    umap_process.start().result()
    points = umap_process.submit_umap(states).result()
    deep = np.concatenate([states, states[1:]])[:, :200]
    # AlignedUMAP takes 16 and 22 s of one core; a tenth of that is the 1.5 and 2 s that a visitor may wait.
    aligned(states[:2, :50])  # it compiles
    for layers in (states, deep):
        ours, peer = middle(lambda layers=layers: umap_of(layers)), seconds(lambda layers=layers: aligned(layers))
        name = f"UMAP of {len(layers)} layers × {layers.shape[1]} on one basis, warm lane / AlignedUMAP"
        yield Figure(name, ours, "s", peer, most=0.1)
    worse = [alone(layer) - trust(layer, drawn) for layer, drawn in zip(states, points, strict=True)]
    yield Figure("trustworthiness: separate UMAP − one basis, worst layer", max(worse), "", most=0.02)
    made = as_umap(states, points)
    moved, still = np.mean([movement(made, layer) for layer in range(1, len(points))], axis=0)
    yield Figure("UMAP: movement of unchanged vectors / of the points, a layer", float(still), "", float(moved))


def in_browser(sentences: list[str]) -> Iterator[Figure]:
    """Time a visitor's file of 300 sentences, and changes of layer, in a warm server."""
    with browser() as running, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sentences.txt"
        file.write_text("\n".join(sentences), encoding="utf-8")
        server = Server(Path(folder) / "log.txt")
        try:
            page = running.new_page(viewport={"width": 1366, "height": 900}, reduced_motion="reduce")
            page.goto(f"{server.url}/senses?word=the&own=The+end.%0AThe+rest.")
            chart_drawn(page, 1, "map of “the”")
            lane_warm(page, server)
            page.goto(f"{server.url}/senses?word=the&own=The+end.%0AThe+rest.")
            chart_drawn(page, 1, "map of “the”")
            page.wait_for_timeout(1500)
            page.goto(f"{server.url}/senses?word=crane")
            page.wait_for_selector("text=UMAP of 36 occurrences", timeout=120_000)
            page.click("text=Sentences from a file")
            page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", file)
            page.wait_for_selector("text=with “crane”", timeout=120_000)
            page.wait_for_selector("text=/of \\d+ occurrences/", timeout=120_000)
            page.wait_for_timeout(1500)
            page.click("input[aria-label*='Word']")
            page.keyboard.type("the")
            page.wait_for_timeout(500)  # the list of words follows what is typed
            start = time.perf_counter()
            page.keyboard.press("Enter")
            page.wait_for_function(POINTS, polling=20, timeout=120_000)
            shown = time.perf_counter() - start
            yield Figure("browser: word to the PCA map, file of 300", shown, "s", most=1)
            yield Figure("browser: word to groups found (its colours)", shown, "s", most=2)
            page.wait_for_selector("text=UMAP of 300 occurrences", timeout=120_000)
            yield Figure("browser: word to UMAP, file of 300", time.perf_counter() - start, "s", most=2.5)
            yield from changes_of_layer(page, "300 points")
            page.goto(f"{server.url}/senses?word=crane")
            page.wait_for_selector("text=UMAP of 36 occurrences", timeout=120_000)
            yield from changes_of_layer(page, "36 points")
        finally:
            server.stop()


def changes_of_layer(page: Page, points: str) -> Iterator[Figure]:
    """Time changes of layer on the map that is open."""
    for shape, most in (("2-D", 50), ("3-D", 150)):
        page.click(f"button:has-text('{shape}')")
        page.wait_for_selector(f".st-key-word_map {'.point' if shape == '2-D' else '.gl-container canvas'}")
        page.wait_for_timeout(4000)
        times = page.locator("input#layer").evaluate(FRAMES, CHANGES)
        yield Figure(f"browser: change of layer, {shape}, {points}", float(np.median(times)), "ms", most=most)


def lane_warm(page: Page, server: Server) -> None:
    """Wait until the server draws by UMAP."""
    page.goto(f"{server.url}/senses?word=crane")
    page.wait_for_selector("text=UMAP of 36 occurrences", timeout=180_000)


def umap_of(states: np.ndarray) -> None:
    """Lay out in the lane."""
    umap_process.submit_umap(states).result()


def alone(vectors: np.ndarray) -> float:
    """Measure a UMAP of one layer by itself."""
    reduced = principal_components(unit(vectors.astype(np.float64))).astype(np.float32)
    return trust(vectors, UMAP(random_state=0, n_jobs=1).fit_transform(reduced))


def trust(vectors: np.ndarray, points: np.ndarray) -> float:
    """Return the trustworthiness of a layer's map."""
    return float(trustworthiness(unit(vectors), points, n_neighbors=NEIGHBOURS))


def middle(work: object) -> float:
    """Return the median time of some rounds."""
    return float(np.median([seconds(work) for _ in range(ROUNDS)]))


def measure_usage(data: Path | None) -> Iterator[Figure]:
    """Yield how long many uses of one word in three groups take, against UMAP of their last layer alone."""
    nouns = find_data(data, "coarsewsd-dev/*/train.data.txt")
    if not nouns:
        return
    file = max(nouns, key=lambda path: path.stat().st_size)
    lines = [line for part in ("train", "test") for line in (file.parent / f"{part}.data.txt").open(encoding="utf-8")]
    sentences, spans = [], []
    for row, line in enumerate(lines[:MANY]):
        place, sentence = line.strip("\n").split("\t")
        words = sentence.split(" ")
        start = len(" ".join([*words[: int(place)], ""]))
        sentences.append(sentence)
        spans.append(Span(row, start, start + len(words[int(place)])))
    occurrences = embed_occurrences(models.encoder(DEFAULT_MODEL), sentences, spans)
    steps: dict[str, float] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = work()
        steps[name] = time.perf_counter() - begun
        return result

    groups = np.arange(len(spans)) % 3
    step("map of all layers (PCA)", lambda: fit_pca(occurrences.states))
    found = step("senses found", lambda: discover_senses(occurrences)).nearest
    step("shares with intervals", lambda: sense_shares(found, groups, occurrences.texts))
    pair = np.flatnonzero(groups < 2)
    second, texts = groups[pair] == 1, occurrences.texts[pair]
    step("change by vectors", lambda: vector_change(occurrences.states[:, pair], second, texts))
    step("change by senses", lambda: sense_change(found[pair], second, texts))
    vectors = unit(occurrences.states[-1])
    UMAP().fit(vectors[:200])  # compiled before it is timed
    peer = seconds(lambda: UMAP().fit_transform(vectors))
    for name, taken in steps.items():
        yield Figure(f"  {name}", taken, "s")
    of = f"{len(spans):,} uses of one word in three groups"
    yield Figure(f"{of}: all of it; peer: UMAP of the last layer", sum(steps.values()), "s", peer, most=1)
