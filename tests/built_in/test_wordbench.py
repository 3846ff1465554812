"""The built-in sentences: complete, clean, and a fair test of layers."""

from collections import Counter

import numpy as np
import pytest

from components.engine.built_in.wordbench import ENGLISH, LANGUAGES, bench_words, read_bench
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import WordError
from components.engine.senses.separation import separation_by_layer
from components.engine.text.find_word import find_occurrences
from tests.bench.parts.measures import same_sense_auc

WORDS = bench_words()
OTHERS = [code for code in LANGUAGES if code != ENGLISH]


def test_there_are_at_least_twenty_words():
    assert len(WORDS) >= 20


@pytest.mark.parametrize("word", WORDS)
def test_sentences_are_enough_different_and_hold_the_word_once(word):
    bench = read_bench(word)
    sizes = Counter(bench.labels)
    assert len(sizes) >= 2
    assert min(sizes.values()) >= 15
    assert len({sentence.lower() for sentence in bench.sentences}) == len(bench.sentences)
    spans = find_occurrences(bench.sentences, word, inflections=True)
    assert [span.sentence for span in spans] == list(range(len(bench.sentences)))
    assert all(sentence == sentence.strip() and sentence.isprintable() for sentence in bench.sentences)


def test_other_languages_have_enough_words():
    assert len(bench_words("zh")) >= 10
    assert all(len(bench_words(language)) >= 4 for language in ("es", "fr", "de"))
    assert bench_words("../en") == bench_words("xx") == []


@pytest.mark.parametrize(("language", "word"), [(code, word) for code in OTHERS for word in bench_words(code)])
def test_sentences_in_other_languages_are_enough_different_and_hold_the_word_once(language, word):
    bench = read_bench(word, language)
    sizes = Counter(bench.labels)
    assert len(sizes) >= 2
    assert min(sizes.values()) >= 12
    assert len(set(bench.sentences)) == len(bench.sentences)
    assert [span.sentence for span in find_occurrences(bench.sentences, word)] == list(range(len(bench.sentences)))
    assert all(sentence == sentence.strip() and sentence.isprintable() for sentence in bench.sentences)


@pytest.mark.parametrize("word", ["", "../bench/bank", "nosuchword", "打"])
def test_word_without_sentences_is_told(word):
    with pytest.raises(WordError, match="no built-in sentences"):
        read_bench(word)


def test_the_multilingual_model_tells_senses_apart_in_every_language(multilingual):
    for language in OTHERS:
        best = []
        for word in bench_words(language):
            bench = read_bench(word, language)
            spans = find_occurrences(bench.sentences, word)
            best.append(
                separation_by_layer(embed_occurrences(multilingual, bench.sentences, spans), bench.labels).accuracy
            )
        mean = np.mean(best, axis=0)
        assert mean.max() > 0.75  # guessing gives about a half
        assert mean.max() > mean[0] + 0.1


def test_layer_zero_knows_no_senses_and_the_last_layer_does(encoder):
    """Layer 0 has only the word's form and place, so a difference there would be a flaw of the sentences."""
    scores = []
    for word in WORDS:
        bench = read_bench(word)
        spans = find_occurrences(bench.sentences, word, inflections=True)
        scores.append(same_sense_auc(embed_occurrences(encoder, bench.sentences, spans).states, bench.labels))
    mean = np.mean(scores, axis=0)
    assert 0.45 <= mean[0] <= 0.55
    assert mean[6] >= 0.65
