"""How do I take the vectors along? Any layer, any pooling, in the files that other programs read."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from components.engine.files import export
from components.engine.records import Encoding
from components.engine.text.words import group_by_word
from components.ui.parts import chart
from components.ui.shared.readings import EncodedText
from components.ui.shell import choices, visit

visit.declare(__name__, pool=str, tokens=str, format=str)
HOW_TO_READ = """
- **One layer**: state 0 (the embeddings) to the last. **Sum** and **concatenation of the last four** are the two that
  Devlin et al. (2019, table 7) found best among frozen vectors (there the sum was weighted). **Mean of layers** leaves
  state 0 out.
- **Every word** is the mean of its pieces. **[CLS]** is the first token. Mean and maximum over tokens leave special
  tokens out.
- The **Embedding Projector** (projector.tensorflow.org, or TensorBoard’s own) takes the two TSV files under “Load”.
- This does *not* say which vector is best: that depends on what you want to tell apart.
"""
FORMATS = ("npz", "CSV", "Parquet", "Embedding Projector")
CODE = {
    "npz": 'import numpy\n\nfile = numpy.load("{name}.npz")\nvectors, tokens = file["vectors"], file["tokens"]'
    "  # {shape}",
    "Parquet": 'import pandas\n\ntable = pandas.read_parquet("{name}.parquet")\n'
    'vectors, tokens = table.drop(columns="token").to_numpy(), table["token"]  # {shape}',
    "Embedding Projector": 'import numpy, pandas\n\nvectors = numpy.loadtxt("{name}-vectors.tsv", ndmin=2)  # {shape}\n'
    'metadata = pandas.read_csv("{name}-metadata.tsv", sep="\\t", quoting=3, keep_default_na=False{header})',
}
CODE["CSV"] = CODE["Parquet"].replace('read_parquet("{name}.parquet")', 'read_csv("{name}.csv", keep_default_na=False)')


def show(encoded: EncodedText) -> None:
    """Ask for a pooling and a format, and offer the file with the lines that read it."""
    facts, encoding = encoded.facts, encoded.encoding
    over_layers = choices.choose("Over layers", "pool", export.LAYER_POOLINGS)
    over_tokens = choices.choose("Over tokens", "tokens", export.TOKEN_POOLINGS)
    layer = choices.layer_slider(facts) if over_layers == "one layer" else 0
    pool = partial(pooled, encoded, over_layers, layer, over_tokens)
    vectors = pool()
    every = over_tokens == "every token"
    names = named(encoding, over_tokens)
    kind = choices.choose("Format", "format", FORMATS)
    what = f"layer {layer}" if over_layers == "one layer" else over_layers
    name = chart.file_name(f"{what} {over_tokens}")
    shape = f"{len(vectors):,} × {vectors.shape[1]:,}"
    metadata: dict[str, Sequence[Any]] = {"token": names}
    if every:
        metadata |= {"position": range(len(names)), "segment": ["AB"[part] for part in encoding.segment_ids]}
    st.markdown(f"**{shape} numbers**: {what}, {over_tokens}")
    with st.container(horizontal=True):
        for file, write in files(kind, name, pool, metadata).items():
            chart.save(file, write, file, key=f"export_{file}", type="secondary")
    st.code(lines_to_read(kind, name, shape, every), language="python")
    few = export.as_table(vectors[:200, :8], names[:200])
    st.dataframe(few, hide_index=True, height=38 + 35 * min(len(few), 6), alt="The first eight numbers of each vector")
    st.caption("The first eight numbers of each vector; the file has all.")
    chart.save(
        "All layers, all tokens (npz)",
        partial(all_states, encoded),
        "states.npz",
        help='numpy.load("states.npz")["states"] has the shape (layers + 1, tokens, width).',
    )


def pooled(encoded: EncodedText, over_layers: str, layer: int, over_tokens: str) -> np.ndarray:
    """Pool what was read: (rows, width). Downloads call it at the click, for Streamlit keeps what they hold."""
    encoding = encoded.encoding
    layered = export.pool_layers(encoding.states, over_layers, layer)
    return export.pool_tokens(layered, encoding.special, over_tokens, encoding.word_ids)


def named(encoding: Encoding, over_tokens: str) -> list[str]:
    """Name each vector: by its token, by its word’s tokens, or by what it is of all."""
    if over_tokens == "every token":
        return list(encoding.tokens)
    if over_tokens == "every word":
        return [" ".join(encoding.tokens[place] for place in places) for places in group_by_word(encoding.word_ids)]
    return [over_tokens]


def all_states(encoded: EncodedText) -> bytes:
    """Write everything that was read; Streamlit keeps this function, so it must not hold the arrays."""
    encoding = encoded.encoding
    return export.write_arrays(states=encoding.states, tokens=encoding.tokens, ids=encoding.ids)


def lines_to_read(kind: str, name: str, shape: str, every: bool) -> str:
    """Write the Python that loads a format's files; `every` if they have a row for each token."""
    header = "" if every else ', header=None, names=["token"]'  # metadata of one column has no headings
    return CODE[kind].format(name=name, shape=shape, header=header)


def files(kind: str, name: str, pool: Callable[[], np.ndarray], metadata: dict) -> dict:
    """Name the files of a format, each with what writes it at the click."""
    names = metadata["token"]
    return {
        "npz": {f"{name}.npz": lambda: export.write_arrays(vectors=pool(), tokens=names)},
        "CSV": {f"{name}.csv": lambda: export.write_csv(pool(), names)},
        "Parquet": {f"{name}.parquet": lambda: export.write_parquet(pool(), names)},
        "Embedding Projector": {
            f"{name}-vectors.tsv": lambda: export.write_projector_vectors(pool()),
            f"{name}-metadata.tsv": lambda: export.write_projector_metadata(metadata),
        },
    }[kind]
