"""The page Static vectors: clouds and points, neighbours, analogies, learning, files, ways to combine."""

import re
import threading
import time

import numpy as np
import pytest

from components.engine.built_in import sense_task
from components.engine.static import combine, learn
from components.ui.shared.store import STORE
from components.ui.static import computed
from tests.driving import choose, view, words


@pytest.fixture(scope="module")
def ready():
    """What is learned at the first visit, learned."""
    for kind in computed.KINDS:
        assert computed.first_run(kind).future.result(timeout=300) is not None


def test_one_word_is_a_cloud_in_bert_and_a_point_in_each_static_space(open_page, ready):
    app = open_page("static")
    assert not app.exception
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert re.search(r"(\d\d) occurrences of bank at layer 6: \1 points", alts[0])
    assert [alt.split(";")[0] for alt in alts[1:]] == [
        f"bank is one point in {name}" for name in ("One-hot", "Word2Vec", "FastText", "GloVe")
    ]
    assert "0.00" in alts[1]


def test_a_word_without_contexts_is_told_and_the_visitors_are_taken(open_page, ready):
    app = choose(open_page("static"), "word", "spleen")
    assert "has no built-in sentences. Write some" in words(app)
    app.text_area(key="own").set_value("My spleen hurts.\nA spleen is an organ.\nSpleens differ.").run()
    assert not app.exception
    assert not app.error
    assert "Spleens differ" in words(app)
    assert "2 contexts, 2 vectors" in words(app)


@pytest.mark.parametrize("word", ["bankishly", "☃", "<b>x</b>", "a" * 60, "naïve"])
def test_unknown_words_are_answered_by_fasttext_and_not_by_word2vec(open_page, ready, word):
    app = view(open_page("static"), "Neighbours")
    app.text_input(key="static_word").set_value(word).run()
    assert not app.exception
    assert not app.error
    table = app.dataframe[0].value
    assert "FastText" in table
    assert "Word2Vec" not in table
    assert "FastText never saw" in words(app)
    assert "Word2Vec has no vector" in words(app)


def test_an_analogy_is_answered_in_every_space(open_page, ready):
    app = view(open_page("static"), "Analogies")
    table = app.dataframe[0].value
    assert list(table) == ["One-hot", "GloVe", "Word2Vec", "FastText", "BERT, before layer 1"]
    assert table["GloVe"][0].startswith("queen")
    app.text_input(key="third").set_value("").run()
    assert "An analogy takes three words" in words(app)


def test_learning_can_be_cancelled_and_the_page_lives_meanwhile(open_page, ready):
    app = view(open_page("static"), "Train")
    assert not any(button.label == "Cancel" for button in app.button)
    app.slider(key="static_epochs").set_value(50)
    app.slider(key="static_width").set_value(300).run()
    app.button(key="learn_Word2Vec").click().run()
    run = app.session_state["learned"]["Word2Vec"]
    view(app, "Neighbours")
    assert not app.exception
    assert not run.future.done()
    view(app, "Train")
    app.button(key="cancel_Word2Vec").click().run()
    assert run.future.result(timeout=60) is None
    app.run()
    assert "learned" not in app.session_state or "Word2Vec" not in app.session_state["learned"]
    assert "words × 100" in words(app)


def test_a_vector_file_stays_until_it_is_removed(open_page, ready):
    app = view(open_page("static"), "Neighbours")
    app.file_uploader(key="vectors").set_value(("mine.vec", b"2 2\nbank 1 0\nriver 0 1\n", "text/plain")).run()
    assert not app.exception
    assert "2 words × 2" in words(app)
    app.switch_page("pages/tokens.py").run()
    app.switch_page("pages/static.py").run()
    view(app, "Neighbours")
    assert "2 words × 2" in words(app)
    app.button(key="vectors_remove").click().run()
    assert "2 words × 2" not in words(app)


def test_the_ways_to_combine_are_drawn_as_they_are_measured(open_page, ready, monkeypatch):
    monkeypatch.setattr(combine, "study_sentences", lambda: ["The bank was closed.", "We sat by the river."])
    task = sense_task.bench_task(["bank"])
    monkeypatch.setattr(computed, "task", lambda: task)
    key = ("combine", "all-MiniLM-L6-v2", "GloVe", computed.load_glove().key)
    STORE.drop(key)  # what was measured on all words
    go_on, measure = threading.Event(), combine.measure_ways
    monkeypatch.setattr(combine, "measure_ways", lambda *given: measure(*given) if go_on.wait(60) else None)
    app = view(open_page("static"), "Combine")
    assert not app.exception
    next(button for button in app.button if button.label == "Cancel").click().run()
    assert any("Cancelled" in info.value for info in app.info)
    assert "What the ways mean" in words(app)
    go_on.set()
    next(button for button in app.button if button.label == "Start again").click().run()
    until = time.monotonic() + 60
    while (found := STORE.kept(key)) is None and time.monotonic() < until:
        time.sleep(0.1)
    app.run()
    assert not app.exception
    assert found.refusal is None
    STORE.drop(key)
    assert len(found.ways) == 9
    assert np.isclose(found.ways[1].score.accuracy, 0.5), "one vector a word is at chance"
    assert "it cannot tell senses at all" in words(app)


def test_learning_does_not_stop_what_is_learned_for_everybody(open_page, monkeypatch):
    first = learn.StaticTraining("Word2Vec", lambda: [], "nothing")  # never begun, so never done
    monkeypatch.setattr(computed, "first_run", lambda kind: first)
    monkeypatch.setattr(computed, "begin", lambda kind, *settings: learn.StaticTraining(kind, list, "nothing"))
    app = view(open_page("static"), "Train")
    app.button(key="learn_Word2Vec").click().run()
    assert not first._stop.is_set()


def test_vectors_of_before_are_kept_until_the_new_ones_are_there_and_no_longer(open_page, ready, monkeypatch):
    runs = [learn.StaticTraining("Word2Vec", list, "nothing") for _ in range(3)]
    begun = iter(runs)
    monkeypatch.setattr(computed, "begin", lambda *settings: next(begun))
    app = view(open_page("static"), "Train")
    for number, run in enumerate(runs):
        app.button(key="learn_Word2Vec").click().run()
        before = app.session_state["learned_before"]
        assert list(before.values()) == runs[max(number - 1, 0) : number]
        run.future.set_result(computed.first_run("Word2Vec").future.result())
        assert before == {}, "at once, whatever page the visitor is on"
    assert app.session_state["learned"] == {"Word2Vec": runs[-1]}
