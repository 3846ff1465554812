"""Heads silenced and links cut: what changes is what must, and nobody else notices."""

import copy
import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from components.engine.attention import head_steps, knockout
from components.engine.built_in.sense_task import SenseTask
from components.engine.encoding.encode import encode
from components.engine.errors import TextError
from components.engine.geometry.vectors import cosine
from components.engine.text.find_word import find_occurrences
from tests.conftest import BANKS


def test_a_cut_link_changes_its_own_row_alone_in_the_next_state(encoder, banks):
    cut = knockout.Knockout(0, 0, 3, 4)
    outcome = knockout.knock_out(encoder, banks, [cut])
    assert outcome.states[0] == pytest.approx(banks.states[0])
    untouched = [token for token in range(len(banks.tokens)) if token != 3]
    assert outcome.states[1, untouched] == pytest.approx(banks.states[1, untouched], abs=1e-4)
    assert outcome.kept[1, 3] < 1 - 1e-6


def test_silenced_heads_output_is_exactly_zero(encoder, banks):
    part = encoder.model.encoder.layer[2].attention.self
    hidden = torch.tensor(banks.states[2])[None]
    with torch.inference_mode():
        full = knockout.mixed_values(part, hidden, [])
        silenced = knockout.mixed_values(part, hidden, [knockout.Knockout(2, 4)])
        width = encoder.facts.width // encoder.facts.heads
        theirs = part(hidden)[0]
    ours = slice(4 * width, 5 * width)
    assert torch.count_nonzero(silenced[..., ours]) == 0
    assert torch.count_nonzero(full[..., ours]) > 0
    rest = [place for place in range(encoder.facts.width) if not ours.start <= place < ours.stop]
    assert torch.equal(silenced[..., rest], full[..., rest])
    assert full.numpy() == pytest.approx(theirs.numpy(), abs=1e-5)  # the model's own sums


@pytest.fixture
def two_sentences(monkeypatch):
    """Two sentences of other lengths in place of the built-in ones."""
    sentences = ("the bank", "a bank on the river sat .")
    spans = tuple(find_occurrences(sentences, "bank"))
    task = SenseTask(sentences, spans, np.array(["bank"] * 2), np.array(["a", "b"]))
    monkeypatch.setattr(knockout, "bench_task", lambda: task)
    return sentences


def test_means_are_over_all_tokens_of_the_sentences(tiny, two_sentences):
    means = knockout.mean_outputs(tiny)
    for layer, block in enumerate(tiny.model.encoder.layer):
        with torch.inference_mode():
            given = [
                block.attention.self(torch.tensor(encode(tiny, sentence).states[layer])[None])[0][0]
                for sentence in two_sentences
            ]
        assert [len(one) for one in given] == [4, 9]
        assert means[layer].ravel() == pytest.approx(torch.cat(given).mean(dim=0).numpy(), abs=1e-5)
    assert knockout.mean_outputs(tiny, should_stop=lambda: True) is None


def test_a_head_that_always_gives_its_mean_is_not_missed(tiny, two_sentences):
    model = copy.deepcopy(tiny.model)
    with torch.no_grad():
        value = model.encoder.layer[0].attention.self.value
        value.weight[8:16] = 0  # head 1 of width 8: its values are its bias, whatever it looks at
        value.bias[8:16] = torch.arange(8) - 2.0
    constant = replace(tiny, model=model, later={})
    means = knockout.mean_outputs(constant)
    assert means[0, 1] == pytest.approx(np.arange(8) - 2.0, abs=1e-6)
    encoding = encode(constant, "the river sat")
    silenced = [knockout.Knockout(0, 1)]
    assert knockout.knock_out(constant, encoding, silenced, means).states == pytest.approx(encoding.states, abs=1e-5)
    assert knockout.knock_out(constant, encoding, silenced).kept[-1].max() < 0.999
    assert knockout.rank_heads(constant, encoding, 2, 0, means)[1] == pytest.approx(0, abs=1e-6)
    assert knockout.rank_heads(constant, encoding, 2, 0)[1] > 0.001


def test_cut_link_has_no_weight_and_the_row_still_sums_to_one(tiny):
    encoding = encode(tiny, "the bank sat on")
    outcome = knockout.knock_out(tiny, encoding, [knockout.Knockout(0, 1, 2, 3)])
    steps = head_steps.step_through(tiny, encoding.states[0], 0, 1, 2)
    rest = np.delete(steps.weights, 3)
    mixed = (rest / rest.sum()) @ np.delete(steps.values, 3, axis=0)
    matrix, _ = head_steps.output_map(tiny, 0)
    part = slice(8, 16)
    output = steps.output + matrix[:, part] @ (mixed - steps.mixed)
    block = tiny.model.encoder.layer[0]
    with torch.inference_mode():
        attended = block.attention.output.LayerNorm(torch.tensor(output + steps.state))
        expected = block.output(block.intermediate(attended), attended).numpy()
    assert outcome.states[1, 2] == pytest.approx(expected, abs=1e-5)


def test_last_link_of_a_row_cannot_be_cut(tiny):
    encoding = encode(tiny, "a")
    cuts = [knockout.Knockout(0, 0, 1, key) for key in range(len(encoding.tokens))]
    with pytest.raises(TextError, match="only one"):
        knockout.knock_out(tiny, encoding, cuts)


def test_knock_outs_leave_other_visitors_texts_alone(encoder, banks):
    def hooks() -> int:
        return sum(len(part._forward_hooks) + len(part._forward_pre_hooks) for part in encoder.model.modules())

    before = hooks()
    stop, same = threading.Event(), []

    def others() -> None:
        while not stop.is_set():
            same.append(np.array_equal(encode(encoder, BANKS).states, banks.states))

    thread = threading.Thread(target=others)
    thread.start()
    for layer in range(6):
        knockout.knock_out(encoder, banks, [knockout.Knockout(layer, head) for head in range(12)])
    stop.set()
    thread.join()
    assert same
    assert all(same)
    assert hooks() == before


def test_every_head_is_ranked_by_what_its_silence_changes(tiny):
    moved = knockout.rank_heads(tiny, encode(tiny, "the bank sat"), 2, 1)
    assert moved.shape == (4,)
    assert moved.min() > 0


@pytest.mark.parametrize("most", [1, 10_000_000], ids=["one at a time", "all at once"])
def test_heads_silenced_together_are_those_silenced_alone(encoder, banks, monkeypatch, most):
    monkeypatch.setattr(knockout, "MOST_SCORES", most)
    for means in (None, np.random.default_rng(0).normal(size=(6, 12, 32)).astype(np.float32)):
        cuts = ([knockout.Knockout(3, head)] for head in range(12))
        alone = [1 - knockout.knock_out(encoder, banks, cut, means).kept[-1, 5] for cut in cuts]
        assert knockout.rank_heads(encoder, banks, 5, 3, means) == pytest.approx(alone, abs=1e-5)


@pytest.mark.parametrize(("room", "sizes"), [(5, [5, 5, 2]), (12, [12]), (0, [1] * 12)])
def test_as_many_heads_are_silenced_at_once_as_their_scores_have_room(encoder, banks, monkeypatch, room, sizes):
    one = 12 * len(banks.tokens) ** 2  # the scores of a text in which one head is silenced
    runs, finish = [], knockout.finish_block
    monkeypatch.setattr(knockout, "MOST_SCORES", room * one + one // 2)
    monkeypatch.setattr(
        knockout, "finish_block", lambda block, mixed, hidden: runs.append(len(mixed)) or finish(block, mixed, hidden)
    )
    knockout.rank_heads(encoder, banks, 5, 5)
    assert runs == sizes


def test_knock_outs_of_two_layers_both_count(tiny):
    encoding = encode(tiny, "the bank sat on")
    both = knockout.knock_out(tiny, encoding, [knockout.Knockout(0, 1), knockout.Knockout(1, 2)])
    first = knockout.knock_out(tiny, encoding, [knockout.Knockout(0, 1)])
    assert both.states[1] == pytest.approx(first.states[1], abs=1e-6)
    then = replace(encoding, states=first.states)
    second = knockout.knock_out(tiny, then, [knockout.Knockout(1, 2)])
    assert both.states[2] == pytest.approx(second.states[2], abs=1e-6)
    assert both.kept == pytest.approx(cosine(both.states, encoding.states), abs=1e-6)
    late = knockout.knock_out(tiny, encoding, [knockout.Knockout(1, 2)])
    assert np.array_equal(late.states[:2], encoding.states[:2]), "what lies below stays"
