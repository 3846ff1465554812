"""Queries and keys of one head on one map, over many sentences (AttentionViz, Yeh et al. 2023).

A query lies near the keys it looks at, because a weight grows with q · k. Two things are free, as the softmax does not
see them: all keys may be moved by one vector, and queries may be scaled up while keys are scaled down. So the
keys are moved onto the queries' centre, and the scale is chosen that gives both the same spread; then one PCA draws
both.
"""

from collections.abc import Sequence

import numpy as np

from components.engine.attention.head_steps import project
from components.engine.encoding.encode import encode
from components.engine.geometry.project import principal_axes
from components.engine.loading.load import Encoder
from components.engine.records import Encoding, record

MOST_TOKENS = 1500


@record
class JointMap:
    """Queries and keys of one head for the tokens of some sentences."""

    queries: np.ndarray  # (n, 2)
    keys: np.ndarray  # (n, 2)
    tokens: tuple[str, ...]  # (n,)
    sentences: np.ndarray  # (n,): the number of each token's sentence
    places: np.ndarray  # (n,): its place in the sentence
    special: np.ndarray  # (n,) bool
    explained: float  # share of the spread that the two axes hold
    fit: float  # correlation of q · k with closeness on the map, within sentences


def map_queries_and_keys(encoder: Encoder, sentences: Sequence[str], layer: int, head: int) -> JointMap:
    """Encode sentences, up to 1,500 tokens, and draw one head's queries and keys on one map."""
    encodings: list[Encoding] = []
    queries, keys = [], []  # (tokens, d) a sentence
    for sentence in sentences:
        encoding = encode(encoder, sentence)
        if sum(len(one.tokens) for one in encodings) + len(encoding.tokens) > MOST_TOKENS:
            break
        all_queries, all_keys, _ = project(encoder, encoding.states[layer], layer)
        encodings.append(encoding)
        queries.append(all_queries[head].astype(np.float64))
        keys.append(all_keys[head].astype(np.float64))
    counts = [len(one.tokens) for one in encodings]
    owner = np.repeat(np.arange(len(counts)), counts)
    points_q, points_k, explained = place_together(np.concatenate(queries), np.concatenate(keys))
    return JointMap(
        points_q,
        points_k,
        tuple(token for one in encodings for token in one.tokens),
        owner,
        np.concatenate([np.arange(count) for count in counts]),
        np.concatenate([one.special for one in encodings]),
        explained,
        closeness_fit(np.concatenate(queries) @ np.concatenate(keys).T, points_q, points_k, owner),
    )


def place_together(queries: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Bring queries and keys (n, d) to one scale, one centre and one plane: two (n, 2), and the share shown."""
    queries, keys = np.array(queries), keys - keys.mean(axis=0)
    spreads = [max(float(np.linalg.norm(part - part.mean(axis=0))), 1e-12) for part in (queries, keys)]
    scale = np.sqrt(spreads[1] / spreads[0])
    both = np.concatenate([queries * scale, keys / scale + (queries * scale).mean(axis=0)])
    centred = both - both.mean(axis=0)
    points = centred @ principal_axes(centred, 2).T
    shown = float((points**2).sum() / max((centred**2).sum(), 1e-12))
    return points[: len(queries)], points[len(queries) :], shown


def closeness_fit(products: np.ndarray, queries: np.ndarray, keys: np.ndarray, owner: np.ndarray) -> float:
    """Correlate q · k with minus the distance on the map, over all pairs within a sentence.

    Each query's mean is taken off both: the softmax does not see it.
    """
    distance = np.linalg.norm(queries[:, None] - keys, axis=-1)
    same = owner[:, None] == owner
    parts = [part - part.mean(axis=1, where=same, keepdims=True) for part in (products, -distance)]
    return float(np.corrcoef(parts[0][same], parts[1][same])[0, 1])
