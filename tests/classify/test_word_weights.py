"""The words behind a decision."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from components.engine.classify.probes import regression
from components.engine.classify.word_weights import reader_of, weigh_words
from components.engine.encoding.text_vectors import embed_texts
from components.engine.errors import TextError
from components.engine.files.label_tables import TASKS, built_in


@pytest.fixture(scope="module")
def reader(vectors):
    data = built_in("sentiment")
    fitted = regression().fit(vectors.at("mean", 6), data.numbers)
    return reader_of(fitted, "mean", 6, data.classes), fitted


@pytest.mark.parametrize("task", TASKS)
def test_the_readers_numbers_give_scikit_learns_probabilities(vectors, task):
    data, points = built_in(task), vectors.at("words", 5)
    fitted = regression().fit(points, data.numbers)
    made = reader_of(fitted, "words", 5, data.classes)
    ours = made.log_probabilities(torch.from_numpy(points[:20])).exp().numpy()
    np.testing.assert_allclose(ours, fitted.predict_proba(points[:20]), atol=1e-5)
    assert isinstance(fitted[0], StandardScaler)
    assert isinstance(fitted[1], LogisticRegression)


def test_integrated_gradients_sum_to_the_change_of_the_log_odds(encoder, reader):
    text = "The new interface hides everything I use behind three dots."
    made = weigh_words(encoder, text, reader[0])
    assert made.gradients.sum() == pytest.approx(made.log_odds - made.log_odds_masked, abs=0.02)
    assert [text[first:last] for first, last in made.spans][:3] == ["The", "new", "interface"]
    p = made.probabilities[made.decided]
    assert made.log_odds == pytest.approx(np.log(p / (1 - p)), abs=1e-4)
    assert -1 <= made.agreement <= 1


def test_occlusion_is_the_log_odds_lost_by_masking_the_word(encoder, reader):
    text = "A truly superb dinner."
    made = weigh_words(encoder, text, reader[0])
    odds = [
        float(reader[0].log_odds(torch.from_numpy(embed_texts(encoder, [one]).at("mean", 6)), made.decided))
        for one in (text, "A truly [MASK] dinner.")
    ]
    assert made.occlusion[2] == pytest.approx(odds[0] - odds[1], abs=1e-3)
    assert made.occlusion.argmax() == 2


def test_texts_whose_words_cannot_be_weighed_are_refused(encoder, tiny, reader):
    with pytest.raises(TextError, match="has 61 words; at most 60"):
        weigh_words(encoder, "word " * 61, reader[0])
    with pytest.raises(TextError, match="holds nothing"):
        weigh_words(encoder, " ", reader[0])
    with pytest.raises(TextError, match="has no mask token"):
        weigh_words(tiny, "the bank", reader[0])
