"""Inside one layer, step by step, for models whose blocks are BERT's (Devlin et al. 2019; Vaswani et al. 2017).

input ──► attention ──► + input ──► LayerNorm ──► feed-forward ──► + its input ──► LayerNorm ──► output
"""

import numpy as np
import torch

from components.engine.geometry.vectors import cosine
from components.engine.loading.bert_like import bert_blocks
from components.engine.loading.load import Encoder
from components.engine.records import Encoding, record

STEPS = ("attention", "add the input", "LayerNorm", "feed-forward", "add its input", "LayerNorm again")
BEFORE = (0, 0, 2, 3, 3, 5)  # the vector that each step's result is compared with; 0 is the layer's input


@record
class BlockSteps:
    """One layer's vectors: its input, and the result of each step."""

    vectors: np.ndarray  # (7, tokens, width) float32: the input, then one a step

    @property
    def names(self) -> tuple[str, ...]:
        """Name the six steps, numbered."""
        return tuple(f"{number} {name}" for number, name in enumerate(STEPS, start=1))

    @property
    def starts(self) -> tuple[int, ...]:
        """Number the vector that each step's result is compared with; 0 is the layer's input."""
        return BEFORE

    @property
    def turns(self) -> np.ndarray:
        """Measure the angle between each step's result and what it started from: (6, tokens), degrees."""
        return np.degrees(np.arccos(cosine(self.vectors[1:], self.vectors[list(BEFORE)])))

    @property
    def stretches(self) -> np.ndarray:
        """Divide the length of each step's result by the length of what it started from: (6, tokens)."""
        lengths = np.linalg.norm(self.vectors, axis=-1)  # (7, tokens)
        return lengths[1:] / np.maximum(lengths[list(BEFORE)], 1e-12)


def step_through_block(encoder: Encoder, encoding: Encoding, layer: int) -> BlockSteps:
    """Run block `layer` (1 … layers) on state `layer` − 1 of an encoded text; its last vector is state `layer`.

    Raises ArchitectureError for models whose blocks are not BERT's.
    """
    module = bert_blocks(encoder)[layer - 1]
    with torch.inference_mode():
        start = torch.tensor(encoding.states[layer - 1])[None]
        mixed, _ = module.attention.self(start)
        attention = module.attention.output.dense(mixed)
        added = attention + start
        normed = module.attention.output.LayerNorm(added)
        fed = module.output.dense(module.intermediate(normed))
        added_again = fed + normed
        end = module.output.LayerNorm(added_again)
        vectors = torch.cat([start, attention, added, normed, fed, added_again, end])  # (7, tokens, width)
    return BlockSteps(vectors.numpy())
