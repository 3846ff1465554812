"""The words behind a decision, and the tables they come from."""

import io
import json

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from components.engine.classify.probes import regression
from components.engine.classify.word_weights import reader_of, weigh_words
from components.engine.encoding.text_vectors import embed_texts
from components.engine.errors import TextError
from components.engine.files.label_tables import (
    TASKS,
    built_in,
    clean,
    look_into_table,
    read_columns,
    read_pasted,
)


@pytest.fixture(scope="module")
def reader(vectors):
    data = built_in("sentiment")
    fitted = regression().fit(vectors.at("mean", 6), data.numbers)
    return reader_of(fitted, "mean", 6, data.classes), fitted


def test_lines_parted_by_different_signs_are_refused():
    with pytest.raises(TextError, match="different signs"):
        read_pasted("I like it; pos\nBad, neg")


def test_json_lines_may_hold_numbers_and_damaged_letters():
    lines = "".join(json.dumps({"text": f"\ud83d text {n}", "label": n % 2}) + "\n" for n in range(12))
    file = io.BytesIO(lines.encode())
    layout = look_into_table(file, "t.jsonl", 2)
    assert layout.longest == ("text", "label")
    table, _ = read_columns(file, "t.jsonl", layout, ("text", "label"))
    made = clean([text for text, _ in table], [label for _, label in table])
    assert made.classes == ("0", "1")
    assert made.texts[3] == "? text 3"
    assert made.texts[3].encode()


def test_damaged_letters_are_counted():
    made = clean([f"caf\ufffd {n}" if n < 3 else f"tea {n}" for n in range(12)], ["a", "b"] * 6)
    assert made.notes[0].startswith("3 rows hold damaged letters")


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
