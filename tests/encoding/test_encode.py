"""What the model computes: identities that hold for any text, and limits that are told."""

import numpy as np
import pytest
import torch

from components.engine.encoding.encode import encode
from components.engine.errors import TextError
from tests.conftest import BANKS

ODD_TEXTS = [
    "a",
    "🙂🙂",
    "我们坐在河岸上。",
    "جلسنا على ضفة النهر",
    "a\x00b\x07c\u200bd",
    "</script><script>alert(1)</script>",
]


def test_attention_rows_sum_to_one(encoder):
    assert encode(encoder, BANKS).attention.sum(axis=-1) == pytest.approx(1, abs=1e-5)


def test_there_is_one_more_state_than_attention(encoder):
    encoding = encode(encoder, BANKS)
    assert len(encoding.states) == len(encoding.attention) + 1 == encoder.facts.layers + 1


def test_encoding_equals_transformers(encoder):
    inputs = encoder.tokenizer(BANKS, return_tensors="pt")
    with torch.inference_mode():
        output = encoder.model(**inputs, output_hidden_states=True, output_attentions=True)
    encoding = encode(encoder, BANKS)
    assert np.array_equal(encoding.states[-1], output.last_hidden_state[0].numpy())
    assert np.array_equal(encoding.attention[3], output.attentions[3][0].numpy())


def test_states_and_attention_are_whole_arrays_of_float32(encoder):
    encoding = encode(encoder, "bank " * 510)
    for array in (encoding.states, encoding.attention):
        assert array.dtype == np.float32
        assert array.flags.c_contiguous
        assert not array.flags.writeable
    assert encoding.attention.shape == (encoder.facts.layers, encoder.facts.heads, 512, 512)


def test_same_text_gives_same_vectors_but_one_word_in_two_places_does_not(encoder):
    first, second = encode(encoder, BANKS), encode(encoder, BANKS)
    assert np.array_equal(first.states, second.states)
    here, there = (place for place, token in enumerate(first.tokens) if token == "bank")
    assert not np.allclose(first.states[0, here], first.states[0, there])  # the position differs


def test_arrays_cannot_be_changed_by_a_visitor(encoder):
    encoding = encode(encoder, "a bank")
    with pytest.raises(ValueError, match="read-only"):
        encoding.states[0, 0, 0] = 1


def test_pieces_of_one_word_share_its_number(encoder):
    encoding = encode(encoder, "electroencephalographer misdiagnosed")
    assert len(set(encoding.word_ids) - {None}) == 2 < len(encoding.tokens) - 2
    assert encoding.special.tolist() == [word is None for word in encoding.word_ids]


def test_second_text_is_segment_b_and_its_words_count_on(encoder):
    encoding = encode(encoder, "a river", "the bank")
    assert encoding.segment_ids.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert encoding.word_ids == (None, 0, 1, None, 2, 3, None)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\x00\x01\x02"])
def test_nothing_to_read_is_told(encoder, text):
    with pytest.raises(TextError, match="nothing to read"):
        encode(encoder, text)


def test_text_at_the_limit_is_read_whole(encoder):
    assert encode(encoder, "bank " * 510).states.shape[1] == 512


@pytest.mark.parametrize(("text", "count"), [("bank " * 511, "513"), ("bank " * 20_000, "20,002")])
def test_long_text_is_refused_rather_than_truncated(encoder, text, count):
    with pytest.raises(TextError, match=f"has {count} tokens, but this model reads at most 512"):
        encode(encoder, text)


def test_a_whole_library_is_refused_at_once(encoder):
    with pytest.raises(TextError, match="1,000,000 characters"):
        encode(encoder, "bank " * 200_000)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_are_read(encoder, text):
    encoding = encode(encoder, text)
    assert len(encoding.tokens) == len(encoding.ids) == encoding.states.shape[1]
    assert np.isfinite(encoding.states).all()


def test_half_a_surrogate_pair_is_read_as_a_question_mark(encoder):
    assert encode(encoder, "a \ud83d b").tokens[2] == "?"


def test_byte_level_tokens_are_readable(tmp_path):
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast, RobertaConfig, RobertaModel

    from components.engine.loading.load import load_encoder

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {piece: i for i, piece in enumerate(["<s>", "<pad>", "</s>", *letters])}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>").save_pretrained(tmp_path)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    RobertaModel(RobertaConfig(vocab_size=len(vocabulary), **sizes)).save_pretrained(tmp_path)
    tokens = encode(load_encoder(str(tmp_path)), "a é").tokens
    assert tokens == ("<s>", "a", "▁", "<0xC3>", "<0xA9>", "</s>")
    assert encode(load_encoder(str(tmp_path)), "é").tokens == ("<s>", "<0xC3>", "<0xA9>", "</s>")
