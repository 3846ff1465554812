"""A model before it learned anything: what it shares with another is what sentences and build alone give."""

import copy

import torch
from transformers import AutoModel

from components.engine.loading.load import Encoder
from components.engine.loading.precision import with_model


def untrained(encoder: Encoder, seed: int = 0) -> Encoder:
    """Return the encoder with a model of the same build whose weights are random, as before its training."""
    config = copy.deepcopy(encoder.model.config)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = AutoModel.from_config(config, attn_implementation="eager", dtype=torch.float32)
    return with_model(encoder, model)
