"""The attention view against BertViz's head view: bytes, server time, nodes, changing the layer, 512 tokens."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from bertviz import head_view
from playwright.sync_api import Browser, Page
from transformers import BertConfig, BertModel

from components.engine.attention import wire_format
from components.engine.attention.units import Reading, Unit
from components.engine.catalog import DEFAULT_MODEL
from components.engine.encoding.encode import encode
from components.figures.attention import bertviz_html
from components.ui.attention import component
from components.ui.shared import models
from tests.bench.memory import long_text
from tests.bench.parts.figure import Figure, seconds
from tests.bench.parts.visitors import browser, head_drawn
from tests.browsing import Server

LAYERS, HEADS = 12, 12
WORDS = "the bank of the river was steep and the other bank charged interest on a loan".split()  # noqa: SIM905
NODES = """root => { let count = 0; const walk = node => { count++; for (const child of node.children) walk(child);
  if (node.shadowRoot) for (const child of node.shadowRoot.children) walk(child) }; walk(root); return count }"""
# From the click to the frame in which the other layer is drawn.
CHANGE = """layer => new Promise(done => { const start = performance.now();
  const scope = [...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.microscope')).find(Boolean);
  scope.querySelector(`.cells button[aria-label^='Layer ${layer}, head 1:']`).click();
  const there = () => scope.dataset.drawn === `${layer},1`;
  const look = () => there() ? done(performance.now() - start) : requestAnimationFrame(look);
  look() })"""
CHANGE_BERTVIZ = """layer => new Promise(done => { const start = performance.now();
  const box = document.querySelector('#layer'); box.value = layer; window.jQuery(box).trigger('change');
  box.dispatchEvent(new Event('change'));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))) })"""


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    for tokens in (16, 64, 128):
        yield from sizes(tokens)
    yield from long_ones()
    with browser() as running:
        yield from in_the_browser(running)


def sizes(tokens: int) -> Iterator[Figure]:
    """Compare what is written for one text: the first message against BertViz's page."""
    weights = np.random.default_rng(0).dirichlet(np.ones(tokens), (LAYERS, HEADS, tokens)).astype(np.float32)
    tensors = [torch.from_numpy(layer)[None] for layer in weights]
    names = [WORDS[place % len(WORDS)] for place in range(tokens)]
    units = tuple(Unit(name, (place,), place, 0) for place, name in enumerate(names))
    small = (255 * wire_format.thumbnails(weights) ** 0.5).astype(np.uint8)
    notes = ["looks at the previous token, 83%"] * (LAYERS * HEADS)
    slide = component.Slide("k", weights, Reading(units, units, False), "a model", " ".join(names), small, notes)
    push = {"number": 1, "layer": 0, "head": 0, "query": 0}

    def ours() -> bytes:
        wire_format.thumbnails(weights)
        return component.compose(slide, component.Selection(0, 0, 0), push)

    def peer() -> str:
        return head_view(tensors, names, html_action="return").data

    sent, page = len(ours()) / 1e6, len(peer().encode()) / 1e6
    yield Figure(f"144 heads, {tokens} tokens: sent / BertViz", sent, "MB", page)
    if tokens == 64:
        yield Figure("144 heads, 64 tokens: sent", sent, "MB", most=0.65)
    times = np.median([(seconds(ours), seconds(peer)) for _ in range(3)], axis=0)
    yield Figure(f"144 heads, {tokens} tokens: server time / BertViz", times[0] * 1000, "ms", times[1] * 1000, most=1)


def long_ones() -> Iterator[Figure]:
    """Measure what packing loses at 512 tokens, against a plain byte a weight."""
    attention = encode(models.encoder(DEFAULT_MODEL), long_text(0)).attention
    yield Figure("512 tokens: one head", len(wire_format.pack(attention[0, 0])) / 1e6, "MB", most=0.3)
    kept = [wire_format.unpack(wire_format.pack(weights), 512, 512) for layer in attention for weights in layer]
    flat = attention.reshape(-1, 512, 512)
    lost = np.mean([np.clip(weights - back, 0, None).sum() / 512 for weights, back in zip(flat, kept, strict=True)])
    gone = np.mean([weights[np.asarray(back) == 0].sum() / 512 for weights, back in zip(flat, kept, strict=True)])
    plain = np.mean([weights[np.rint(weights * 255) == 0].sum() / 512 for weights in flat])
    yield Figure("512 tokens: attention rounded to 0 / a plain byte a weight", 100 * gone, "%", 100 * plain)
    yield Figure("512 tokens: attention rounded down", 100 * lost, "%")


def in_the_browser(running: Browser) -> Iterator[Figure]:
    """Open 64 tokens of a model of 12 × 12 heads and change its layer; then open 512 tokens."""
    with tempfile.TemporaryDirectory() as folder:
        model = save_model(Path(folder) / "small")
        server = Server(Path(folder) / "log.txt", SENSESCOPE_PRIVATE="1")  # it opens a folder
        try:
            page = running.new_page()
            page.goto(f"{server.url}/attention?model={model}&text={'+'.join(sixty_two())}")
            page.click("text=Load this model", timeout=120_000)
            page.wait_for_selector(".cells button[aria-label^='Layer 12']", state="attached", timeout=120_000)
            head_drawn(page, 64)
            page.wait_for_timeout(1500)
            nodes = page.evaluate(NODES, page.query_selector("body"))
            ours = change_layers(page, (2, 7, 12, 4, 9))
            page.close()  # a page behind another draws nothing
            peer = running.new_page()
            peer.set_content(bertviz_page(64))
            peer.wait_for_selector("svg line", state="attached", timeout=120_000)
            peer.wait_for_timeout(1500)
            theirs = [peer.evaluate(CHANGE_BERTVIZ, layer) for layer in (2, 7, 11, 4, 9)]
            peer_nodes = peer.evaluate(NODES, peer.query_selector("body"))
            peer.close()
            yield Figure("64 tokens, 144 heads: nodes, the whole page / BertViz", nodes, "nodes", peer_nodes)
            yield Figure("64 tokens, 144 heads: nodes, the whole page", nodes, "nodes", most=5000)
            medians = [float(np.median(times)) for times in (ours, theirs)]
            yield Figure("64 tokens: change of the layer, median / BertViz", medians[0], "ms", medians[1])
            yield Figure("64 tokens: change of the layer, worst of five", max(ours), "ms", most=100)
            yield from first_long_head(running, server)
        finally:
            server.stop()


def change_layers(page: Page, layers: Sequence[int]) -> list[float]:
    """Open the first head of each layer and time it, the server at rest between: milliseconds."""
    times = []
    for layer in layers:
        times.append(page.evaluate(CHANGE, layer))
        page.wait_for_timeout(1500)
    return times


def first_long_head(running: Browser, server: Server) -> Iterator[Figure]:
    """Time from Ctrl+Enter until a head of 512 tokens is drawn, and a change of head."""
    page = running.new_page()
    page.goto(f"{server.url}/attention")
    head_drawn(page, 18)
    page.wait_for_timeout(1500)
    encoder, text = models.encoder(DEFAULT_MODEL), long_text(1)
    inference = np.median([seconds(lambda: encode(encoder, text)) for _ in range(3)])
    page.fill("textarea[aria-label='Text']", text)
    start = time.perf_counter()
    page.press("textarea[aria-label='Text']", "Control+Enter")
    head_drawn(page, 512)
    total = time.perf_counter() - start
    yield Figure("512 tokens: from Ctrl+Enter to the first head", total, "s")
    yield Figure("512 tokens: the same without inference", total - inference, "s", most=2)
    page.wait_for_timeout(1500)
    times = change_layers(page, (2, 4, 6))
    yield Figure("512 tokens: another head of another layer", float(np.median(times)), "ms")
    page.close()


def sixty_two() -> list[str]:
    """List the words that become 64 tokens."""
    return (WORDS * 5)[:62]


def bertviz_page(tokens: int) -> str:
    """Write BertViz's head view of 12 × 12 random heads as a page of its own."""
    weights = np.random.default_rng(0).dirichlet(np.ones(tokens), (LAYERS, HEADS, tokens)).astype(np.float32)
    return bertviz_html.draw_head_view(weights, [f"t{place}" for place in range(tokens)], None, 0, None)


def save_model(folder: Path) -> Path:
    """Save a random narrow BERT with as many heads as BERT-base, and the bundled model's tokenizer."""
    config = BertConfig(
        vocab_size=30522,
        hidden_size=48,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=96,
        max_position_embeddings=512,
    )
    BertModel(config).save_pretrained(folder)
    models.encoder(DEFAULT_MODEL).tokenizer.save_pretrained(folder)
    return folder
