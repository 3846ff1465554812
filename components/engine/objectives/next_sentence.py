"""Next sentence prediction: does the second text follow the first? (Devlin et al. 2018, section 3.1)."""

from collections.abc import Sequence

import numpy as np
import torch

from components.engine.encoding.batches import like_lengths, padded
from components.engine.encoding.encode import read_segments, tokenize
from components.engine.errors import TextError
from components.engine.loading.load import Encoder
from components.engine.objectives.find_head import find_head
from components.engine.pretraining.passages import NEXT
from components.engine.records import NEXT_SENTENCE, read_only, record

FEWEST, MOST = 4, 40  # sentences of a text that is tried out


@record
class TriedText:
    """A text's true neighbours, and as many pairs that are none."""

    pairs: tuple[tuple[int, int], ...]  # numbers of sentences; the first half are neighbours
    probabilities: np.ndarray  # (pairs,) that the second follows

    @property
    def truth(self) -> np.ndarray:
        """Tell which pairs are neighbours: (pairs,) bool."""
        return np.arange(len(self.pairs)) < len(self.pairs) // 2

    @property
    def right(self) -> np.ndarray:
        """Tell which pairs are judged right, at one half: (pairs,) bool."""
        return (self.probabilities > 0.5) == self.truth


def probability_next(encoder: Encoder, first: str, second: str) -> float:
    """Return the probability that `second` follows `first`, 0 … 1, as the model's own head sees it.

    Raises TextError if there is nothing to read or more than the model reads, and ModelError if it has no such head.
    """
    return float(probabilities_next(encoder, [(first, second)])[0])


def probabilities_next(encoder: Encoder, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """Return for each pair the probability that its second text follows its first: (pairs,). Raises as above."""
    model = find_head(encoder, NEXT_SENTENCE)
    tokenized = [tokenize(encoder, *pair) for pair in pairs]
    found = np.empty(len(pairs))
    for batch in like_lengths({number: len(one.ids) for number, one in enumerate(tokenized)}):
        ids, mask = padded([tokenized[number].ids for number in batch])
        segments, _ = padded([read_segments(encoder, tokenized[number]) for number in batch])
        with torch.inference_mode():
            output = model(input_ids=ids, token_type_ids=segments, attention_mask=mask)
            logits = getattr(output, "seq_relationship_logits", None)
            logits = output.logits if logits is None else logits  # (pairs, 2)
            found[batch] = logits.double().softmax(-1)[:, NEXT].numpy()
    return read_only(found)


def try_text(encoder: Encoder, sentences: Sequence[str], seed: int = 0) -> TriedText:
    """Ask about every pair of neighbours of a text, and for each first sentence about one that does not follow it.

    Raises TextError for fewer than 4 sentences or more than 40.
    """
    count = len(sentences)
    if not FEWEST <= count <= MOST:
        raise TextError(
            f"The text has {count} sentence{'s' * (count != 1)}; this takes {FEWEST} to {MOST}. "
            + ("Add some." if count < FEWEST else "Take out some.")
        )
    random = np.random.default_rng(seed)
    neighbours = [(number, number + 1) for number in range(count - 1)]
    others = [
        (first, int(random.choice([n for n in range(count) if n not in (first, second)])))
        for first, second in neighbours
    ]
    pairs = (*neighbours, *others)
    return TriedText(pairs, probabilities_next(encoder, [(sentences[a], sentences[b]) for a, b in pairs]))
