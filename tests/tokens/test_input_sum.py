"""The input: its parts add up to the model's own first state, and all parts on are the model itself."""

import numpy as np
import pytest
import torch
from transformers import AutoConfig, AutoModel

from components.engine.catalog import BERT_LIKE, ENCODERS
from components.engine.encoding.encode import encode
from components.engine.errors import ArchitectureError
from components.engine.loading.load import Encoder, load_encoder
from components.engine.tokens.input_sum import PARTS, split_input, states_without
from tests.conftest import BANKS, tiny_tokenizer
from tests.loading.test_load import SIZES


def small(kind, folder, **more: int) -> Encoder:
    torch.manual_seed(0)
    AutoModel.from_config(AutoConfig.for_model(kind, **SIZES, **more)).save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    return load_encoder(str(folder))


@pytest.mark.parametrize("texts", [(BANKS, None), ("a river", "the bank"), ("bank " * 510, None)])
@pytest.mark.parametrize("shape", ["encoder", "base"])
def test_sum_through_layer_norm_is_state_zero(request, shape, texts):
    one = request.getfixturevalue(shape)
    encoding = encode(one, *texts)
    parts = split_input(one, encoding)
    assert np.abs(parts.vectors.sum(axis=0) - parts.total).max() < 1e-5
    assert np.abs(parts.normed - encoding.states[0]).max() < 1e-5
    weight, bias = (array.detach().numpy() for array in one.model.embeddings.LayerNorm.parameters())
    centred = parts.total - parts.total.mean(axis=1, keepdims=True)
    by_hand = weight * centred / np.sqrt(parts.total.var(axis=1, keepdims=True) + 1e-12) + bias
    assert np.abs(by_hand - encoding.states[0]).max() < 1e-5


@pytest.mark.parametrize("shape", ["encoder", "base"])
def test_with_nothing_off_the_states_are_the_models(request, shape):
    one = request.getfixturevalue(shape)
    encoding = encode(one, "a river", "the bank")
    assert np.abs(states_without(one, split_input(one, encoding)) - encoding.states).max() < 1e-5


def test_without_position_two_equal_tokens_cannot_be_told_apart(encoder):
    encoding = encode(encoder, BANKS)
    here, there = (place for place, token in enumerate(encoding.tokens) if token == "bank")
    states = states_without(encoder, split_input(encoder, encoding), {"position"})
    assert np.abs(states[:, here] - states[:, there]).max() < 1e-4
    assert np.abs(encoding.states[-1, here] - encoding.states[-1, there]).max() > 0.1


def test_switching_a_part_off_leaves_nothing_behind(encoder):
    encoding = encode(encoder, BANKS)
    for name in PARTS:
        assert np.abs(states_without(encoder, split_input(encoder, encoding), {name}) - encoding.states).max() > 0.1
    assert np.array_equal(encode(encoder, BANKS).states, encoding.states)


@pytest.mark.parametrize("kind", sorted(BERT_LIKE))
def test_identity_holds_for_every_kind_that_is_built_like_bert(kind, tmp_path):
    one = small(kind, tmp_path, **({"embedding_size": 32} if kind == "electra" else {}))
    encoding = encode(one, "the bank")
    parts = split_input(one, encoding)
    assert np.abs(parts.normed - encoding.states[0]).max() < 1e-5
    assert np.abs(states_without(one, parts) - encoding.states).max() < 1e-5


@pytest.mark.parametrize("kind", sorted(ENCODERS - BERT_LIKE))
def test_other_kinds_are_told(kind, tmp_path):
    one = small(kind, tmp_path)
    with pytest.raises(ArchitectureError, match=f"of the kind “{kind}”"):
        split_input(one, encode(one, "the bank"))


def test_electra_whose_input_is_narrower_is_told(tmp_path):
    one = small("electra", tmp_path, embedding_size=16)
    with pytest.raises(ArchitectureError, match="electra"):
        split_input(one, encode(one, "the bank"))
