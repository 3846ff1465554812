"""What visitors share of the attention of a text: measures of heads, thumbnails, steps and experiments.

Layers, heads and tokens count from 0.
"""

from typing import Any

import numpy as np

from components.engine.attention import knockout, summaries, two_contexts, units
from components.engine.attention.head_map import map_heads
from components.engine.attention.head_patterns import measure_heads
from components.engine.attention.head_steps import step_through
from components.engine.attention.query_key_map import map_queries_and_keys
from components.engine.attention.wire_format import thumbnails
from components.ui.shared import waiting
from components.ui.shared.models import encoder
from components.ui.shared.readings import EncodedText
from components.ui.shared.store import shared


@shared
def head_measures(encoded: EncodedText) -> Any:
    """Measure what every head does on a text: an `engine.attention.head_patterns.HeadMeasures`."""
    encoding = encoded.encoding
    return measure_heads(encoding.attention, encoding.tokens, encoding.word_ids)


@shared
def small_heads(encoded: EncodedText, way: tuple[str, str, str]) -> np.ndarray:
    """Shrink every head, read in one way (units, special, direction): (layers, heads, rows, columns) uint8.

    A cell is the root of its share, so that faint ones stay visible.
    """
    encoding = encoded.encoding
    seen = units.choose_reading(encoding, encoded.text, encoded.pair, *way)
    cells = np.stack([thumbnails(seen.apply(layer)) for layer in encoding.attention])
    return np.rint(255 * np.sqrt(np.clip(cells, 0, 1))).astype(np.uint8)


@shared
def value_weighted(encoded: EncodedText, layer: int) -> np.ndarray:
    """Weigh one layer by what its heads bring (Kobayashi et al. 2020): (tokens, tokens)."""
    return summaries.value_weighted(encoder(encoded.facts.name), encoded.encoding, layer)


@shared
def head_steps(encoded: EncodedText, layer: int, head: int, query: int) -> Any:
    """Follow one head for one token: an `engine.attention.head_steps.HeadSteps`."""
    return step_through(encoder(encoded.facts.name), encoded.encoding.states[layer], layer, head, query)


@shared
def row_distance(
    first: EncodedText, second: EncodedText, tokens: tuple[tuple[int, ...], tuple[int, ...]]
) -> np.ndarray:
    """Compare what a word looks at in two sentences, for every head: (layers, heads)."""
    return two_contexts.row_distance(first.encoding, tokens[0], second.encoding, tokens[1])


def mean_outputs(name: str) -> np.ndarray:
    """Average what each head of a model gives over the built-in sentences, once a model: (layers, heads, d)."""
    what = "Reading the built-in sentences for what each head gives on average, once for this model …"
    return waiting.finish(
        ("mean outputs", name), what, lambda note, stop: knockout.mean_outputs(encoder(name), note, stop)
    )


@shared
def knock_out(
    encoded: EncodedText, cuts: tuple[tuple[int, int, int | None, int | None], ...], means: np.ndarray | None
) -> Any:
    """Run a text with (layer, head, query, key) cut: an `engine.attention.knockout.Outcome`."""
    wanted = [knockout.Knockout(*cut) for cut in cuts]
    return knockout.knock_out(encoder(encoded.facts.name), encoded.encoding, wanted, means)


@shared
def ranked_knock_outs(encoded: EncodedText, token: int, layer: int, means: np.ndarray | None) -> np.ndarray:
    """Silence every head of a layer by itself: how far the token's last vector moves, (heads,)."""
    return knockout.rank_heads(encoder(encoded.facts.name), encoded.encoding, token, layer, means)


@shared
def head_map(encoded: EncodedText) -> Any:
    """Draw a map of all heads by what they do: an `engine.attention.head_map.HeadMap`."""
    encoding = encoded.encoding
    return map_heads(encoding.attention, encoding.word_ids, head_measures(encoded), encoding.tokens)


@shared
def joint_map(name: str, sentences: tuple[str, ...], layer: int, head: int) -> Any:
    """Draw one head's queries and keys over some sentences: an `engine.attention.query_key_map.JointMap`."""
    return map_queries_and_keys(encoder(name), sentences, layer, head)
