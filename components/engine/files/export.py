"""Vectors to take along: pooled over layers, over tokens or not, as the files that other programs read.

npz (NumPy), CSV and Parquet (tables), and the two TSV files of TensorBoard's Embedding Projector: vectors without a
header, one row a point, and metadata with a header if it has more than one column.
"""

import io
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from components.engine.text.words import group_by_word

LAYER_POOLINGS = ("one layer", "last layer", "sum of the last four", "concatenation of the last four", "mean of layers")
TOKEN_POOLINGS = ("every token", "every word", "[CLS]", "mean over tokens", "maximum over tokens")


def pool_layers(states: np.ndarray, pooling: str, layer: int = 0) -> np.ndarray:
    """Make one vector a token of states (layers + 1, tokens, width): (tokens, width), or 4 · width if concatenated.

    The last four are the last four blocks' states; a model of fewer blocks gives all it has, without state 0. The mean
    is over all states but state 0. `layer` counts for "one layer" alone.
    """
    blocks = states[1:]
    match pooling:
        case "one layer":
            return states[layer]
        case "last layer":
            return states[-1]
        case "sum of the last four":
            return blocks[-4:].sum(axis=0)
        case "concatenation of the last four":
            return np.concatenate(list(blocks[-4:]), axis=-1)
        case "mean of layers":
            return blocks.mean(axis=0)
    raise ValueError(pooling)


def pool_tokens(
    vectors: np.ndarray, special: np.ndarray, pooling: str, word_ids: Sequence[Hashable] = ()
) -> np.ndarray:
    """Keep every token of (tokens, width), or make one vector of each word’s, (words, width), or of all, (1, width).

    A word is the mean of its tokens; `word_ids` say to which word each token belongs, None to none. [CLS] is the first
    token. Mean and maximum leave out special tokens, unless there is nothing else.
    """
    words = vectors if special.all() else vectors[~special]
    match pooling:
        case "every token":
            return vectors
        case "every word":
            means = [vectors[places].mean(axis=0) for places in group_by_word(word_ids)]
            return np.array(means).reshape(-1, vectors.shape[1])
        case "[CLS]":
            return vectors[:1]
        case "mean over tokens":
            return words.mean(axis=0, keepdims=True)
        case "maximum over tokens":
            return words.max(axis=0, keepdims=True)
    raise ValueError(pooling)


def write_arrays(**arrays: object) -> bytes:
    """Write named arrays, or lists of texts, as compressed NumPy arrays."""
    file = io.BytesIO()
    named: dict[str, Any] = {name: np.asarray(values) for name, values in arrays.items()}
    np.savez_compressed(file, **named)
    return file.getvalue()


def lines_to_load(file: str, shapes: Mapping[str, str]) -> str:
    """Write the Python that loads the named arrays of an npz file, each with its shape beside it."""
    loads = [f'{name} = file["{name}"]  # {shape}' for name, shape in shapes.items()]
    return "\n".join(["import numpy", "", f'file = numpy.load("{file}")', *loads])


def as_table(vectors: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """Put names and vectors into one table, a column a dimension."""
    table = pd.DataFrame(vectors, columns=[f"d{number}" for number in range(vectors.shape[1])])
    table.insert(0, "token", list(names))
    return table


def write_csv(vectors: np.ndarray, names: Sequence[str]) -> bytes:
    """Write a CSV file in UTF-8; numbers have nine digits, by which a float32 comes back the same."""
    return as_table(vectors, names).to_csv(index=False, float_format="%.9g").encode("utf-8-sig")


def write_parquet(vectors: np.ndarray, names: Sequence[str]) -> bytes:
    """Write a Parquet file."""
    return write_table(as_table(vectors, names))


def write_projector_vectors(vectors: np.ndarray) -> bytes:
    """Write the Embedding Projector's vectors: one row a point, tabs between numbers, no header."""
    return "".join("\t".join(f"{value:.9g}" for value in row) + "\n" for row in vectors.tolist()).encode()


def write_projector_metadata(columns: dict[str, Sequence[object]]) -> bytes:
    """Write the Embedding Projector's metadata: a header if there are two columns or more, and one row a point.

    Tabs, line ends and other control characters in user text would break the rows, so they become spaces; the
    projector shows nothing for an empty label, so that becomes a mark.
    """
    lines = ["\t".join(columns)] if len(columns) > 1 else []
    lines += ["\t".join(map(cell, row)) for row in zip(*columns.values(), strict=True)]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def cell(value: object) -> str:
    """Write one cell of a TSV file."""
    text = "".join(character if character.isprintable() else " " for character in str(value))
    return text.strip() or "·"


def write_table(table: pd.DataFrame) -> bytes:
    """Write any table as Parquet."""
    file = io.BytesIO()
    table.to_parquet(file, index=False)
    return file.getvalue()
