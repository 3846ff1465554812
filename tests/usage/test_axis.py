"""An axis between two poles: by hand, by chance, and senses of words with the real model and our own poles."""

import re

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from components.engine.built_in.wordbench import bench_words, grouped_words, read_bench
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import WordError
from components.engine.files.built_in_tables import read_built_in
from components.engine.records import Span
from components.engine.text.find_word import find_occurrences
from components.engine.usage.axis import axis_positions, pole_separation
from components.ui.usage.poles import COMMON
from tests.driving import drawn, errors, words

POLES = {row["word"]: (row["first"].split(", "), row["second"].split(", ")) for row in read_built_in("poles/en.tsv")}


def alone(encoder, some):
    return embed_occurrences(encoder, some, [Span(n, 0, len(word)) for n, word in enumerate(some)]).states


def test_poles_are_at_minus_and_plus_one_and_halfway_is_zero():
    random = np.random.default_rng(0)
    first, second = (random.normal(size=(3, count, 16)) for count in (4, 7))
    unit = [pole / np.linalg.norm(pole, axis=-1, keepdims=True) for pole in (first, second)]
    assert axis_positions(unit[0], first, second).mean(axis=1) == pytest.approx([-1] * 3)
    assert axis_positions(unit[1], first, second).mean(axis=1) == pytest.approx([1] * 3)
    across = np.array([[[0.0, 0, 1]]])  # at a right angle to both poles, and so as far from one as from the other
    assert axis_positions(across, np.array([[[1.0, 0, 0]]]), np.array([[[0, 1.0, 0]]])) == pytest.approx(0)
    assert np.isnan(axis_positions(across, across, across)).all()
    with pytest.raises(WordError, match="0 and 7 examples"):
        axis_positions(second, first[:, :0], second)


def test_left_out_examples_are_judged_by_the_others_alone():
    first, second = np.random.default_rng(1).normal(size=(2, 1, 5, 8))
    first, second = (pole / np.linalg.norm(pole, axis=-1, keepdims=True) for pole in (first, second))
    wins = []
    for i in range(5):
        for j in range(5):
            rest = np.delete(second[0], j, 0).mean(axis=0) - np.delete(first[0], i, 0).mean(axis=0)
            wins.append(second[0, j] @ rest > first[0, i] @ rest)
    assert pole_separation(first, second).auc[0] == pytest.approx(np.mean(wins))
    copied = pole_separation(np.repeat(first, 2, axis=1), second, np.array([*np.repeat(range(5), 2), *range(5, 10)]))
    doubled = pole_separation(np.repeat(first, 2, axis=1), second)
    assert copied.accuracy[0] < doubled.accuracy[0]  # a copy would tell where its twin belongs


@pytest.mark.parametrize("counts", [(2, 2), (2, 5), (4, 4), (4, 12)])
def test_poles_drawn_by_lot_are_told_apart_by_chance_and_seldom_pass(encoder, counts):
    lot, vectors = (
        np.random.default_rng(0),
        alone(encoder, sorted({w for pair in POLES.values() for p in pair for w in p})),
    )
    found = []
    for _ in range(60):
        drawn_by_lot = lot.permutation(vectors.shape[1])[: sum(counts)]
        one = pole_separation(vectors[:, drawn_by_lot[: counts[0]]], vectors[:, drawn_by_lot[counts[0] :]])
        found.append((one.accuracy.mean(), one.auc.mean(), np.mean([one.tells(n) for n in range(7)])))
    accuracy, auc, tells = np.mean(found, axis=0)
    assert (accuracy, auc) == pytest.approx((0.5, 0.5), abs=0.1)
    assert tells < 0.2


def test_our_poles_part_and_senses_lie_towards_theirs(encoder):
    assert list(POLES) == [*bench_words(), *[word for word in POLES if word in grouped_words()]]
    reached = []
    for word, pair in POLES.items():
        bench = read_bench(word)
        some, labels = bench.sentences[::2], bench.labels[::2]
        uses = embed_occurrences(encoder, some, find_occurrences(some, word, True))
        poles = [alone(encoder, some) for some in pair]
        assert pole_separation(*poles).tells(6), word
        place = axis_positions(uses.states, *poles)[6]
        senses = np.array([labels[span.sentence] for span in uses.spans])
        two = [senses == name for name in sorted(set(senses), key=lambda name: place[senses == name].mean())]
        ends = two[0] | two[-1]
        reached.append(roc_auc_score(two[-1][ends], place[ends]))
    for first, second in COMMON.values():
        assert pole_separation(alone(encoder, first.split(", ")), alone(encoder, second.split(", "))).tells(6), first
    assert np.mean(reached) > 0.93
    assert min(reached) > 0.7


def test_axis_is_drawn_with_its_worth_and_bad_poles_are_told(open_page):
    app = open_page("usage", {"view": "Axis", "word": "charge"})
    assert errors(app) == []
    said = words(app)
    assert re.search(r"The poles part\*\* at layer 6: .*AUC; 95 %: \d+%–\d+%; chance 50%.*n = 4 \+ 4", said)
    assert re.search(r"` accusation ` \*\*-\d\.\d+\*\* \(95 %: .*` electricity ` \*\*\+\d", said.replace("−", "-"))
    assert sum(len(trace["x"]) for trace in drawn(app)[:-1]) == 40
    app.text_input(key="second_pole").set_value("court").run()
    assert "The poles have 4 and 1 examples; each needs two" not in words(app)
    assert "1 of the 4 and 1 examples stand at both poles, such as “court”" in errors(app)[0]
    app.text_input(key="second_pole").set_value("battery").run()
    assert "The poles have 4 and 1 examples; each needs two" in words(app)
    app.text_input(key="second_pole").set_value(" , ").run()
    assert "the first has 4 examples, the second 0" in errors(app)[0]
    app.text_input(key="second_pole").set_value("Guilty, judge, court, crime").run()
    assert "Both poles hold the same 4 examples" in errors(app)[0]
    poles = {"first_pole": "table, blue, seven, walk", "second_pole": "chair, green, eight, run"}
    app = open_page("usage", {"view": "Axis", "word": "bank"} | poles)
    assert "This axis means nothing at layer 6" in words(app)


def test_poles_of_sentences_say_which_vectors_they_are(open_page):
    query = {"view": "Axis", "word": "bank", "poles": "example sentences"}
    app = open_page("usage", query)
    assert errors(app) == []
    assert "Each of the 10 examples is the mean vector of “bank” in it" in words(app)
    assert "10 uses are examples themselves, and are left out" in words(app)
    app.text_area(key="second_examples").set_value("The boat lay on the sand.\nA bank of grass.").run()
    assert "of its whole sentence, for 1 of the 7 lack “bank”" in words(app)
    app = open_page("usage", query | {"poles": "words in sentences"})
    assert errors(app) == []
    assert re.search("river \\d+, shore", words(app))
    rows = "A bank and a loan.\nThe bank.\nLoans cost money.\nNo loan for me."
    app.file_uploader(key="sentence_file").set_value(("a.txt", rows.encode(), "text/plain")).run()
    assert errors(app) == []
    assert "loan 4," in words(app)  # two in the file, but not the sentence that is shown, and two in built-in ones
    app = open_page("usage", query | {"language": "Chinese", "word": "苹果", "poles": "words by themselves"})
    assert "the first has 0 examples" in errors(app)[0]
