"""Which words carried a decision, asked in two ways; both compare the text with one whose words are masked.

occlusion              replace one word by [MASK] and see how far the log-odds of the decision fall
integrated gradients   (Sundararajan et al. 2017, by captum) walk from the all-masked text to the real one and add up
                       the gradients of the log-odds; over all words they sum to the whole change

Log-odds are log p − log(1 − p) of the class that was decided for.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from components.engine.encoding.bulk import tokenize_all
from components.engine.encoding.encode import running_word_ids, special_ids
from components.engine.encoding.text_vectors import pool
from components.engine.errors import TextError
from components.engine.loading.fused import fused
from components.engine.loading.load import Encoder
from components.engine.records import record
from components.engine.text.clean_text import encodable
from components.engine.text.words import group_by_word, own_offsets

STEPS = 32  # of the integral, by Gauss-Legendre
MOST_WORDS = 60  # each is a run of its own


@dataclass(frozen=True)
class LinearReader:
    """A logistic regression as its numbers: softmax(((v − mean) / scale) · weights + bias)."""

    pooling: str
    layer: int
    classes: tuple[str, ...]
    mean: np.ndarray  # (width,)
    scale: np.ndarray  # (width,)
    weights: np.ndarray  # (width, classes)
    bias: np.ndarray  # (classes,)

    def log_probabilities(self, vectors: torch.Tensor) -> torch.Tensor:
        """Read vectors (n, width): (n, classes)."""
        scaled = (vectors - torch.from_numpy(self.mean)) / torch.from_numpy(self.scale)
        return (scaled @ torch.from_numpy(self.weights) + torch.from_numpy(self.bias)).log_softmax(dim=-1)

    def log_odds(self, vectors: torch.Tensor, target: int) -> torch.Tensor:
        """Return log p − log(1 − p) of one class: (n, width) to (n,)."""
        logs = self.log_probabilities(vectors)
        others = [number for number in range(logs.shape[1]) if number != target]
        return logs[:, target] - logs[:, others].logsumexp(dim=1)


@record
class WordWeights:
    """What each word did to the log-odds of the decision; positive is for it."""

    spans: tuple[tuple[int, int], ...]  # characters: first, one past the last
    occlusion: np.ndarray  # (words,)
    gradients: np.ndarray  # (words,)
    decided: int  # the class
    probabilities: np.ndarray  # (classes,)
    log_odds: float
    log_odds_masked: float  # of the text with all words masked

    @property
    def agreement(self) -> float:
        """Return Spearman's ρ of the two ways over words; NaN with fewer than three words or equal weights."""
        if len(self.spans) < 3 or not np.ptp(self.occlusion) or not np.ptp(self.gradients):
            return float("nan")
        from scipy.stats import spearmanr

        return float(spearmanr(self.occlusion, self.gradients).statistic)

    @property
    def same_top(self) -> bool:
        """Tell whether both ways put the same word first."""
        return bool(self.occlusion.argmax() == self.gradients.argmax())


def reader_of(fitted: Any, pooling: str, layer: int, classes: tuple[str, ...]) -> LinearReader:
    """Take the numbers out of scikit-learn's standardizing logistic regression; two classes have one row there."""
    scaler, model = fitted[0], fitted[1]
    weights, bias = model.coef_.T, model.intercept_
    if weights.shape[1] == 1:
        weights, bias = np.hstack([np.zeros_like(weights), weights]), np.array([0.0, bias[0]])
    numbers = (np.asarray(part, dtype=np.float32) for part in (scaler.mean_, scaler.scale_, weights, bias))
    return LinearReader(pooling, layer, classes, *numbers)


def weigh_words(encoder: Encoder, text: str, reader: LinearReader) -> WordWeights:
    """Weigh the words of `text` for the class that the reader decides for.

    Raises TextError if the text is empty or too long, or the model has no mask token.
    """
    mask = encoder.tokenizer.mask_token_id
    if mask is None:
        raise TextError(
            f"“{encoder.facts.name}” has no mask token, which stands for a hidden word. Pick another model."
        )
    (one,), _ = tokenize_all(encoder, [text])
    words = group_by_word(running_word_ids(one, special_ids(encoder), [text]))
    if not words:
        raise TextError("There is no word to weigh. Type a word or a sentence.")
    if len(words) > MOST_WORDS:
        raise TextError(f"The text has {len(words)} words; at most {MOST_WORDS} are weighed. Shorten it.")
    ids = torch.tensor(one.ids)
    versions = ids.repeat(len(words) + 2, 1)  # as it is; all words masked; each word masked
    for row, places in enumerate(words, start=2):
        versions[row, places] = mask
        versions[1, places] = mask
    content = torch.tensor(one.special_tokens_mask) == 0
    embeddings = encoder.model.get_input_embeddings()
    with torch.no_grad():
        embedded = embeddings(versions)
        vectors = pool_words(encoder, embedded, content, reader)
        logs = reader.log_probabilities(vectors[:1])[0]
        decided = int(logs.argmax())
        odds = reader.log_odds(vectors, decided).numpy()
    gradients = integrate(encoder, embedded[:1], embedded[1:2], content, reader, decided)
    clear, offsets = encodable(text), own_offsets(one)
    return WordWeights(
        tuple((offsets[places[0]][0], min(offsets[places[-1]][1], len(clear))) for places in words),
        odds[0] - odds[2:],
        np.array([gradients[places].sum() for places in words]),
        decided,
        logs.exp().numpy(),
        float(odds[0]),
        float(odds[1]),
    )


def pool_words(encoder: Encoder, embedded: torch.Tensor, content: torch.Tensor, reader: LinearReader) -> torch.Tensor:
    """Run word embeddings (n, tokens, width) through the model and pool the reader's layer: (n, width)."""
    output = fused(encoder)(inputs_embeds=embedded, output_hidden_states=True)
    words = content.expand(len(embedded), -1)
    return pool(output.hidden_states[reader.layer], torch.ones_like(words), words, reader.pooling)


def integrate(
    encoder: Encoder,
    embedded: torch.Tensor,
    masked: torch.Tensor,
    content: torch.Tensor,
    reader: LinearReader,
    target: int,
) -> np.ndarray:
    """Return integrated gradients from the masked text (1, tokens, width) to the real one: (tokens,)."""
    from captum.attr import IntegratedGradients  # it brings a drawing library, for which no page should wait

    def odds(inputs: torch.Tensor) -> torch.Tensor:
        return reader.log_odds(pool_words(encoder, inputs, content, reader), target)

    found = IntegratedGradients(odds).attribute(embedded, masked, n_steps=STEPS, internal_batch_size=STEPS)
    return found.detach().sum(dim=-1)[0].numpy()
