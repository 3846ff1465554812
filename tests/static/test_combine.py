"""Static vectors joined to BERT: what each way makes of a sentence, and how it is scored."""

import numpy as np
import pytest
import torch

from components.engine.built_in.sense_task import SenseTask, bench_task, score, sense_hits
from components.engine.encoding.encode import encode
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import WordError
from components.engine.loading.load import embedding_table
from components.engine.records import Span
from components.engine.static.combine import end_to_end, measure_ways, study_sentences, word_vectors
from components.engine.static.feed_vectors import states_from_static, states_from_table
from components.engine.static.linear_map import fit_map
from components.engine.static.table_training import random_table, start_table, train_table
from components.engine.static.vectors import StaticModel, input_vectors, searchable, whole_pieces


def toy_task(count, senses=2, words=("bank",)):
    """A task of `count` occurrences of each sense of each word, without sentences."""
    n = count * senses * len(words)
    return SenseTask(
        ("bank",) * n,
        tuple(Span(number, 0, 4) for number in range(n)),
        np.repeat(words, count * senses),
        np.tile(np.repeat(np.arange(senses), count), len(words)),
    )


def bert_vectors(encoder, task):
    return embed_occurrences(encoder, task.sentences, task.spans).states[-1]


@pytest.fixture(scope="module")
def small_task():
    return bench_task(["bank", "bat"])


@pytest.fixture(scope="module")
def small_vectors(encoder, small_task):
    return bert_vectors(encoder, small_task)


@pytest.fixture(scope="module")
def table(encoder):
    return input_vectors(encoder)


def test_one_vector_a_word_is_at_chance_and_perfect_vectors_are_always_right():
    task = toy_task(6, senses=3, words=("bank", "bat"))
    same = score(task, np.ones((36, 4)))
    assert [same.accuracy, same.low, same.high, task.chance] == pytest.approx([1 / 3] * 4)
    assert score(task, np.eye(3)[task.senses]).accuracy == 1


def test_noise_is_at_chance_and_not_below():
    task = toy_task(18, words=tuple(f"w{number}" for number in range(150)))
    noise = 3 + np.random.default_rng(0).normal(size=(len(task.words), 100))
    assert sense_hits(task, noise).mean() == pytest.approx(0.5, abs=0.04)


def test_an_interval_holds_its_accuracy_and_the_difference_to_itself_is_none(small_task, small_vectors):
    base = score(small_task, small_vectors)
    assert base.low <= base.accuracy <= base.high
    again = score(small_task, small_vectors, base)
    assert (again.over, again.over_low, again.over_high) == (0, 0, 0)
    assert base.accuracy > 0.8


def test_the_words_own_vector_adds_nothing_within_one_word(table, small_task, small_vectors):
    both = end_to_end(small_vectors, word_vectors(small_task, table))
    assert both.shape == (len(small_vectors), 384 + 384)
    assert (sense_hits(small_task, both) == sense_hits(small_task, small_vectors)).mean() > 0.97


def test_berts_own_table_as_static_vectors_changes_nothing(encoder, table):
    """The map finds the identity, and BERT reads what it always reads."""
    mapped = fit_map(encoder, table)
    assert mapped.explained == pytest.approx(1, abs=1e-4)
    np.testing.assert_allclose(mapped(table.vector("bank")[None])[0], table.vector("bank"), atol=1e-3)
    whole = bench_task(["bank"])
    task = SenseTask(whole.sentences, whole.spans[::4], whole.words[::4], whole.senses[::4])
    expected = bert_vectors(encoder, task)
    for states in (
        states_from_static(encoder, task, table, mapped),
        states_from_table(encoder, task, start_table(encoder, table, mapped)),
    ):
        np.testing.assert_allclose(states, expected, atol=0.02)


def test_a_word_of_many_pieces_becomes_one_vector(encoder, table):
    rows = np.vstack([table.vectors.vectors, np.ones((1, 384), dtype=np.float32)])
    static = StaticModel("more", "", searchable([*table.vectors.index_to_key, "electroencephalographer"], rows))
    sentence = "The electroencephalographer sat on the bank."
    task = SenseTask((sentence,), (Span(0, 4, 27),), np.array(["x"]), np.array(["a"]))
    mapped = fit_map(encoder, table)
    state = states_from_static(encoder, task, static, mapped)
    ids = encoder.tokenizer(sentence)["input_ids"]
    own = embedding_table(encoder)
    places = [place for place, word in enumerate(encode(encoder, sentence).word_ids) if word == 1]
    given = np.vstack([own[ids[: places[0]]], mapped(np.ones((1, 384))), own[ids[places[-1] + 1 :]]])
    with torch.inference_mode():
        output = encoder.model(inputs_embeds=torch.from_numpy(given)[None]).last_hidden_state[0]
    np.testing.assert_allclose(state[0], output[places[0]].numpy(), atol=0.02)


def test_training_brings_the_states_back_and_leaves_the_model_alone(encoder, table):
    before = embedding_table(encoder).copy()
    begun = random_table(encoder, table)
    assert not np.array_equal(begun, before)
    sentences = study_sentences(24) * 3
    trained, losses = train_table(encoder, begun, sentences)
    assert np.mean(losses[-3:]) < np.mean(losses[:3]) - 0.1
    used = np.unique([number for one in sentences for number in encoder.tokenizer(one)["input_ids"]])
    unused = np.setdiff1d(np.arange(len(begun)), used)
    np.testing.assert_array_equal(trained[unused], begun[unused])
    np.testing.assert_array_equal(embedding_table(encoder), before)
    assert all(weight.grad is None for weight in encoder.model.parameters())


def test_every_way_is_measured_with_any_encoder(tiny):
    words = list(whole_pieces(tiny))
    assert words == sorted(["a", "b", "c", "bank", "river", "the", "sat", "on"])  # so that draws by lot are the same
    few = StaticModel("few", "", searchable(words, np.eye(len(words), dtype=np.float32)))
    with pytest.raises(WordError, match="few and .* share 8 words; a map between them takes at least 200"):
        list(measure_ways(tiny, few, bench_task(["bank"]), ["the bank sat on a river"]))


def test_the_study_text_has_no_sentence_of_the_task():
    assert not set(study_sentences()) & set(bench_task().sentences)
    assert len(study_sentences(100)) == 100
