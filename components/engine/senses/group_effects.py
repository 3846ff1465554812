"""Which words moved it, for a whole group: what its context words do on average, over all the uses they stand in.

A use is compared with the middle of its group and with that of the others, both without its own sentence: with it, any
word of the sentence would pull towards its own group. The interval draws all sentences anew, those that make the two
middles too: a group that means nothing has a middle somewhere as well, and every word would pull towards it or away.
"""

from collections.abc import Sequence

import numpy as np

from components.engine.errors import WordError
from components.engine.geometry.intervals import RESAMPLES, redraw
from components.engine.geometry.vectors import unit
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, unheard
from components.engine.records import Occurrences, Span, record
from components.engine.senses.word_effects import masked, states_without

MOST_USES, FEWEST = 60, 4  # uses that are looked at, evenly spread; and those a word must stand in


@record
class GroupEffects:
    """What context words do for a group, those that pull most towards it first; arrays are (words,)."""

    words: tuple[str, ...]  # in small letters
    pull: np.ndarray  # cosine to the group minus cosine to the rest: with the word minus without it, mean over uses
    low: np.ndarray  # bootstrap 95 % interval of that mean
    high: np.ndarray
    uses: np.ndarray  # in which the word stands
    counted: int  # uses looked at


def group_effects(
    encoder: Encoder,
    occurrences: Occurrences,
    inside: np.ndarray,
    around: Sequence[tuple[str, Span]],
    layer: int,
    method: str = "mask",
    on_progress: OnProgress = unheard,
) -> GroupEffects:
    """Average over the uses of a group what each context word does at a layer.

    `inside` (n,) bool tells which occurrences are the group's; `around` holds for each of all the text that is looked
    at, with the word's place in it; `method` is that of `word_effects`.
    Raises WordError if the group or the rest has fewer than two sentences, or no word stands in three uses.
    """
    texts, states = occurrences.texts, unit(occurrences.states[layer])
    sizes = [len(np.unique(texts[side])) for side in (inside, ~inside)]
    if min(sizes) < 2:
        raise WordError(f"The group has {sizes[0]} sentences and the rest {sizes[1]}; both need at least 2.")
    if method == "mask":
        masked(encoder, np.empty(0, int), [])  # or each sentence would be refused by itself
    members = np.flatnonzero(inside)
    members = members[np.linspace(0, len(members) - 1, min(len(members), MOST_USES)).astype(int)]
    weights = draws_of(texts, inside)  # (1 + draws, n): how often each occurrence is drawn; first, once each
    sums = {side: (weights * (inside == side)) @ states for side in (True, False)}  # (1 + draws, width)
    totals: dict[str, np.ndarray] = {}
    shares: dict[str, np.ndarray] = {}
    uses: dict[str, int] = {}
    for done, number in enumerate(members):
        on_progress(done / len(members))
        own = texts == texts[number]
        towards, away = (
            unit(sums[side] - weights[:, own & (inside == side)] @ states[own & (inside == side)])
            for side in (True, False)
        )
        sentence, span = around[number]
        try:
            places, vectors = states_without(encoder, sentence, span, method)
        except WordError:  # no other word in the sentence
            continue
        there = unit(vectors[:, layer])  # (1 + words, width)
        leads = (there[0] - there[1:]) @ (towards - away).T  # (words, 1 + draws)
        words = np.array([sentence[start:end].lower() for start, end in places])
        for word in np.unique(words).tolist():
            totals[word] = totals.get(word, 0) + weights[:, number] * leads[words == word].mean(axis=0)
            shares[word] = shares.get(word, 0) + weights[:, number]
            uses[word] = uses.get(word, 0) + 1
    many = [word for word, count in uses.items() if count >= FEWEST]
    if not many:
        raise WordError(f"No word stands in {FEWEST} of the {len(members)} sentences, so there is nothing to average.")
    with np.errstate(invalid="ignore"):  # a word that is not drawn at all says nothing
        means = np.stack([totals[word] / shares[word] for word in many])  # (words, 1 + draws)
    low, high = np.nanquantile(means[:, 1:], (0.025, 0.975), axis=1)
    order = np.argsort(-means[:, 0], kind="stable")
    counts = np.array([uses[word] for word in many])
    return GroupEffects(
        tuple(many[place] for place in order), means[order, 0], low[order], high[order], counts[order], len(members)
    )


def draws_of(texts: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Draw the sentences of each side anew: how often each occurrence is drawn, (1 + draws, n), first once each."""
    weights = np.ones((1 + RESAMPLES, len(texts)))
    for seed, side in enumerate((inside, ~inside)):
        owner = np.unique(texts[side], return_inverse=True)[1]
        weights[1:, side] = redraw(np.ones(owner.max() + 1), seed)[:, owner]
    return weights
