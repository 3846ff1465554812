"""What lies in a folder that is said to hold a model: the encoder is found, anything else named for what it is.

Only names and the small files are read here, no weights.
"""

import json
from pathlib import Path

from transformers import PreTrainedTokenizerFast

from components.engine.catalog import ENCODERS
from components.engine.errors import ModelError

POINTER = b"version https://git-lfs"


def encoder_folder(folder: Path) -> Path:
    """Return the folder itself, or the one below it where older sentence-transformers keep the encoder."""
    if (folder / "modules.json").is_file():
        return next((path.parent for path in sorted(folder.glob("0_*/config.json"))), folder)
    return folder


def check_config(folder: Path, name: str) -> None:
    """Read config.json and refuse, before any weight is read, what we cannot or will not load."""
    refuse_adapter(folder, name)
    refuse_pointers(folder, name)
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kind = config["model_type"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        below = ", ".join(sorted(path.parent.name for path in folder.glob("*/config.json"))[:5])
        raise ModelError(
            f"“{name}” has no readable config.json with a model_type, so it is not a transformers model. Pick "
            + (f"one of the folders in it that have one: {below}." if below else "a folder that save_pretrained wrote.")
        ) from error
    if kind not in ENCODERS:
        raise ModelError(
            f"“{name}” is of the kind “{kind}”, which is not an encoder that this app reads. It reads "
            f"{', '.join(sorted(ENCODERS))}."
        )
    for role in ("is_decoder", "is_encoder_decoder"):
        if config.get(role):
            raise ModelError(
                f"“{name}” is of the kind “{kind}”, but its config.json says {role}: true, so that a token would not "
                "look at those after it, as it does in an encoder. Pick an encoder, or mend the file if it is wrong."
            )
    if not any(folder.glob("*.safetensors")):
        raise ModelError(
            f"“{name}” has no .safetensors file. Older weight files can run code when they are read, so they are "
            "not opened. Save it again with save_pretrained, or pick another model."
        )


def refuse_adapter(folder: Path, name: str) -> None:
    """Raise ModelError for what was trained on top of a model and is none by itself."""
    path = folder / "adapter_config.json"
    if not path.is_file():
        return
    try:
        base = json.loads(path.read_text(encoding="utf-8")).get("base_model_name_or_path")
    except (OSError, ValueError, AttributeError):
        base = None
    raise ModelError(
        f"“{name}” is an adapter{f' for “{base}”' if base else ''}: a small change to a model, not a whole one. Merge "
        "it into its model (PEFT’s merge_and_unload), save that, and pick its folder."
    )


def refuse_pointers(folder: Path, name: str) -> None:
    """Raise ModelError for files whose content git left out."""
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        with path.open("rb") as file:
            if file.read(len(POINTER)) == POINTER:
                raise ModelError(
                    f"{path.name} of “{name}” is a git LFS pointer, which stands for a file that was not downloaded. "
                    "Run “git lfs pull” where the folder came from, or download the model again."
                )


def check_vocabulary(folder: Path, tokenizer: PreTrainedTokenizerFast, name: str) -> None:
    """Raise ModelError if the folder lacks the files that this tokenizer is made of.

    transformers then makes one up, to which every word is unknown.
    """
    files = dict(tokenizer.vocab_files_names)
    whole = files.pop("tokenizer_file", "tokenizer.json")
    found = (folder / whole).is_file() or all((folder / file).is_file() for file in files.values())
    if not found or len(tokenizer) <= len(tokenizer.all_special_ids):
        raise ModelError(
            f"“{name}” comes without a tokenizer ({whole}, or {' and '.join(files.values())}), so that every word "
            "would be unknown. Save its tokenizer into the same folder with save_pretrained, or pick another model."
        )
