"""What differs between a kept view and the same view now is told in figures, by hand; rounding is no difference."""

import json
from dataclasses import replace

import numpy as np

from components.engine.notebook.differences import differences
from components.engine.notebook.kept import read_view
from components.engine.notebook.pictures import pack_attention
from tests.notebook.test_kept import VIEW, WEIGHTS

KEPT = read_view(VIEW)


def changed(place, **parts: object):
    """The view with one of its pictures changed."""
    pictures = json.loads(json.dumps(VIEW["pictures"]))
    pictures[place] |= parts
    return read_view(VIEW | {"pictures": pictures})


def chart(y):
    figure = json.loads(json.dumps(VIEW["pictures"][0]["chart"]))
    figure["data"][0]["y"] = y
    return figure


def test_nothing_differs_from_itself_nor_by_rounding():
    assert differences(KEPT, KEPT) == []
    assert differences(KEPT, replace(KEPT, title="Other words", saw="More")) == []
    assert differences(KEPT, changed(0, chart=chart([1.000001, None]))) == []


def test_settings_and_the_model_are_named_with_both_values():
    now = replace(KEPT, model="other", settings={**KEPT.settings, "layer": 5} | {"method": "PCA"})
    assert differences(KEPT, now) == [
        "model: all-MiniLM-L6-v2 → other",
        "layer: 6 → 5",
        "method: – → PCA",
    ]


def test_of_numbers_the_largest_difference_is_told():
    assert differences(KEPT, changed(0, chart=chart([3.5, None]), layer=1)) == [
        "picture 1 (bank map): shown at layer 2, now 1",
        "picture 1 (bank map): 1 of 8 numbers along y differ, by 2.5 at most",
    ]
    moved = np.array(WEIGHTS)
    moved[1, 2, 0] = [0.5, 0.5, 0]
    away = np.abs(moved - WEIGHTS)[1, 2, 0].max()
    (said,) = differences(KEPT, changed(1, weights=pack_attention(moved)))
    assert said.startswith("picture 2 (heads): 3 of 72 weights differ, by ")
    assert abs(float(said.split()[-3]) - away) < 0.005
    assert differences(KEPT, changed(2, rows=[["bank", 0.25], ["银行", None]])) == [
        "picture 3 (scores): 1 of 4 cells differ, by 0.25 at most"
    ]


def test_other_pictures_are_said_to_be_others():
    now = replace(KEPT, pictures=(KEPT.pictures[1], KEPT.pictures[0]))
    assert differences(KEPT, now) == [
        "pictures: 3 → 2",
        "picture 1 (bank map): was of the kind chart, and is now attention",
        "picture 2 (heads): was of the kind attention, and is now chart",
    ]
