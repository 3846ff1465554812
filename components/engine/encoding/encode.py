"""A text, or a pair of texts, to everything the model computes for it.

Nothing is ever cut: a text that is too long is refused with its length and the limit.
"""

from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Encoding as TokenizerEncoding

from components.engine.errors import TextError
from components.engine.loading.load import Encoder
from components.engine.records import Encoding
from components.engine.text.clean_text import MOST_CHARACTERS, encodable
from components.engine.text.readable import readable
from components.engine.text.words import own_offsets, word_numbers


def encode(encoder: Encoder, text: str, pair: str | None = None) -> Encoding:
    """Run the whole of `text` (and `pair`) through the model.

    Raises TextError if no tokens are left, or if there are more than the model reads.
    """
    tokenized = tokenize(encoder, text, pair)
    inputs = {"input_ids": torch.tensor([tokenized.ids]), "attention_mask": torch.ones(1, len(tokenized.ids))}
    segments = read_segments(encoder, tokenized)
    if any(segments):
        inputs["token_type_ids"] = torch.tensor([segments])
    with torch.inference_mode():
        output = encoder.model(**inputs, output_attentions=True, output_hidden_states=True)
    return Encoding(
        tokens=readable(encoder.tokenizer, tokenized.tokens),
        ids=np.array(tokenized.ids),
        word_ids=running_word_ids(tokenized, special_ids(encoder), (text, pair or "")),
        segment_ids=np.array(segments),
        offsets=np.array(own_offsets(tokenized)),
        states=joined(output.hidden_states),  # (layers + 1, tokens, width)
        attention=joined(output.attentions),  # (layers, heads, tokens, tokens)
    )


def joined(layers: Sequence[torch.Tensor]) -> np.ndarray:
    """Copy the layers, each (1, …), into one float32 array (layers, …).

    numpy asks the system for large pages; in torch's small ones, 512 tokens of attention took a fifth of the pass.
    """
    array = np.empty((len(layers), *layers[0].shape[1:]), dtype=np.float32)
    torch.cat(tuple(layers), out=torch.from_numpy(array))
    return array


def tokenize(encoder: Encoder, text: str, pair: str | None = None) -> TokenizerEncoding:
    """Cut `text` into pieces, with special tokens.

    Raises TextError if nothing but special tokens comes out, or more tokens than the model reads.
    """
    if (length := len(text) + len(pair or "")) > MOST_CHARACTERS:
        raise TextError(f"The text has {length:,} characters; at most {MOST_CHARACTERS:,} are looked at. Shorten it.")
    texts = [encodable(part) for part in (text, pair or None) if part is not None]
    tokenized = encoder.tokenizer(*texts, truncation=False, padding=False, verbose=False).encodings[0]
    if all(tokenized.special_tokens_mask):
        raise TextError("There is nothing to read yet. Type a word or a sentence.")
    count, limit = len(tokenized.ids), encoder.facts.max_tokens
    if count > limit:
        raise TextError(
            f"The text has {count:,} tokens, but this model reads at most {limit}. Shorten it by {count - limit:,} "
            f"token{'s' * (count - limit != 1)}; a word has one or more."
        )
    return tokenized


def read_segments(encoder: Encoder, tokenized: TokenizerEncoding) -> list[int]:
    """Return the segment of each token as the model reads it: all 0 if it has vectors for one alone, or for none."""
    asked = "token_type_ids" in encoder.tokenizer.model_input_names
    return tokenized.type_ids if asked else [0] * len(tokenized.ids)


def special_ids(encoder: Encoder) -> set[int]:
    """List the ids of special tokens, which a visitor may also type; the unknown piece stands for a word, though."""
    return set(encoder.tokenizer.all_special_ids) - {encoder.tokenizer.unk_token_id}


def running_word_ids(tokenized: TokenizerEncoding, special: set[int], texts: Sequence[str]) -> tuple[int | None, ...]:
    """Count the words through both texts; special tokens, also typed ones, have no number."""
    rows = zip(word_numbers(tokenized, texts), tokenized.ids, strict=True)
    return tuple(None if number in special else word for word, number in rows)
