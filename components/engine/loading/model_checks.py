"""A model that is in memory, looked over before anyone uses it: its weights, its pieces, one run.

What would mislead is refused: weights that nothing reads, numbers that are none, pieces without a vector.
"""

from collections.abc import Mapping
from typing import Any

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from components.engine.errors import ModelError

# The parts, beside the encoder, of the models that transformers makes for objectives and tasks.
HEADS = {"classifier", "cls", "decoder", "discriminator_predictions", "generator_lm_head", "generator_predictions"}
HEADS |= {"head", "lm_head", "lm_predictions", "mask_predictions", "pooler", "pre_classifier", "predictions"}
HEADS |= {"qa_outputs", "sequence_summary", "sop_classifier", "vocab_layer_norm", "vocab_projector", "vocab_transform"}


def check_weights(info: Mapping[str, Any], name: str) -> None:
    """Raise ModelError unless file and model have the same weights, but for known heads, of the same shapes.

    `info` is what transformers tells of its loading.
    """
    for weight, in_file, in_model in sorted(info["mismatched_keys"]):
        raise ModelError(
            f"The weights of “{name}” do not fit its config.json: {weight} is {shape(in_file)} in the file, and "
            f"{shape(in_model)} by config.json. Take both from the same model, or save it again."
        )
    missing = sorted(key for key in info["missing_keys"] if "pooler" not in key)
    if missing:
        raise ModelError(
            f"“{name}” lacks {len(missing)} of its weights (the first is {missing[0]}), so its vectors would be "
            "random. Save the model again, or pick another one."
        )
    unread = sorted(key for key in info["unexpected_keys"] if key.partition(".")[0] not in HEADS)
    if unread:
        raise ModelError(
            f"“{name}” has {len(unread)} weights that its kind of model does not read here (the first is "
            f"{unread[0]}), so its vectors would not be its own. Pick another model."
        )


def shape(sizes: tuple[int, ...]) -> str:
    """Write a shape."""
    return " × ".join(str(size) for size in sizes)


def check_numbers(model: PreTrainedModel, name: str) -> None:
    """Raise ModelError if a weight is not a finite number."""
    for weight, values in model.named_parameters():
        if (
            values.sum().isfinite()
        ):  # what is not finite makes the sum so too; to look at each takes thirty times as long
            continue
        wrong = int((~torch.isfinite(values)).sum())
        if wrong:
            raise ModelError(
                f"“{name}” is damaged: {wrong:,} of the {values.numel():,} numbers of {weight} are infinite or no "
                "numbers. Save it or download it again, or pick another model."
            )


def check_pieces(tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel, name: str) -> None:
    """Raise ModelError if the tokenizer gives pieces for which the model has no vector."""
    table: Any = model.get_input_embeddings()
    largest, rows = max(tokenizer.get_vocab().values()), table.weight.shape[0]
    if largest >= rows:
        raise ModelError(
            f"The tokenizer of “{name}” numbers its pieces up to {largest:,}, but the model’s table has {rows:,} rows, "
            f"from 0 to {rows - 1:,}. Enlarge the table (resize_token_embeddings) and save both, or pick another model."
        )


def agree_on_inputs(tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel) -> None:
    """Let the tokenizer pad where positions do not shift, and give segments to every model that has vectors for two.

    Tokenizers that were saved without their class forget to name them.
    """
    tokenizer.padding_side = tokenizer.truncation_side = "right"
    segments = (getattr(model.config, "type_vocab_size", 0) or 0) > 1
    tokenizer.model_input_names = ["input_ids", "attention_mask", *["token_type_ids"] * segments]


def try_once(tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel, name: str) -> None:
    """Run two tokens through the model and refuse it unless states and attention are what config.json promises."""
    inputs = tokenizer("a", return_tensors="pt")
    with torch.inference_mode():
        output = model(**inputs, output_attentions=True, output_hidden_states=True)
    layers, heads = model.config.num_hidden_layers, model.config.num_attention_heads
    states, attention = list(output.hidden_states or ()), list(output.attentions or ())
    if len(states) != layers + 1 or [one.shape[1] for one in attention] != [heads] * layers:
        raise ModelError(
            f"“{name}” gives {len(states)} states and {len(attention)} attention layers where its config "
            f"promises {layers + 1} and {layers}. Pick another model."
        )
    if not all(torch.isfinite(one).all() for one in (*states, *attention)):
        raise ModelError(
            f"“{name}” computes numbers that are infinite or none at all. Save it again, or pick another model."
        )
