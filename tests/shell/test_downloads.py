"""What a download button keeps for as long as its page is open holds no array and no table."""

import functools
import types
from dataclasses import is_dataclass

import numpy as np
import pandas as pd
import pytest
import streamlit as st

VIEWS = [
    ("layers", ["Export"]),
    ("static", ["One word", "Neighbours", "Analogies", "Train"]),
    ("similarity", ["Compare", "Align", "Answer", "Sum up", "Human scores"]),
    ("classify", ["By layer", "Mistakes", "Learning curve", "Words"]),
    ("languages", ["One meaning", "Side by side", "Match lists"]),
    ("models", ["Two models"]),
    ("finetune", [None]),
]


def reached(thing, seen):
    """Go through all that a function, a partial one or a plain value holds."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    yield thing
    if isinstance(thing, functools.partial):
        parts = [thing.func, *thing.args, *thing.keywords.values()]
    elif isinstance(thing, types.MethodType):
        parts = [thing.__self__]
    elif isinstance(thing, types.FunctionType):
        parts = [cell.cell_contents for cell in thing.__closure__ or () if not is_empty(cell)]
    elif isinstance(thing, dict):
        parts = list(thing.values())
    elif isinstance(thing, list | tuple | set):
        parts = list(thing)[:50]
    else:
        parts = list(vars(thing).values()) if is_dataclass(thing) and not isinstance(thing, type) else []
    for part in parts:
        yield from reached(part, seen)


def is_empty(cell):
    try:
        return cell.cell_contents is None
    except ValueError:
        return True


def test_what_is_held_is_found_however_deep():
    array = np.zeros(3)
    function = functools.partial(lambda more: lambda: (more, array), {"a": [array]})
    assert any(isinstance(part, np.ndarray) for part in reached(function, set()))


@pytest.mark.parametrize(("page", "views"), VIEWS)
def test_a_download_holds_keys_and_texts_and_writes_its_file_at_the_click(open_page, monkeypatch, page, views):
    kept, button = {}, st.download_button
    monkeypatch.setattr(
        st,
        "download_button",
        lambda label, write, name, *a, **b: kept.update({name: write}) or button(label, write, name, *a, **b),
    )
    app = open_page(page, query={"view": views[0]} if views[0] else None)
    for view in views:
        if view is not None:
            app.session_state["view"] = view
            app.run()
        assert not app.exception
        for name, write in kept.items():
            held = [
                type(part) for part in reached(write, set()) if isinstance(part, np.ndarray | pd.DataFrame | pd.Series)
            ]
            assert held == [], (view, name)
            if name.endswith((".csv", ".parquet", ".npz", ".txt")):
                assert len(write()) > 10, (view, name)
        kept.clear()
