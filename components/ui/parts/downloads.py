"""What was computed as files: CSV and Parquet of the results, npz of the vectors, and a caption for the paper."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.files import export
from components.engine.files.caption import make_caption
from components.ui.parts import chart


def offer(
    name: str,
    table: Callable[[], pd.DataFrame],
    what: str,
    model: str,
    arrays: Callable[[], dict[str, np.ndarray]] | None = None,
    shapes: Mapping[str, str] | None = None,
    **settings: object,
) -> None:
    """Offer the results, the vectors where there are some, and a caption that says what they are.

    `shapes` say what each of the `arrays` has, beside the Python lines that load it.
    Both are made at the click: Streamlit keeps what makes them for as long as the page is open, so that may hold the
    keys of arrays and tables, never these themselves.
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
        if shapes:
            st.code(export.lines_to_load(f"{file}.npz", shapes), language="python")
        st.code(caption, language=None, wrap_lines=True)


def save(label: str, write: Callable[[], bytes], file: str) -> None:
    """Offer one file, written at the click."""
    chart.save(label, write, file, key=f"take_{file}")
