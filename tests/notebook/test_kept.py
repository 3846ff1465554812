"""Kept views come back from their file as they were; whatever else a file holds is refused in one sentence."""

import contextlib
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from components.engine.errors import NotebookError
from components.engine.notebook.kept import (
    FILE_BYTES,
    Notebook,
    merge,
    read_notebook,
    read_view,
    write_notebook,
    write_view,
)
from components.engine.notebook.pictures import pack_attention

FIGURE = {
    "data": [{"type": "scatter", "x": {"dtype": "f4", "bdata": "AACAPwAAAEA="}, "y": [1, None], "name": "a </script>"}],
    "layout": {"height": 300},
    "frames": [{"name": str(layer), "data": [{"x": [0, layer], "y": [1, 2]}], "traces": [0]} for layer in range(3)],
}
WEIGHTS = np.random.default_rng(0).dirichlet(np.ones(3), size=(2, 4, 3)).astype(np.float32)
PICTURES = [
    {"kind": "chart", "name": "bank map", "alt": "A map", "chart": FIGURE, "layer": 2},
    {"kind": "attention", "name": "heads", "alt": "Heads", "tokens": ["[CLS]", "bank", "[SEP]"]}
    | {"word_ids": [None, 0, None], "layers": 2, "heads": 4, "layer": 1, "head": 3, "weights": pack_attention(WEIGHTS)},
    {"kind": "table", "name": "scores", "columns": ["word", "cosine"], "rows": [["bank", 0.5], ["银行", None]]},
]
VIEW = {
    "id": "0123456789abcdef" * 2,
    "page": "senses",
    "settings": {"word": "bank", "layer": 6, "trails": True, "words": ["bank", "bat"]},
    "title": "Two banks",
    "note": "They *part* at layer 3.",
    "expected": "",
    "saw": "",
    "otherwise": "",
    "made": "2026-11-28T20:00:00Z",
    "model": "all-MiniLM-L6-v2",
    "pictures": PICTURES,
}
FILE = {"sensescope_notebook": 1, "title": "Senses", "views": [VIEW]}

TEXTS = some.text(max_size=20)
IDS = some.text("0123456789abcdef", min_size=32, max_size=32)
SETTINGS = some.dictionaries(
    some.text("abc_", min_size=1, max_size=5), some.booleans() | some.integers(-9, 9) | TEXTS | some.lists(TEXTS)
)
VIEWS = some.builds(
    lambda given, pictures: VIEW | given | {"pictures": pictures},
    some.fixed_dictionaries({"id": IDS, "title": TEXTS, "note": TEXTS, "saw": TEXTS, "settings": SETTINGS}),
    some.lists(some.sampled_from(PICTURES), max_size=3),
)
NOTEBOOKS = some.builds(
    lambda title, views: Notebook(title, tuple({view["id"]: read_view(view) for view in views}.values())),
    TEXTS,
    some.lists(VIEWS, max_size=3),
)
ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | TEXTS,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def places(value, path=()):
    """List the ways to all parts of a JSON value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [way for name, part in parts for way in places(part, (*path, name))]


def replaced(whole, path, part):
    inside = whole
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = part
    return whole


def as_file(whole):
    return json.dumps(whole).encode()


@given(NOTEBOOKS)
def test_a_notebook_comes_back_as_it_was(notebook):
    assert read_notebook(write_notebook(notebook)) == notebook
    assert [read_view(write_view(view)) for view in notebook.views] == list(notebook.views)


@given(some.sampled_from(places(FILE)), ANYTHING)
def test_a_file_with_anything_in_any_place_is_read_or_refused(path, part):
    with contextlib.suppress(NotebookError):
        read = read_notebook(as_file(replaced(json.loads(json.dumps(FILE)), path, part)))
        assert read_notebook(write_notebook(read)) == read


@given(ANYTHING | some.binary(max_size=100))
def test_any_other_file_is_refused(content):
    with pytest.raises(NotebookError):
        read_notebook(content if isinstance(content, bytes) else as_file(content))


def test_weights_come_back_within_their_row_by_510():
    attention = read_notebook(as_file(FILE)).views[0].pictures[1]
    assert np.all(np.abs(attention.unpacked() - WEIGHTS) <= WEIGHTS.max(axis=-1, keepdims=True) / 510 + 1e-7)


@pytest.mark.parametrize(
    ("path", "part", "said"),
    [
        (("sensescope_notebook",), 2, "of version 2, and this app reads version 1"),
        (("sensescope_notebook",), True, "no notebook"),
        (("views",), [VIEW, VIEW], "2 views of the notebook have 1 different ids"),
        (("views", 0, "id"), "A" * 32, "32 hexadecimal digits"),
        (("views", 0, "made"), "2026-02-30T00:00:00Z", "View 1 was made at no time"),
        (("views", 0, "title"), "a" * 2001, "Title of view 1 has 2,001 characters; 2,000 is the most"),
        (("views", 0, "settings", "word"), {}, "“word” of view 1 is no text"),
        (("views", 0, "settings", "layer"), 2**60, "a whole number of 19 digits"),
        (("views", 0, "more"), 1, "View 1 has “more”, which this version does not know"),
        (("views", 0, "pictures", 0, "kind"), "film", "of the kind 'film'; known are chart, attention, table"),
        (
            ("views", 0, "pictures", 0, "layer"),
            3,
            "The layer of picture 1 of view 1 is 3; it must be a whole number from 0 to 2",
        ),
        (("views", 0, "pictures", 0, "chart", "data", 0, "x", "bdata"), "AAAA", "cannot be unpacked: its kind is 'f4'"),
        (("views", 0, "pictures", 1, "heads"), 5, "have 168 bytes; 10 heads of 3 tokens have 210"),
        (("views", 0, "pictures", 1, "weights"), "////" * 56, "not from 0 to 1"),
        (("views", 0, "pictures", 2, "rows"), [["bank"]], "Row 1 of picture 3 of view 1 has not 2 cells"),
    ],
)
def test_a_refusal_names_the_place_and_the_numbers(path, part, said):
    with pytest.raises(NotebookError) as refused:
        read_notebook(as_file(replaced(json.loads(json.dumps(FILE)), path, part)))
    assert said in str(refused.value)


def test_lists_without_end_and_too_large_a_file_are_refused():
    for content in (b"[" * 100_000, b'{"a":' * 500 + b"1" + b"}" * 500, b" " * (FILE_BYTES + 1)):
        with pytest.raises(NotebookError):
            read_notebook(content)


@given(NOTEBOOKS, NOTEBOOKS)
def test_merging_keeps_every_view_once_and_in_order(one, other):
    both = merge(one, other)
    assert both.views[: len(one.views)] == one.views
    assert merge(both, other) == merge(both, both) == both
    assert read_notebook(write_notebook(both)) == both
    assert {view.title for view in both.views} == {view.title for view in one.views + other.views}


def test_the_same_id_with_other_content_keeps_both():
    (view,) = read_notebook(as_file(FILE)).views
    later = replace(view, note="I see it otherwise now.")
    both = merge(Notebook("", (view,)), Notebook("Theirs", (later,)))
    assert both.title == "Theirs"
    assert [one.note for one in both.views] == [view.note, later.note]
    assert both.views[0].id == view.id != both.views[1].id
