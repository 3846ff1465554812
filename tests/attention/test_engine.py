"""The arithmetic behind attention: step by step, summaries, knock-outs, contexts."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.special import softmax
from transformers import AutoConfig, AutoModel

from components.engine.attention import head_steps, knockout, summaries, two_contexts
from components.engine.attention.head_patterns import measure_heads
from components.engine.catalog import BERT_LIKE
from components.engine.encoding.encode import encode
from components.engine.errors import ArchitectureError
from components.engine.loading.load import Encoder
from tests.conftest import BANKS

LOVE = "I love natural language processing"


def other_kind(encoder: Encoder) -> Encoder:
    return replace(encoder, facts=replace(encoder.facts, kind="modernbert"))


@pytest.mark.parametrize("text", [LOVE, BANKS, "a"])
def test_steps_give_the_models_attention(encoder, text):
    encoding = encode(encoder, text)
    for layer in range(encoder.facts.layers):
        for query in range(0, len(encoding.tokens), 3):
            steps = head_steps.step_through(encoder, encoding.states[layer], layer, 3, query)
            assert steps.weights == pytest.approx(encoding.attention[layer, 3, query], abs=1e-5)


def test_steps_lead_to_the_next_state(encoder, banks):
    steps = head_steps.step_through(encoder, banks.states[2], 2, 0, 5)
    part = encoder.model.encoder.layer[2]
    with torch.inference_mode():
        attended = part.attention.output.LayerNorm(torch.tensor(steps.output + steps.state))
        state = part.output(part.intermediate(attended), attended).numpy()
    assert state == pytest.approx(banks.states[3, 5], abs=1e-4)


def test_heads_shares_add_up_to_the_output(encoder, banks):
    steps = [head_steps.step_through(encoder, banks.states[1], 1, head, 4) for head in range(12)]
    _, bias = head_steps.output_map(encoder, 1)
    assert sum(step.share for step in steps) + bias == pytest.approx(steps[0].output, abs=1e-4)
    assert steps[0].weighted.sum(axis=0) == pytest.approx(steps[0].mixed, abs=1e-6)


def test_other_architectures_are_refused_in_one_sentence(encoder, banks):
    with pytest.raises(ArchitectureError, match="kind “modernbert”"):
        head_steps.step_through(other_kind(encoder), banks.states[0], 0, 0, 0)
    with pytest.raises(ArchitectureError):
        knockout.knock_out(other_kind(encoder), banks, [knockout.Knockout(0, 0)])


def test_rollout_is_the_hand_computed_one():
    first = np.array([[[1.0, 0.0], [0.5, 0.5]]])  # one head
    second = np.array([[[0.0, 1.0], [0.0, 1.0]]])
    one = np.array([[1.0, 0.0], [0.25, 0.75]])  # half of it, and half the token itself
    two = np.array([[0.5, 0.5], [0.0, 1.0]])
    rolled = summaries.rollout(np.stack([first, second]))
    assert rolled[0] == pytest.approx(one)
    assert rolled[1] == pytest.approx(two @ one)
    assert rolled[1] == pytest.approx(np.array([[0.625, 0.375], [0.25, 0.75]]))


def test_the_numbers_of_a_head_follow_from_each_other(encoder, banks):
    made = head_steps.step_through(encoder, banks.states[1], 1, 3, 4)
    part = encoder.model.encoder.layer[1].attention.self
    matrix, bias = (array.detach().numpy()[96:128] for array in (part.query.weight, part.query.bias))
    assert made.query == pytest.approx(matrix @ banks.states[1, 4] + bias, abs=1e-5)
    assert made.state == pytest.approx(banks.states[1, 4])
    assert made.products == pytest.approx(made.keys @ made.query, abs=1e-4)
    assert made.scores == pytest.approx(made.products / np.sqrt(32), abs=1e-5)
    assert made.weights == pytest.approx(softmax(made.scores), abs=1e-6)
    assert made.weighted == pytest.approx(made.weights[:, None] * made.values, abs=1e-6)
    assert made.joined[96:128] == pytest.approx(made.mixed, abs=1e-6)


def test_rollout_rows_sum_to_one(banks):
    assert summaries.rollout(banks.attention).sum(axis=-1) == pytest.approx(1, abs=1e-5)


def test_value_weighted_attention_is_the_length_of_what_is_brought(encoder, banks):
    layer = 2
    moved = summaries.moved_vectors(encoder, banks.states[layer], layer)  # (heads, tokens, width)
    brought = np.einsum("hqk,hkw->qkw", banks.attention[layer], moved)
    expected = np.linalg.norm(brought, axis=-1)
    assert summaries.value_weighted(encoder, banks, layer) == pytest.approx(expected, rel=1e-3, abs=1e-3)


def test_what_is_brought_adds_up_to_the_blocks_output(encoder, banks):
    moved = summaries.moved_vectors(encoder, banks.states[2], 2)
    _, bias = head_steps.output_map(encoder, 2)
    total = np.einsum("hk,hkw->w", banks.attention[2, :, 5], moved) + bias
    steps = head_steps.step_through(encoder, banks.states[2], 2, 0, 5)
    assert total == pytest.approx(steps.output, abs=1e-4)


def test_weight_to_cls_brings_less_than_it_weighs(encoder):
    """Kobayashi et al. 2020 found it for BERT-base; here it must hold for the bundled model's [CLS]."""
    encoding = encode(encoder, BANKS)
    layer = 3
    weight = encoding.attention[layer, :, 1:-1, 0].mean()
    norms = summaries.value_weighted(encoder, encoding, layer)
    assert summaries.row_shares(norms)[1:-1, 0].mean() < weight


def test_jensen_shannon_is_zero_for_equal_and_one_for_disjoint_rows():
    same, other = np.array([0.5, 0.5, 0, 0]), np.array([0, 0, 0.1, 0.9])
    assert two_contexts.jensen_shannon(same, same) == 0
    assert two_contexts.jensen_shannon(same, other) == pytest.approx(1)
    assert two_contexts.jensen_shannon(same, other) == two_contexts.jensen_shannon(other, same)


def test_jensen_shannon_by_hand_is_neither_total_variation_nor_hellinger():
    sure, even = np.array([1.0, 0]), np.array([0.5, 0.5])  # in the middle: 3/4, 1/4
    divergence = (np.log2(4 / 3) + (np.log2(2 / 3) + np.log2(2)) / 2) / 2  # bits
    assert two_contexts.jensen_shannon(sure, even) == pytest.approx(np.sqrt(divergence), abs=1e-6)
    total_variation, hellinger = 0.5, np.sqrt(1 - np.sqrt(0.5))
    assert all(abs(np.sqrt(divergence) - other) > 0.01 for other in (total_variation, hellinger, divergence))


def test_equal_pieces_are_added_and_a_words_pieces_averaged(banks):
    pieces = {"bank": 0, "[CLS]": 1, "river": 2} | {token: place for place, token in enumerate(banks.tokens, start=3)}
    pieces = {piece: place for place, piece in enumerate(pieces)}
    places = [place for place, token in enumerate(banks.tokens) if token == "bank"]
    added = two_contexts.over_pieces(banks, [2, 3], pieces)
    rows = (banks.attention[:, :, 2] + banks.attention[:, :, 3]) / 2
    assert added[..., 0] == pytest.approx(rows[..., places].sum(axis=-1), abs=1e-6)
    assert added.sum(axis=-1) == pytest.approx(1, abs=1e-5)


def test_rows_of_norms_are_scaled_to_sum_to_one_and_zeros_stay():
    assert summaries.row_shares(np.array([[1.0, 3], [0, 0]])).tolist() == [[0.25, 0.75], [0, 0]]


def test_rows_of_one_context_do_not_differ_and_of_two_do(encoder):
    first, second = encode(encoder, "He sat on the bank of the river."), encode(encoder, "The bank paid interest.")
    river, money = first.tokens.index("bank"), second.tokens.index("bank")
    assert two_contexts.row_distance(first, [river], first, [river]).max() < 1e-3
    distance = two_contexts.row_distance(first, [river], second, [money])
    assert distance.shape == (6, 12)
    assert 0 <= distance.min() < distance.max() <= 1


@pytest.mark.parametrize("kind", sorted(BERT_LIKE))
def test_steps_and_knock_outs_hold_for_every_kind_that_is_let_in(tiny, kind):
    torch.manual_seed(0)
    config = AutoConfig.for_model(
        kind,
        vocab_size=16,
        hidden_size=32,
        embedding_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
        pad_token_id=0,
    )
    config._attn_implementation = "eager"
    model = AutoModel.from_config(config).eval()
    encoder = Encoder(tiny.tokenizer, model, replace(tiny.facts, kind=kind))
    encoding = encode(encoder, "the bank sat on")
    steps = head_steps.step_through(encoder, encoding.states[1], 1, 2, 3)
    assert steps.weights == pytest.approx(encoding.attention[1, 2, 3], abs=1e-5)
    uncut = knockout.knock_out(encoder, encoding, [knockout.Knockout(1, 0, 2, 3)])
    others = [0, 1, 3, 4, 5]
    assert uncut.states[2, others] == pytest.approx(encoding.states[2, others], abs=1e-5)


def test_a_typed_mask_is_not_taken_for_the_last_special_token(encoder):
    encoding = encode(encoder, "The capital of France is [MASK].")
    measures = measure_heads(encoding.attention, encoding.tokens, encoding.word_ids)
    ordinary = [place for place, word in enumerate(encoding.word_ids) if word is not None]
    assert measures.shares["later"] == pytest.approx(encoding.attention[:, :, ordinary, -1].mean(axis=2), abs=1e-5)


@pytest.mark.parametrize("text", ["[MASK]", "[SEP]"])
def test_special_tokens_alone_are_measured_too(encoder, text):
    encoding = encode(encoder, text)
    measures = measure_heads(encoding.attention, encoding.tokens, encoding.word_ids)
    assert "nan" not in measures.describe(0, 0, encoding.tokens)
