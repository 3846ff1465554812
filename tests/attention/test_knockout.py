"""Heads silenced and links cut: what changes is what must, and nobody else notices."""

import threading

import numpy as np
import pytest
import torch

from components.engine.attention import head_steps, knockout
from components.engine.encoding.encode import encode
from components.engine.errors import TextError
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
    alone = [1 - knockout.knock_out(encoder, banks, [knockout.Knockout(3, head)]).kept[-1, 5] for head in range(12)]
    assert knockout.rank_heads(encoder, banks, 5, 3) == pytest.approx(alone, abs=1e-5)
