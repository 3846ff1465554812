"""Which words moved it: against one sentence at a time, and truths about the embedding layer."""

import numpy as np
import pytest
import torch

from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import TextError, WordError
from components.engine.geometry.vectors import cosine
from components.engine.records import Span
from components.engine.senses import word_effects as word_effects_module
from components.engine.senses.word_effects import word_effects
from components.engine.text.find_word import find_occurrences

SENTENCE = "She didn't fish; the bank (of the electroencephalographer's river) was steep."


@pytest.fixture(scope="module")
def centroids(encoder) -> np.ndarray:
    """Stand-ins for two senses: one sentence each, (2, layers + 1, width)."""
    sentences = ["The grassy bank of the river was wet.", "The bank lent us money for the house."]
    return embed_occurrences(encoder, sentences, find_occurrences(sentences, "bank")).states.swapaxes(0, 1)


def effects(encoder, centroids, sentence=SENTENCE, method="mask", word="bank"):
    return word_effects(encoder, sentence, find_occurrences([sentence], word)[0], centroids, method)


def test_every_other_word_is_named_once_and_punctuation_is_not(encoder, centroids):
    words = [SENTENCE[start:end] for start, end in effects(encoder, centroids).words]
    assert " ".join(words) == "She didn t fish the of the electroencephalographer s river was steep"


def test_masking_another_word_changes_nothing_at_layer_zero(encoder, centroids):
    found = effects(encoder, centroids)
    assert np.all(found.shift[:, :, 0] == 0)
    assert np.all(np.abs(found.shift[:, :, 1:]).max(axis=(1, 2)) > 0)


def test_dropping_moves_only_what_follows_at_layer_zero(encoder, centroids):
    found = effects(encoder, centroids, method="drop")
    before = np.array([end <= SENTENCE.index("bank") for _, end in found.words])
    assert np.all(found.shift[~before, :, 0] == 0)
    assert np.all(np.abs(found.shift[before, :, 0]).max(axis=1) > 0)


@pytest.mark.parametrize("method", ["mask", "drop"])
@pytest.mark.parametrize("word", ["bank", "electroencephalographer", "steep"])
def test_batch_equals_each_variant_alone(encoder, centroids, method, word):
    span = find_occurrences([SENTENCE], word)[0]
    found = effects(encoder, centroids, method=method, word=word)
    inputs = encoder.tokenizer(SENTENCE, return_offsets_mapping=True)
    offsets = inputs["offset_mapping"]
    inside = [start < span.end and end > span.start and end > start for start, end in offsets]
    untouched = likeness(encoder, inputs["input_ids"], inside, centroids)
    assert found.base == pytest.approx(untouched, abs=1e-5)
    for (first, last), shift in zip(found.words, found.shift, strict=True):
        gone = [start < last and end > first and end > start for start, end in offsets]
        rows = list(zip(inputs["input_ids"], inside, gone, strict=True))
        if method == "drop":
            rows = [row for row in rows if not row[2]]
        ids = [encoder.tokenizer.mask_token_id if away else number for number, _, away in rows]
        alone = likeness(encoder, ids, [target for _, target, _ in rows], centroids)
        assert shift == pytest.approx(untouched - alone, abs=1e-5)


def likeness(encoder, ids, inside, centroids):
    """Cosine of the marked tokens' mean with the centroids, one text at a time: (senses, layers + 1)."""
    with torch.inference_mode():
        states = torch.cat(encoder.model(torch.tensor([ids]), output_hidden_states=True).hidden_states).numpy()
    return cosine(states[:, np.array(inside)].mean(axis=1), centroids)


def test_river_pulls_towards_the_river(encoder, centroids):
    sentence = "They walked along the bank and looked at the river."
    found = effects(encoder, centroids, sentence)
    river, bank_of_money = found.shift[-1, :, -1]
    assert sentence[slice(*found.words[-1])] == "river"
    assert river > bank_of_money
    assert found.shift[:, 0, -1].argmax() == len(found.words) - 1


def test_signs_of_a_script_without_spaces_stand_alone(encoder, centroids):
    sentence = "我去银行 bank 河"
    assert [sentence[start:end] for start, end in effects(encoder, centroids, sentence).words] == list("我去银行河")


@pytest.mark.parametrize("texts", [[1] * 13, [2] * 6 + [1], [5, 5, 3], [13]])
def test_a_long_sentence_is_encoded_in_parts_with_the_same_result(encoder, centroids, monkeypatch, texts):
    whole, runs, run = effects(encoder, centroids), [], word_effects_module.run_batch
    tokens = len(encoder.tokenizer(SENTENCE)["input_ids"])
    monkeypatch.setattr(word_effects_module, "MOST_TOKENS", texts[0] * tokens + tokens // 2)
    monkeypatch.setattr(
        word_effects_module, "run_batch", lambda *given, **how: runs.append(len(given[1])) or run(*given, **how)
    )
    parts = effects(encoder, centroids)
    assert parts.shift == pytest.approx(whole.shift, abs=1e-5)
    assert runs == texts


def test_model_without_a_mask_token_is_told_and_can_still_drop(tiny):
    centroids = np.ones((1, 3, 32), dtype=np.float32)
    with pytest.raises(WordError, match="no mask token"):
        effects(tiny, centroids, "a bank on the river")
    assert effects(tiny, centroids, "a bank on the river", "drop").shift.shape == (4, 1, 3)


def test_nothing_to_take_away_is_told(encoder, centroids):
    with pytest.raises(WordError, match="no other word"):
        effects(encoder, centroids, "Bank!")


def test_place_without_a_token_is_told(encoder, centroids):
    with pytest.raises(WordError, match="no token"):
        word_effects(encoder, "a  bank", Span(0, 1, 2), centroids)


def test_too_long_a_sentence_is_told(encoder, centroids):
    with pytest.raises(TextError, match="602 tokens"):
        effects(encoder, centroids, "bank " * 600)
