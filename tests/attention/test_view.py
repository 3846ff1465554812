"""What travels to the attention view and how it is read: packed weights, units, special tokens, directions."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from components.engine.attention import wire_format
from components.engine.attention.head_patterns import TARGETS, measure_heads
from components.engine.attention.units import DIRECTIONS, SPECIALS, UNITS, Reading, Unit, choose_reading
from components.engine.encoding.encode import encode
from components.engine.encoding.sides import text_sides
from components.engine.errors import TextError
from components.ui.attention import component
from tests.conftest import BANKS

LONG = "The bank of the river was steep and the other bank charged interest. " * 36


@pytest.fixture(scope="module")
def banks(encoder):
    return encode(encoder, BANKS)


@pytest.fixture(scope="module")
def pair(encoder):
    return encode(encoder, "He sat. It rained unbelievably.", "Why? Because.")


def test_rows_sum_to_one_before_packing(banks):
    assert banks.attention.sum(axis=-1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", [BANKS, LONG], ids=["18 tokens", "506 tokens"])
def test_packed_weights_are_within_row_maximum_over_510(encoder, text):
    for weights in encode(encoder, text).attention[2]:
        back = wire_format.unpack(wire_format.pack(weights), *weights.shape)
        assert np.all(np.abs(back - weights) <= weights.max(axis=-1, keepdims=True) / 510 + 1e-7)
        assert back.max(axis=-1) == pytest.approx(weights.max(axis=-1))


def test_uniform_row_of_512_stays_visible():
    uniform = np.full((512, 512), 1 / 512, dtype=np.float32)
    assert wire_format.unpack(wire_format.pack(uniform), 512, 512) == pytest.approx(1 / 512)


def test_row_of_zeros_stays_zero():
    assert not wire_format.unpack(wire_format.pack(np.zeros((2, 3), np.float32)), 2, 3).any()


def test_one_head_of_512_tokens_is_below_300_kilobytes():
    assert (
        len(wire_format.pack(np.full((512, 512), 1 / 512, np.float32))) == wire_format.packed_bytes(512, 512) <= 300_000
    )


def test_message_keeps_header_and_blocks_apart():
    header = {"queries": [{"text": "银 </script>"}]}
    message = wire_format.message(header, [b"abcd", b"ef"])
    length = int.from_bytes(message[:4], "little")
    assert json.loads(message[4 : 4 + length]) == header
    assert length % 4 == 0
    assert message[4 + length :] == b"abcdef"


@pytest.mark.parametrize("tokens", [3, 24, 25, 100, 512])
def test_small_pictures_keep_the_attention(tokens):
    weights = np.random.default_rng(0).dirichlet(np.ones(tokens), size=(2, tokens))
    small = wire_format.thumbnails(weights)
    assert small.shape[1:] == (min(tokens, 24), min(tokens, 24))
    assert small.sum(axis=-1) == pytest.approx(1)


def test_small_picture_of_few_tokens_is_the_head_itself():
    weights = np.random.default_rng(0).dirichlet(np.ones(20), size=(1, 20))
    assert wire_format.thumbnails(weights) == pytest.approx(weights)


@pytest.mark.parametrize("units", UNITS)
def test_rows_still_sum_to_one_by_any_unit(pair, units):
    reading = choose_reading(pair, "He sat. It rained unbelievably.", "Why? Because.", units)
    assert reading.apply(pair.attention).sum(axis=-1) == pytest.approx(1, abs=1e-5)


def test_words_are_the_sum_over_keys_and_the_mean_over_queries():
    weights = np.array([[0.2, 0.3, 0.5], [0.1, 0.2, 0.7], [0.3, 0.5, 0.2]])
    units = (Unit("a", (0,), 0, 0), Unit("bc", (1, 2), 1, 0))
    assert Reading(units, units, False).apply(weights) == pytest.approx(np.array([[0.2, 0.8], [0.2, 0.8]]))


def test_words_and_sentences_are_spelled_as_the_text_spells_them(pair):
    texts = ("He sat. It rained unbelievably.", "Why? Because.")
    words = [unit.text for unit in choose_reading(pair, *texts, "words").queries]
    assert " ".join(words) == "[CLS] He sat . It rained unbelievably . [SEP] Why ? Because . [SEP]"
    sentences = [unit.text for unit in choose_reading(pair, *texts, "sentences", "hidden").queries]
    assert sentences == ["He sat.", "It rained unbelievably.", "Why?", "Because."]


def test_hidden_special_tokens_take_their_share_along_unless_scaled(banks):
    hidden = choose_reading(banks, BANKS, special="hidden").apply(banks.attention)
    special = banks.special
    missing = banks.attention[..., ~special, :][..., special].sum(axis=-1)
    assert hidden.sum(axis=-1) == pytest.approx(1 - missing, abs=1e-5)
    assert choose_reading(banks, BANKS, special=SPECIALS[2]).apply(banks.attention).sum(axis=-1) == pytest.approx(
        1, abs=1e-5
    )


def test_direction_keeps_one_text_on_each_side(pair):
    texts = ("He sat. It rained unbelievably.", "Why? Because.")
    reading = choose_reading(pair, *texts, special="hidden", direction=DIRECTIONS[1])
    assert {unit.side for unit in reading.queries} == {0}
    assert {unit.side for unit in reading.keys} == {1}


def test_direction_without_a_second_text_is_told(banks):
    with pytest.raises(TextError, match="second text"):
        choose_reading(banks, BANKS, direction="A to B")


def test_second_text_is_found_where_a_model_has_one_segment(pair):
    one_segment = replace(pair, segment_ids=np.zeros_like(pair.segment_ids))
    ordinary = ~pair.special
    assert np.array_equal(np.array(text_sides(one_segment))[ordinary], pair.segment_ids[ordinary])


def test_head_of_the_previous_token_is_measured_and_named():
    tokens = ["[CLS]", "a", "b", "c", "[SEP]"]
    attention = np.full((1, 2, 5, 5), 0.2, dtype=np.float32)
    attention[0, 0] = np.eye(5, k=-1)
    attention[0, 0, 0, 0] = 1
    measures = measure_heads(attention, tokens, [None, 0, 1, 2, None])
    assert measures.shares["previous"][0, 0] == 1
    assert measures.entropy[0, 0] == pytest.approx(0, abs=1e-6)
    assert measures.distance[0, 0] == 1
    assert measures.describe(0, 0, tokens) == "looks at the previous token, 100%"
    assert measures.entropy[0, 1] == pytest.approx(np.log2(5))
    assert "everything" in measures.describe(0, 1, tokens)


def test_shares_are_shares_of_the_attention(banks):
    measures = measure_heads(banks.attention, banks.tokens, banks.word_ids)
    assert set(measures.shares) == set(TARGETS)
    for share in measures.shares.values():
        assert share.shape == banks.attention.shape[:2]
        assert share.min() >= 0
        assert share.max() <= 1 + 1e-5


def slide(tokens, layers=12, heads=12, small=True):
    attention = np.full((layers, heads, tokens, tokens), 1 / tokens, np.float32)
    units = tuple(Unit("a", (place,), place, 0) for place in range(tokens))
    shrunk = np.zeros((layers, heads, 24, 24), np.uint8) if small else None
    return component.Slide("k", attention, Reading(units, units, False), "", "", shrunk)


def test_short_texts_travel_whole_and_long_ones_by_layer_or_head():
    wanted = component.Selection(3, 4, 0, ((1, 1),))
    assert len(component.chosen_blocks(slide(64), wanted)) == 144
    assert component.chosen_blocks(slide(128), wanted) == [*((3, head) for head in range(12)), (1, 1)]
    assert component.chosen_blocks(slide(512), wanted) == [(3, 4), (1, 1)]


@pytest.fixture
def browser_and_python(monkeypatch):
    """Play both sides: what the visitor picks in the browser, and what Python then pushes."""
    session = {}
    monkeypatch.setattr(component.st, "session_state", session)

    def run(layer, head, query=None):
        return component.shown_state(slide(8), component.Selection(layer, head, query), "m")

    def pick(layer, head, query=None, knows=1):
        chosen = {"layer": layer, "head": head, "query": query, "column": None, "overlay": [], "mode": "lines"}
        session["m"] = SimpleNamespace(selection={**chosen, "key": "k", "push": knows})

    return run, pick, session


def test_what_was_picked_in_the_browser_is_not_sent_back(browser_and_python):
    run, pick, _ = browser_and_python
    first = run(2, 9)
    pick(4, 2)
    assert run(4, 2) == first
    assert run(5, 2)["layer"] == 5, "a slider is"


def test_a_view_drawn_anew_opens_what_was_picked_before(browser_and_python):
    run, pick, session = browser_and_python
    run(2, 9)
    pick(4, 2)
    run(4, 2)
    del session["m"]  # as Streamlit does when another page is drawn
    assert (run(4, 2)["layer"], run(4, 2)["head"]) == (4, 2)


def test_a_picked_token_stays_where_python_wants_always_the_same(browser_and_python):
    run, pick, _ = browser_and_python
    first = run(2, 9, 3)
    pick(2, 9, 7)
    assert run(2, 9, 3) == first


def test_a_pick_overtaken_by_a_slider_is_pushed_again(browser_and_python):
    run, pick, _ = browser_and_python
    run(2, 9)
    slider = run(5, 9)
    pick(1, 3, knows=slider["number"] - 1)
    pushed = run(1, 3)
    assert (pushed["number"], pushed["layer"], pushed["head"]) == (slider["number"] + 1, 1, 3)


def test_files_of_the_view_hold_no_way_to_markup():
    for path in component.FOLDER.iterdir():
        content = path.read_text(encoding="utf-8")
        assert "innerHTML" not in content
        assert "insertAdjacentHTML" not in content
