"""What was computed as files: CSV, Parquet and npz of results and vectors, caption and references for a paper."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.files import export
from components.engine.files.caption import make_caption
from components.engine.files.paper import bibtex
from components.ui.parts import chart


def offer(
    name: str,
    table: Callable[[], pd.DataFrame],
    what: str,
    model: str,
    arrays: Callable[[], dict[str, np.ndarray]] | None = None,
    shapes: Mapping[str, str] | None = None,
    methods: Sequence[str] = (),
    **settings: object,
) -> None:
    """Offer the results, the vectors where there are some, a caption that says what they are, and what to cite.

    `shapes` say what each of the `arrays` has, beside the Python lines that load it; `methods` are keys of
    components/data/citations.bib. Results and vectors are made at the click: Streamlit keeps what makes them for as
    long as the page is open, so that may hold the keys of arrays and tables, never these themselves.
    """
    caption = make_caption(what, model, **settings)
    file = chart.file_name(name)

    with st.expander("Take it along", icon=":material/download:"):
        with st.container(horizontal=True):
            chart.offer(table, name, f"take_{file}_csv")
            save("Data (Parquet)", lambda: export.write_table(table()), f"{file}.parquet")
            if arrays is not None:
                save("Vectors (npz)", lambda: export.write_arrays(**arrays(), caption=caption), f"{file}.npz")
            save("Caption (txt)", partial(str.encode, caption), f"{file}.txt")
            save("References (BibTeX)", lambda: bibtex(model, methods).encode(), f"{file}.bib")
        if shapes:
            st.code(export.lines_to_load(f"{file}.npz", shapes), language="python")
        st.code(caption, language=None, wrap_lines=True)


def save(label: str, write: Callable[[], bytes], file: str) -> None:
    """Offer one file, written at the click."""
    chart.save(label, write, file, key=f"take_{file}")
