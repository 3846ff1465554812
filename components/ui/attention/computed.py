"""What visitors share of the attention of a text: measures of heads, thumbnails, steps and experiments."""

from typing import Any

import numpy as np

from components.ui.shared.models import encoder
from components.ui.shared.readings import encoding
from components.ui.shared.store import results


def head_measures(name: str, text: str, pair: str = "") -> Any:
    """Measure what every head does on a text: an `engine.attention.head_patterns.HeadMeasures`."""
    from components.engine.attention.head_patterns import measure_heads

    one = encoding(name, text, pair)
    return results().get(
        ("head measures", name, text, pair), lambda: measure_heads(one.attention, one.tokens, one.word_ids)
    )


def small_heads(name: str, text: str, pair: str, way: tuple[str, str, str]) -> np.ndarray:
    """Shrink every head, read in one way (units, special, direction): (layers, heads, rows, columns) uint8.

    A cell is the root of its share, so that faint ones stay visible.
    """
    from components.engine.attention.units import read
    from components.engine.attention.wire_format import thumbnails

    one = encoding(name, text, pair)

    def compute() -> np.ndarray:
        reading = read(one, text, pair, *way)
        cells = np.stack([thumbnails(reading.apply(layer)) for layer in one.attention])
        return np.rint(255 * np.sqrt(np.clip(cells, 0, 1))).astype(np.uint8)

    return results().get(("small heads", name, text, pair, way), compute)


def value_weighted(name: str, text: str, pair: str, layer: int) -> np.ndarray:
    """Weigh one layer by what its heads bring (Kobayashi et al. 2020), `layer` from 0: (tokens, tokens)."""
    from components.engine.attention.summaries import value_weighted

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(("value-weighted", name, text, pair, layer), lambda: value_weighted(loaded, one, layer))


def head_steps(name: str, text: str, pair: str, layer: int, head: int, query: int) -> Any:
    """Follow one head for one token: an `engine.attention.head_steps.HeadSteps`; all numbers from 0."""
    from components.engine.attention.head_steps import step_through

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(
        ("head steps", name, text, pair, layer, head, query),
        lambda: step_through(loaded, one.states[layer], layer, head, query),
    )


def row_distance(name: str, sentences: tuple[str, str], tokens: tuple[tuple[int, ...], tuple[int, ...]]) -> np.ndarray:
    """Compare what a word looks at in two sentences, for every head: (layers, heads)."""
    from components.engine.attention.two_contexts import row_distance as compare

    first, second = (encoding(name, sentence) for sentence in sentences)
    key = ("row distance", name, sentences, tokens)
    return results().get(key, lambda: compare(first, tokens[0], second, tokens[1]))


def knock_out(name: str, text: str, pair: str, cuts: tuple[tuple[int, int, int | None, int | None], ...]) -> Any:
    """Run a text with (layer, head, query, key) cut: an `engine.attention.knockout.Outcome`."""
    from components.engine.attention.knockout import Cut, cut_out

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(
        ("knock-out", name, text, pair, cuts), lambda: cut_out(loaded, one, [Cut(*cut) for cut in cuts])
    )


def ranked_knock_outs(name: str, text: str, pair: str, token: int, layer: int) -> np.ndarray:
    """Silence every head of a layer by itself: how far the token's last vector moves, (heads,).

    A layer at a time, so that other visitors' computations get their turn between.
    """
    from components.engine.attention.knockout import rank_heads

    loaded, one = encoder(name), encoding(name, text, pair)
    key = ("ranked knock-outs", name, text, pair, token, layer)
    return results().get(key, lambda: rank_heads(loaded, one, token, layer))


def head_map(name: str, text: str, pair: str = "") -> Any:
    """Draw a map of all heads by what they do: an `engine.attention.head_map.HeadMap`."""
    from components.engine.attention.head_map import map_heads

    one, measures = encoding(name, text, pair), head_measures(name, text, pair)
    return results().get(
        ("head map", name, text, pair), lambda: map_heads(one.attention, one.word_ids, measures, one.tokens)
    )


def joint_map(name: str, sentences: tuple[str, ...], layer: int, head: int) -> Any:
    """Draw one head's queries and keys over some sentences: a `query_key_map.JointMap`; numbers from 0."""
    from components.engine.attention.query_key_map import map_queries_and_keys

    loaded = encoder(name)
    return results().get(
        ("joint map", name, sentences, layer, head), lambda: map_queries_and_keys(loaded, sentences, layer, head)
    )
