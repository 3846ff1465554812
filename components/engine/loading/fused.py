"""A copy of an encoder that computes fast, for many texts whose attention weights nobody looks at.

Attention is torch's fused one (SDPA). The linear maps are oneDNN's, with their weights put in the processor's own order
once, and GELU computed with the map before it: the operators that `torch.compile` puts in, without the compiler that it
needs. Both give the model's own numbers up to rounding. Where gradients are asked for, the maps are torch's own.
"""

import copy
import platform
import threading
from typing import Any

import torch
from torch import nn
from transformers import PreTrainedModel
from transformers.activations import GELUActivation

from components.engine.catalog import BERT_LIKE
from components.engine.loading.load import Encoder

DTYPES = ("float32", "bfloat16")
FLOAT32 = "fused float32"  # by which an encoder keeps its copy
ROWS = 512  # the number of tokens that weights are ordered for; others are computed as well
COPYING = threading.Lock()  # two visitors who ask at once get one copy


class ReorderedLinear(nn.Linear):
    """A linear map whose weights are kept a second time, in the processor's own order."""

    def __init__(self, linear: nn.Linear) -> None:
        nn.Module.__init__(self)
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.weight, self.bias = linear.weight, linear.bias
        self.activation: nn.Module = nn.Identity()
        self.ordered = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach(), ROWS)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Map (..., in) to (..., out), and activate."""
        if torch.is_grad_enabled():
            return self.activation(super().forward(states))
        name, variant = ("none", "") if isinstance(self.activation, nn.Identity) else ("gelu", "none")
        return torch.ops.mkldnn._linear_pointwise(states, self.ordered, self.bias, name, [], variant)


def fused(encoder: Encoder, dtype: str = "float32", below_head: PreTrainedModel | None = None) -> PreTrainedModel:
    """Return the fast copy of the encoder's model, or of that below its head, made when first asked for.

    Its parameters in float32 are the model's own; those in bfloat16, and weights in another order, take memory.
    """
    if dtype not in DTYPES:
        raise ValueError(dtype)
    own = encoder.model if below_head is None else below_head
    key = f"fused {dtype}" if own is encoder.model else f"fused {dtype} below the head"
    with COPYING:
        if key not in encoder.later:
            shared = {id(weight): weight for weight in (*own.parameters(), *own.buffers())}
            model = copy.deepcopy(own, {} if dtype == "bfloat16" else shared)
            if model._supports_sdpa:
                model.set_attn_implementation("sdpa")
            model = model.to(getattr(torch, dtype)).eval()
            encoder.later[key] = reorder_weights(model) if can_reorder(dtype) else model
    return encoder.later[key]


def fused_up_to(encoder: Encoder, layer: int, dtype: str = "float32") -> PreTrainedModel | None:
    """Return the fast copy without the blocks after `layer`, whose last state is that layer's: so less is computed.

    None for a model whose blocks are not BERT's. It shares all that it keeps with the whole copy.
    """
    if encoder.facts.kind not in BERT_LIKE:
        return None
    whole: Any = fused(encoder, dtype)
    shorter, blocks = copy.copy(whole), copy.copy(whole.encoder)
    shorter._modules, blocks._modules = dict(whole._modules), dict(whole.encoder._modules)
    shorter.encoder, blocks.layer = blocks, nn.ModuleList(list(whole.encoder.layer)[:layer])
    return shorter


def can_reorder(dtype: str) -> bool:
    """Tell whether oneDNN computes in `dtype` on this processor."""
    if not torch.backends.mkldnn.is_available() or platform.machine() not in ("x86_64", "AMD64"):
        return False
    return dtype == "float32" or torch.ops.mkldnn._is_mkldnn_bf16_supported()


def reorder_weights(model: PreTrainedModel) -> PreTrainedModel:
    """Put a ReorderedLinear in every linear map's place, and GELU into the maps before it."""
    modules: list[Any] = list(model.modules())
    for module in modules:
        for name, child in list(module.named_children()):
            if type(child) is nn.Linear:
                setattr(module, name, ReorderedLinear(child))
        act, dense = (getattr(module, name, None) for name in ("intermediate_act_fn", "dense"))
        if isinstance(act, GELUActivation) and isinstance(dense, ReorderedLinear):  # BERT and its relatives
            dense.activation, module.intermediate_act_fn = act, nn.Identity()
    return model
