"""Vectors to take along: the lines on the page load the file beside them, and it holds what they say."""

import numpy as np
import pytest
import streamlit as st

from components.engine.encoding.occurrences import embed_occurrences
from components.engine.text.find_word import find_occurrences


@pytest.fixture
def load(open_page, monkeypatch, tmp_path):
    """Open a page, save its npz file, run the lines that load it, and return what they made."""

    def load_(page, query):
        files, button = {}, st.download_button

        monkeypatch.setattr(
            st,
            "download_button",
            lambda label, write, name, *a, **b: files.update({name: write}) or button(label, write, name, *a, **b),
        )
        app = open_page(page, query)
        assert not app.exception
        (name,) = [name for name in files if name.endswith(".npz")]
        (lines,) = [code.value for code in app.code if code.value.startswith("import numpy")]
        (tmp_path / name).write_bytes(files[name]())
        monkeypatch.chdir(tmp_path)
        made = {}
        exec(lines, made)
        return made

    return load_


OWN = "The bank was steep.\nMy bank is closed."


@pytest.mark.parametrize(("taken", "shape"), [(None, (7, 38, 384)), ("layer 3", (38, 384))])
def test_all_occurrences_of_a_word_are_loaded_by_the_lines_on_the_page(load, encoder, taken, shape):
    made = load("senses", {"method": "PCA", "own": OWN} | ({"taken": taken} if taken else {}))
    assert made["vectors"].shape == shape
    assert made["senses"].tolist()[-2:] == ["your sentences"] * 2
    assert made["sentences"].tolist()[-2:] == OWN.split("\n")
    assert {word.lower() for word in made["words"]} <= {"bank", "banks"}
    alone = embed_occurrences(encoder, OWN.split("\n"), find_occurrences(OWN.split("\n"), "bank"))
    expected = alone.states if taken is None else alone.states[3]
    assert made["vectors"][..., -2:, :] == pytest.approx(expected, abs=1e-4)


def test_words_in_context_are_loaded_by_the_lines_on_the_page(load):
    made = load("similarity", {"compared": "Words in context", "layer": "4"})
    vectors = made["vectors"] / np.linalg.norm(made["vectors"], axis=1, keepdims=True)
    assert vectors.shape == (6, 384)
    assert made["cosines"] == pytest.approx(vectors @ vectors.T, abs=1e-5)
    assert made["texts"][0] == "bank: They sat on the bank of the river."
