"""The same model with its weights in fewer bits.

float32    as it is
bfloat16   every weight and every step in 16 bits: 8 of exponent, 7 of fraction
int8       torch's dynamic quantization: the weights of linear maps in 8 bits, their inputs rounded on the way; the
           embeddings stay (Jacob et al. 2018)
4-bit      every matrix in groups of 32 values that share a float16 scale, as in the file of multilingual-e5-small; it
           saves room in the file, and is computed in float32

Leaves out methods that look at data while they round (GPTQ, AWQ).
"""

import copy
import warnings
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from components.engine.loading.fused import FLOAT32
from components.engine.loading.load import Encoder

PRECISIONS = ("float32", "bfloat16", "int8", "4-bit")
GROUP = 32  # values that share a scale
GROUP_BYTES = 18  # a float16 scale and 32 halves of a byte


def convert(encoder: Encoder, precision: str) -> Encoder:
    """Return the encoder with its weights in `precision`; all but "float32" are copies."""
    match precision:
        case "float32":
            return encoder
        case "bfloat16":
            return as_it_is(with_model(encoder, copy.deepcopy(encoder.model).bfloat16()))
        case "int8":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it is to move to another package, which is not there yet
                choose_engine()
                return as_it_is(with_model(encoder, torch.ao.quantization.quantize_dynamic(encoder.model, {nn.Linear})))
        case "4-bit":
            model = copy.deepcopy(encoder.model)
            with torch.no_grad():
                for weight in matrices(model):
                    weight.copy_(round_in_groups(weight))
            return with_model(encoder, model)
    raise ValueError(precision)


def choose_engine() -> None:
    """Pick what multiplies 8-bit numbers where torch picks none by itself, as on a Mac."""
    engines = [engine for engine in torch.backends.quantized.supported_engines if engine != "none"]
    if torch.backends.quantized.engine == "none" and engines:
        torch.backends.quantized.engine = engines[0]


def with_model(encoder: Encoder, model: Any) -> Encoder:
    """Put another model into an encoder, without the copies that were made of the old one."""
    return replace(encoder, model=model.eval(), later={})


def as_it_is(encoder: Encoder) -> Encoder:
    """Let many texts be computed by the model itself: its fast copy would be in float32 again."""
    encoder.later[FLOAT32] = encoder.model
    return encoder


def matrices(model: nn.Module) -> list[torch.Tensor]:
    """List the weights that 4-bit files round: all with two axes."""
    return [weight for weight in model.parameters() if weight.ndim == 2 and weight.shape[1] % GROUP == 0]


def round_in_groups(weight: torch.Tensor) -> torch.Tensor:
    """Round to 16 steps in groups of 32: the value of largest size becomes −8 times the group's float16 scale."""
    groups = weight.reshape(-1, GROUP)
    largest = groups.gather(1, groups.abs().argmax(dim=1, keepdim=True))
    scale = (largest / -8).half().float()
    steps = torch.where(scale == 0, 0, groups / scale).round().clamp(-8, 7)
    return (steps * scale).reshape(weight.shape)


def bytes_in_memory(encoder: Encoder) -> int:
    """Count the bytes of all weights as they lie in memory."""
    total = sum(weight.numel() * weight.element_size() for weight in encoder.model.parameters())
    for part in encoder.model.modules():
        if isinstance(part, torch.ao.nn.quantized.dynamic.Linear):
            weight, bias = part.weight(), part.bias()
            total += weight.numel() * weight.element_size() + (0 if bias is None else bias.numel() * 4)
    return total


def bytes_in_file(encoder: Encoder, precision: str) -> int:
    """Count the bytes that the weights take in a file; `encoder` is in that precision."""
    if precision != "4-bit":
        return bytes_in_memory(encoder)
    rounded = {id(weight) for weight in matrices(encoder.model)}
    return sum(
        weight.numel() // GROUP * GROUP_BYTES if id(weight) in rounded else 4 * weight.numel()
        for weight in encoder.model.parameters()
    )
