"""The pictures of a kept view, with their data: a chart, attention, a table."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import numpy as np

from components.engine.attention import wire_format
from components.engine.notebook.checks import (
    LINE,
    MOST_FRAMES,
    TEXT,
    check_fields,
    check_figure,
    check_list,
    check_number,
    check_table,
    check_text,
    check_texts,
    refuse,
)

MOST_LAYERS, MOST_TOKENS = 200, 2_000


@dataclass(frozen=True)
class Chart:
    """A Plotly figure as JSON: `data`, `layout`, and `frames`, one a layer if its points move."""

    name: str
    alt: str
    chart: dict[str, Any]
    layer: int | None  # the frame that was shown
    kind: str = "chart"


@dataclass(frozen=True)
class Attention:
    """All heads of a text, and the one that was opened; layers and heads count from 0."""

    name: str
    alt: str
    tokens: list[str]
    word_ids: list[int | None]  # None for special tokens
    layers: int
    heads: int
    layer: int
    head: int
    weights: str  # base64: the heads as `wire_format.pack` writes them, one after the other, layer by layer
    kind: str = "attention"

    def unpacked(self) -> np.ndarray:
        """Return the weights (layers, heads, tokens, tokens), each within 1/510 of its row's largest."""
        count, content = len(self.tokens), base64.b64decode(self.weights)
        each = wire_format.packed_bytes(count, count)
        starts = range(0, len(content), each)
        heads = [wire_format.unpack(content[start : start + each], count, count) for start in starts]
        return np.stack(heads).reshape(self.layers, self.heads, count, count)


@dataclass(frozen=True)
class Table:
    """A table: columns by name, and rows of texts and numbers."""

    name: str
    columns: list[str]
    rows: list[list[str | float | None]]
    kind: str = "table"


Picture = Chart | Attention | Table
KINDS: dict[str, type[Picture]] = {"chart": Chart, "attention": Attention, "table": Table}


def pack_attention(attention: np.ndarray) -> str:
    """Pack weights (layers, heads, tokens, tokens) as `Attention` holds them."""
    return base64.b64encode(b"".join(map(wire_format.pack, attention.reshape(-1, *attention.shape[2:])))).decode()


def picture_of(given: Any, where: str) -> Picture:
    """Check every part of a picture; `where` names it in a refusal."""
    kind = given.get("kind") if isinstance(given, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        refuse(f"{where} is of the kind {str(kind)[:20]!r}; known are {', '.join(KINDS)}.")
    check_fields(given, KINDS[kind].__dataclass_fields__, where)
    check_text(given["name"], LINE, f"the name of {where}")
    if kind != "table":
        check_text(given["alt"], TEXT, f"the alternative text of {where}")
    {"chart": check_chart, "attention": check_attention, "table": check_rows}[kind](given, where)
    return KINDS[kind](**given)


def check_chart(given: dict[str, Any], where: str) -> None:
    """Check a figure, and that the frame shown is one of its frames."""
    check_figure(given["chart"], where)
    if given["layer"] is not None:
        frames = len(given["chart"]["frames"]) or MOST_FRAMES  # one that moves nothing may still tell its layer
        check_number(given["layer"], 0, frames - 1, f"the layer of {where}")


def check_attention(given: dict[str, Any], where: str) -> None:
    """Check tokens, the opened head, and that there is a byte for each weight and four for each row's largest."""
    check_texts(given["tokens"], MOST_TOKENS, f"the tokens of {where}")
    count = len(given["tokens"])
    words = check_list(given["word_ids"], count, where, "words’ numbers")
    if not count or len(words) != count:
        refuse(f"{where} has {count} tokens and {len(words)} words’ numbers; both must be the same, and not 0.")
    for word in words:
        if word is not None:
            check_number(word, 0, MOST_TOKENS, f"a word’s number of {where}")
    for part in ("layer", "head"):
        check_number(given[f"{part}s"], 1, MOST_LAYERS, f"the number of {part}s of {where}")
        check_number(given[part], 0, given[f"{part}s"] - 1, f"the {part} of {where}")
    check_weights(given, count, where)


def check_weights(given: dict[str, Any], count: int, where: str) -> None:
    """Check that the weights are what `pack_attention` writes: so many bytes, and rows' largest from 0 to 1."""
    heads = given["layers"] * given["heads"]
    try:
        content = base64.b64decode(given["weights"], validate=True)
    except (ValueError, TypeError, binascii.Error):
        refuse(f"the weights of {where} are not base64.")
    each = wire_format.packed_bytes(count, count)
    if len(content) != heads * each:
        told = f"{heads} heads of {count} tokens have {heads * each:,}"
        refuse(f"the weights of {where} have {len(content):,} bytes; {told}.")
    rows = np.frombuffer(content, np.uint8).reshape(heads, each)[:, : 4 * count]
    largest = np.ascontiguousarray(rows).view("<f4")  # (heads, tokens)
    if not ((largest >= 0) & (largest <= 1.001)).all():
        refuse(f"{where} has weights that are not from 0 to 1.")


def check_rows(given: dict[str, Any], where: str) -> None:
    """Check a table."""
    check_table(given["columns"], given["rows"], where)
