"""Pieces as people read them: byte-level ones as characters, the others as they are."""

from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from components.engine.text.readable import LETTERS, readable, spell


def test_byte_level_pieces_are_read_as_characters():
    splitter = pre_tokenizers.ByteLevel(add_prefix_space=True)
    for text in ["bank", "café", "€5", "银行", "naïve 👍🏽", "ضفة"]:
        for word, _ in splitter.pre_tokenize_str(text):
            assert spell(word).replace("▁", " ") in f" {text}"
    assert spell("ĠcafÃ©") == "▁café"
    assert spell("<pad> <0>") == "<pad> <0>"  # a space is no byte letter: an added token
    assert len(LETTERS) == 256


def test_piece_that_ends_inside_a_character_keeps_its_bytes():
    splitter = pre_tokenizers.ByteLevel(add_prefix_space=False)
    word = splitter.pre_tokenize_str("éж")[0][0]
    assert [spell(word[:1]), spell(word[:3]), spell(word)] == ["<0xC3>", "é<0xD0>", "éж"]
    assert decoders.ByteLevel().decode([word]) == "éж"


def test_sentencepiece_pieces_are_read_as_they_are():
    vocabulary = [("<unk>", 0.0), *((f"<0x{byte:02X}>", -9.0) for byte in range(256)), ("▁", -2.0), ("▁bank", -1.0)]
    backend = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=True))
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="<unk>")
    assert readable(tokenizer, backend.encode("bank é").tokens) == ("▁bank", "▁", "<0xC3>", "<0xA9>")
