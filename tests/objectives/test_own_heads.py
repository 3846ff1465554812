"""Heads that come with a model of one's own: what is not whole is refused, and no padding is needed."""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertForMaskedLM

from components.engine.encoding.encode import encode
from components.engine.errors import ModelError
from components.engine.loading.load import MASKED, load_encoder
from components.engine.objectives.find_head import find_head
from components.engine.objectives.masked_words import hide_at_random
from tests.conftest import tiny_tokenizer
from tests.loading.test_load import SIZES


@pytest.fixture
def folder(tmp_path):
    torch.manual_seed(0)
    BertForMaskedLM(BertConfig(**SIZES)).save_pretrained(tmp_path)
    tokenizer = tiny_tokenizer()
    tokenizer.mask_token = "[MASK]"
    tokenizer.save_pretrained(tmp_path)
    return tmp_path


def spoil(weights, change):
    weights["cls.predictions.bias"][3] = float("nan")
    if change == "lost":
        del weights["cls.predictions.bias"]
    return weights


@pytest.mark.parametrize(("change", "told"), [("lost", "lacks cls.predictions.bias"), ("no number", "damaged")])
def test_a_head_that_is_not_whole_is_refused(folder, change, told):
    path = folder / "model.safetensors"
    save_file(spoil(load_file(path), change), path, {"format": "pt"})
    encoder = load_encoder(str(folder))
    with pytest.raises(ModelError, match=told):
        find_head(encoder, MASKED)


def test_pieces_are_hidden_without_a_padding_token(folder):
    encoder = load_encoder(str(folder))
    encoding = encode(encoder, "the bank sat on the river")
    expected = hide_at_random(encoder, encoding, 0)
    encoder.tokenizer.pad_token = None
    found = hide_at_random(encoder, encoding, 0)
    assert np.array_equal(found.ids, expected.ids)
    assert np.array_equal(found.places, expected.places)
