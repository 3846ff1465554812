"""What attention heads do on one text, measured from their weights."""

from collections.abc import Sequence

import numpy as np

from components.engine.records import record

EVEN = 0.9  # of the largest possible entropy: such a head spreads over everything
CLEAR = 0.4  # a share from which on we name a head by it
TARGETS = {
    "previous": "the previous token",
    "next": "the next token",
    "itself": "the token itself",
    "first": "the first special token",
    "later": "the last special token",
    "same": "the same token elsewhere",
    "word": "other pieces of its word",
}


@record
class HeadMeasures:
    """Figures of every head on one text: each (layers, heads), a mean over the tokens that are no special ones."""

    entropy: np.ndarray  # bits; 0 looks at one token, log2(tokens) at all alike
    distance: np.ndarray  # mean distance to what is looked at, in tokens
    shares: dict[str, np.ndarray]  # of the attention, 0 … 1, to each of TARGETS
    tokens: int

    def describe(self, layer: int, head: int, tokens: Sequence[str]) -> str:
        """Say what a head does most, in words: "looks at the previous token, 83 %"."""
        target = max(self.shares, key=lambda name: self.shares[name][layer, head])
        what = f"{target_name(target, tokens)}, {self.shares[target][layer, head]:.0%}"
        if self.shares[target][layer, head] >= CLEAR:
            return f"looks at {what}"
        even = float(self.entropy[layer, head] / np.log2(self.tokens))  # one token alone looks at itself
        if even >= EVEN:
            return f"spreads over everything ({even:.0%} of the largest entropy)"
        return f"mixed, most to {what}"


def target_name(target: str, tokens: Sequence[str]) -> str:
    """Name one of TARGETS; the special tokens by how this model spells them."""
    if target in ("first", "later"):
        return tokens[0 if target == "first" else -1]
    return TARGETS[target]


def measure_heads(attention: np.ndarray, tokens: Sequence[str], word_ids: Sequence[int | None]) -> HeadMeasures:
    """Measure every head: attention (layers, heads, tokens, tokens).

    Special tokens do not count as ones that look, because what they look at is seldom used; a token can be of two
    kinds (the next token of the last word is [SEP]), so that shares may add up to more than 1.
    """
    ordinary = np.flatnonzero([word is not None for word in word_ids])
    if not len(ordinary):  # only special tokens were typed
        ordinary = np.arange(len(tokens))
    count, shape = len(ordinary), attention.shape[:2]
    masks = target_masks(tokens, word_ids)[:, ordinary].reshape(len(TARGETS), -1)  # (targets, ordinary · tokens)
    apart = np.abs(ordinary[:, None] - np.arange(len(tokens))).reshape(1, -1)
    factors = np.concatenate([masks, apart]).astype(attention.dtype).T  # (ordinary · tokens, targets + 1)
    entropy, means = np.empty(shape), np.empty((len(TARGETS) + 1, *shape))
    for layer, weights in enumerate(attention):  # one at a time: 12 heads of 512 tokens are 12 MB a copy
        rows = weights.take(ordinary, axis=1).reshape(shape[1], -1)  # (heads, ordinary · tokens)
        means[:, layer] = (rows @ factors).T / count
        entropy[layer] = [-np.dot(row, np.log(np.maximum(row, 1e-12))) / (count * np.log(2)) for row in rows]
    shares, distance = means[:-1], means[-1]
    return HeadMeasures(entropy, distance, dict(zip(TARGETS, shares, strict=True)), len(tokens))


def target_masks(tokens: Sequence[str], word_ids: Sequence[int | None]) -> np.ndarray:
    """Mark, for each of TARGETS, what each token would look at: (targets, tokens, tokens) bool."""
    count = len(tokens)
    words = np.array([-1 - place if word is None else word for place, word in enumerate(word_ids)])
    _, kinds = np.unique(np.array(tokens, dtype=object).astype(str), return_inverse=True)
    special, place = words < 0, np.arange(count)
    itself = np.eye(count, dtype=bool)
    to_first = np.broadcast_to(special & (place == 0), (count, count))
    return np.array(
        [
            np.eye(count, k=-1, dtype=bool),
            np.eye(count, k=1, dtype=bool),
            itself,
            to_first,
            np.broadcast_to(special & (kinds == kinds[-1]), (count, count)) & ~to_first,
            (kinds[:, None] == kinds) & ~itself & ~special,
            (words[:, None] == words) & ~itself,
        ]
    )


@record
class Link:
    """The strongest link of one head between two words that are not neighbours. All numbers count from 0."""

    layer: int
    head: int
    query: int
    key: int
    weight: float
    apart: bool  # between two words that are no neighbours; else nothing of the kind was there


def telling_link(attention: np.ndarray, word_ids: Sequence[int | None], leave_out: np.ndarray) -> Link:
    """Find the one link that is most worth looking at: the largest weight between two words that are no neighbours.

    Most heads spend most weight on [SEP], [CLS], the token itself and its neighbours, which says little about
    meaning (Clark et al. 2019). So special tokens, tokens marked in `leave_out` ((tokens,) bool, such as
    punctuation), pieces of one word and neighbours are passed over. Ties go to the lower layer. If nothing is
    left, the largest weight of all is returned. `attention` is (layers, heads, tokens, tokens).
    """
    words = np.array([-1 if word is None else word for word in word_ids])
    usable = (words >= 0) & ~leave_out
    places = np.arange(len(words))
    far = (np.abs(places[:, None] - places) >= 2) & (words[:, None] != words)
    telling = far & usable[:, None] & usable
    best = strongest(attention, telling)
    apart = attention[best] > 0 and bool(telling[best[2:]])
    layer, head, query, key = best if apart else strongest(attention, np.ones_like(telling))
    return Link(layer, head, query, key, float(attention[layer, head, query, key]), apart)


def strongest(attention: np.ndarray, allowed: np.ndarray) -> tuple[int, int, int, int]:
    """Find the largest weight among the links `allowed` (tokens, tokens), the lower layer on a tie."""
    factors = allowed.astype(attention.dtype)
    found = []
    for layer, weights in enumerate(attention):  # one at a time: all of 512 tokens are 75 MB a copy
        masked = weights * factors
        head, query, key = map(int, np.unravel_index(masked.argmax(), masked.shape))
        found.append((float(masked[head, query, key]), (layer, head, query, key)))
    return max(found, key=lambda one: one[0])[1]


def without_letters(tokens: Sequence[str]) -> np.ndarray:
    """Mark tokens that hold no letter or digit, such as punctuation: (tokens,) bool."""
    return np.array([not any(character.isalnum() for character in token) for token in tokens])
