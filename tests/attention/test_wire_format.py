"""What travels to the browser: weights in a byte each, small pictures, and a message that is taken apart again."""

import json

import numpy as np
import pytest

from components.engine.attention import wire_format
from components.engine.encoding.encode import encode
from tests.conftest import BANKS

LONG = "The bank of the river was steep and the other bank charged interest. " * 36


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


@pytest.mark.parametrize("tokens", [3, 24, 25, 30, 100])
def test_a_cell_is_what_its_queries_give_to_its_keys(tokens):
    weights = np.random.default_rng(0).dirichlet(np.ones(tokens), size=(2, tokens))
    cells = min(tokens, 24)
    starts = [cell * tokens // cells for cell in range(cells)] + [tokens]
    expected = np.array(
        [
            [
                weights[:, top:bottom, left:right].sum(axis=(1, 2)) / (bottom - top)
                for left, right in zip(starts, starts[1:], strict=False)
            ]
            for top, bottom in zip(starts, starts[1:], strict=False)
        ]
    )
    assert wire_format.thumbnails(weights) == pytest.approx(np.moveaxis(expected, 2, 0))


def test_a_head_is_packed_byte_by_byte_as_the_browser_reads_it():
    packed = wire_format.pack(np.array([[0.5, 0.25, 0], [0, 0, 0]], np.float32))
    assert packed == np.array([0.5, 0], "<f4").tobytes() + bytes([255, 128, 0, 0, 0, 0])
    assert wire_format.packed_bytes(2, 3) == len(packed) == 14
    assert wire_format.unpack(packed, 2, 3) == pytest.approx(np.array([[0.5, 0.5 * 128 / 255, 0], [0, 0, 0]]))


@pytest.mark.parametrize("name", ["a", "ab", "abc", "abcd"])
def test_a_header_is_filled_up_to_four_bytes(name):
    message = wire_format.message({"n": name}, [])
    length = int.from_bytes(message[:4], "little")
    assert length % 4 == 0
    assert len(message) == 4 + length
    assert 0 <= length - len(json.dumps({"n": name}, separators=(",", ":"))) < 4
