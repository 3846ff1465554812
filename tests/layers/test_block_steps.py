"""Inside a layer: what is shown adds up to the model's own states; turns and stretches are right."""

import numpy as np
import pytest

from components.engine.catalog import BERT_LIKE, ENCODERS
from components.engine.encoding.encode import encode
from components.engine.errors import ArchitectureError
from components.engine.layers.block_steps import STEPS, BlockSteps, step_through_block
from tests.conftest import BANKS
from tests.tokens.test_input_sum import small


def layer_norm(module, vectors):
    weight, bias = (array.detach().numpy() for array in module.parameters())
    centred = vectors - vectors.mean(axis=1, keepdims=True)
    return weight * centred / np.sqrt(vectors.var(axis=1, keepdims=True) + module.eps) + bias


@pytest.mark.parametrize("texts", [(BANKS, None), ("a river", "the bank"), ("bank " * 510, None)])
@pytest.mark.parametrize("shape", ["encoder", "base"])
def test_steps_add_up_to_the_models_states(request, shape, texts):
    one = request.getfixturevalue(shape)
    encoding = encode(one, *texts)
    for layer in (1, 2, one.facts.layers):
        start, attention, added, normed, fed, again, end = step_through_block(one, encoding, layer).vectors
        module = one.model.encoder.layer[layer - 1]
        assert np.array_equal(start, encoding.states[layer - 1])
        assert np.abs(start + attention - added).max() < 1e-5
        assert np.abs(layer_norm(module.attention.output.LayerNorm, added) - normed).max() < 1e-5
        assert np.abs(normed + fed - again).max() < 1e-5
        assert np.abs(layer_norm(module.output.LayerNorm, again) - end).max() < 1e-5
        assert np.abs(end - encoding.states[layer]).max() < 1e-5


def test_attention_step_is_the_weights_times_the_values(encoder):
    encoding = encode(encoder, BANKS)
    module = encoder.model.encoder.layer[2].attention
    values = encoding.states[2] @ module.self.value.weight.detach().numpy().T + module.self.value.bias.detach().numpy()
    heads = values.reshape(len(values), 12, 32).transpose(1, 0, 2)  # (heads, tokens, width of a head)
    mixed = (encoding.attention[2] @ heads).transpose(1, 0, 2).reshape(len(values), 384)
    by_hand = mixed @ module.output.dense.weight.detach().numpy().T + module.output.dense.bias.detach().numpy()
    assert np.abs(step_through_block(encoder, encoding, 3).vectors[1] - by_hand).max() < 1e-5


def test_turns_and_stretches_by_hand():
    vectors = np.array([[1.0, 0], [0, 2], [1, 2], [3, 0], [3, 3], [6, 3], [-12, -6]])[:, None]
    block = BlockSteps(vectors)
    assert block.turns[:, 0] == pytest.approx([90, 63.435, 63.435, 45, 26.565, 180], abs=1e-3)
    assert block.stretches[:, 0] == pytest.approx([2, 5**0.5, 3 / 5**0.5, 2**0.5, 5**0.5, 2])
    assert len(block.turns) == len(block.names) == len(STEPS)


@pytest.mark.parametrize("kind", sorted(ENCODERS))
def test_every_kind_adds_up_or_is_told(kind, tmp_path):
    one = small(kind, tmp_path, **({"embedding_size": 32} if kind == "electra" else {}))
    encoding = encode(one, "the bank")
    if kind in BERT_LIKE:
        for layer in (1, 2):
            assert np.abs(step_through_block(one, encoding, layer).vectors[-1] - encoding.states[layer]).max() < 1e-5
    else:
        with pytest.raises(ArchitectureError, match=f"of the kind “{kind}”"):
            step_through_block(one, encoding, 1)
