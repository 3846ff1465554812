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
    tokens: list[str]  # that look
    word_ids: list[int | None]  # None for special tokens
    layers: int
    heads: int
    layer: int
    head: int
    weights: str  # base64: the heads as `wire_format.pack` writes them, one after the other, layer by layer
    keys: list[str] | None = None  # that are looked at, where these are others: from one text to another
    key_word_ids: list[int | None] | None = None
    kind: str = "attention"

    @property
    def looked_at(self) -> list[str]:
        """Return the tokens that are looked at."""
        return self.tokens if self.keys is None else self.keys

    def unpacked(self) -> np.ndarray:
        """Return the weights (layers, heads, tokens, keys), each within 1/510 of its row's largest."""
        rows, columns, content = len(self.tokens), len(self.looked_at), base64.b64decode(self.weights)
        each = wire_format.packed_bytes(rows, columns)
        starts = range(0, len(content), each)
        heads = [wire_format.unpack(content[start : start + each], rows, columns) for start in starts]
        return np.stack(heads).reshape(self.layers, self.heads, rows, columns)


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
    """Pack weights (layers, heads, tokens, keys) as `Attention` holds them."""
    return base64.b64encode(b"".join(map(wire_format.pack, attention.reshape(-1, *attention.shape[2:])))).decode()


def picture_of(given: Any, where: str) -> Picture:
    """Check every part of a picture; `where` names it in a refusal."""
    kind = given.get("kind") if isinstance(given, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        refuse(f"{where} is of the kind {str(kind)[:20]!r}; known are {', '.join(KINDS)}.")
    if kind == "attention":
        given = {"keys": None, "key_word_ids": None, **given}  # older files have none
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
    rows = check_tokens(given["tokens"], given["word_ids"], where)
    columns = rows
    if given["keys"] is not None or given["key_word_ids"] is not None:
        columns = check_tokens(given["keys"], given["key_word_ids"], where)
    for part in ("layer", "head"):
        check_number(given[f"{part}s"], 1, MOST_LAYERS, f"the number of {part}s of {where}")
        check_number(given[part], 0, given[f"{part}s"] - 1, f"the {part} of {where}")
    check_weights(given, rows, columns, where)


def check_tokens(tokens: object, word_ids: object, where: str) -> int:
    """Check tokens and the numbers of their words, and count them."""
    check_texts(tokens, MOST_TOKENS, f"the tokens of {where}")
    assert isinstance(tokens, list)
    words = check_list(word_ids, len(tokens), where, "words’ numbers")
    if not tokens or len(words) != len(tokens):
        refuse(f"{where} has {len(tokens)} tokens and {len(words)} words’ numbers; both must be the same, and not 0.")
    for word in words:
        if word is not None:
            check_number(word, 0, MOST_TOKENS, f"a word’s number of {where}")
    return len(tokens)


def check_weights(given: dict[str, Any], rows: int, columns: int, where: str) -> None:
    """Check that the weights are what `pack_attention` writes: so many bytes, and rows' largest from 0 to 1."""
    heads = given["layers"] * given["heads"]
    try:
        content = base64.b64decode(given["weights"], validate=True)
    except (ValueError, TypeError, binascii.Error):
        refuse(f"the weights of {where} are not base64.")
    each = wire_format.packed_bytes(rows, columns)
    if len(content) != heads * each:
        size = f"{rows} tokens" if rows == columns else f"{rows} × {columns} tokens"
        refuse(f"the weights of {where} have {len(content):,} bytes; {heads} heads of {size} have {heads * each:,}.")
    maxima = np.frombuffer(content, np.uint8).reshape(heads, each)[:, : 4 * rows]
    largest = np.ascontiguousarray(maxima).view("<f4")  # (heads, tokens)
    if not ((largest >= 0) & (largest <= 1.001)).all():
        refuse(f"{where} has weights that are not from 0 to 1.")


def check_rows(given: dict[str, Any], where: str) -> None:
    """Check a table."""
    check_table(given["columns"], given["rows"], where)
