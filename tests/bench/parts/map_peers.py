"""What one would write with bare libraries to get the same maps: peers for the rows of `maps`."""

import re
import warnings

import numpy as np
import torch
from sklearn.decomposition import PCA
from transformers import AutoModel, AutoTokenizer
from umap import AlignedUMAP

from components.engine.catalog import DEFAULT_MODEL
from components.engine.encoding.batches import like_lengths
from components.engine.geometry.project import UMAP_WIDTH
from components.engine.geometry.vectors import unit
from components.engine.loading.load import locate


class BareMap:
    """Bare transformers and scikit-learn: from sentences to a PCA of one word's vectors at all layers."""

    def __init__(self) -> None:
        folder = locate(DEFAULT_MODEL)[0]
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()

    def draw(self, sentences: list[str], word: str) -> np.ndarray:
        """Encode in the batches that ours takes, average the pieces of each occurrence, fit, and return the points."""
        lengths = {number: len(ids) for number, ids in enumerate(self.tokenizer(sentences)["input_ids"])}
        vectors = []  # each (layers + 1, width)
        for batch in like_lengths(lengths):
            texts = [sentences[number] for number in batch]
            inputs = self.tokenizer(texts, return_tensors="pt", padding=True, return_offsets_mapping=True)
            offsets = inputs.pop("offset_mapping").numpy()
            with torch.inference_mode():
                states = torch.stack(self.model(**inputs, output_hidden_states=True).hidden_states).numpy()
            for row, text in enumerate(texts):
                for found in re.finditer(rf"\b{word}\b", text, re.IGNORECASE):
                    pieces = (offsets[row, :, 0] < found.end()) & (offsets[row, :, 1] > found.start())
                    vectors.append(states[:, row, pieces].mean(axis=1))
        return PCA(2).fit_transform(unit(np.stack(vectors, axis=1)).reshape(-1, states.shape[-1]))


def aligned(states: np.ndarray) -> list[np.ndarray]:
    """Lay out all layers (layers + 1, n, width) with umap-learn’s AlignedUMAP, after the PCA that ours takes too."""
    layers = [PCA(min(UMAP_WIDTH, *layer.shape)).fit_transform(layer) for layer in unit(states)]
    same = [{number: number for number in range(len(layers[0]))}] * (len(layers) - 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of one thread, because of the seed
        return AlignedUMAP(random_state=0).fit(layers, relations=same).embeddings_
