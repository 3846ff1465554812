"""Static vectors: read, searched, learned, refused."""

import threading
import time

import numpy as np
import pytest

from components.engine.errors import FileError, TextError, WordError
from components.engine.static import learn
from components.engine.static.learn import AT_ONCE, StaticTraining, built_in_texts, news_texts, split_words
from components.engine.static.vector_files import read_vectors
from components.engine.static.vectors import input_vectors, load_glove


@pytest.fixture(scope="module")
def glove():
    return load_glove()


def test_glove_is_the_real_one(glove):
    assert (glove.size, glove.width) == (400_000, 50)
    assert glove.analogy("man", "king", "woman")[0][0] == "queen"
    assert "shore" in dict(glove.nearest("coast", 20)) or "coastal" in dict(glove.nearest("coast", 20))
    assert isinstance(glove.vectors.vectors, np.memmap)


def test_cosines_equal_plain_ones(glove):
    word, cosine = glove.nearest("river", 1)[0]
    a, b = glove.vector("river"), glove.vector(word)
    assert cosine == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b), abs=1e-5)


def test_unknown_word_is_told(glove):
    with pytest.raises(WordError, match="no vector for “qwertzuiop”: it is not among its 400,000 words"):
        glove.nearest("qwertzuiop")


def test_the_table_a_model_starts_from_is_static_too(encoder):
    table = input_vectors(encoder)
    assert (table.width, table.has("bank"), table.has("##ing")) == (384, True, False)
    own = encoder.model.get_input_embeddings().weight[encoder.tokenizer.convert_tokens_to_ids("bank")]
    np.testing.assert_array_equal(table.vector("bank"), own.detach().numpy())
    assert "banks" in dict(table.nearest("bank", 3))


@pytest.fixture(scope="module")
def learned():
    runs = {kind: StaticTraining(kind, news_texts, "news", epochs=5).start() for kind in ("Word2Vec", "FastText")}
    return {kind: run.future.result(timeout=300) for kind, run in runs.items()}


def test_both_learn_from_the_news_and_only_fasttext_builds_unknown_words(learned):
    for model in learned.values():
        assert model.size > 3000
        assert len(model.nearest("government", 5)) == 5
    with pytest.raises(WordError):
        learned["Word2Vec"].vector("governmentalish")
    assert learned["FastText"].vector("governmentalish").shape == (100,)
    built = [word for word, _ in learned["FastText"].nearest("governmentalish", 10)]
    assert any(word.startswith("govern") for word in built)


@pytest.mark.parametrize("kind", ["Word2Vec", "FastText"])
def test_progress_moves_and_a_million_words_can_be_cancelled(kind):
    run = StaticTraining(kind, lambda: news_texts() * 17, "news", epochs=20).start()
    shares = []
    until = time.monotonic() + 120
    while len(shares) < 3 and time.monotonic() < until:
        if not shares or run.share > shares[-1]:
            shares.append(run.share)
        time.sleep(0.05)
    assert len(shares) == 3
    assert run.tokens > 1_000_000
    assert shares[-1] < 1
    run.cancel()
    assert run.future.result(timeout=30) is None
    assert run.share < 1


def test_a_run_that_waits_for_others_can_be_cancelled_too():
    with AT_ONCE, AT_ONCE:
        run = StaticTraining("Word2Vec", built_in_texts, "x").start()
        run.cancel()
        assert run.future.result(timeout=30) is None
    assert run.tokens == 0


def test_a_run_whose_visitor_has_gone_ends():
    here = threading.Event()
    here.set()
    run = StaticTraining("Word2Vec", lambda: news_texts() * 17, "news", epochs=20, wanted=here.is_set).start()
    while not run.share:
        time.sleep(0.05)
    here.clear()
    assert run.future.result(timeout=30) is None


@pytest.mark.parametrize("kind", ["Word2Vec", "FastText"])
def test_a_run_takes_no_more_than_its_bytes_and_says_what_it_left_out(kind, monkeypatch):
    monkeypatch.setattr(learn, "MOST_BYTES", 9_000_000)
    made = StaticTraining(kind, lambda: news_texts()[:100], "news", width=100, epochs=1).start().future.result(60)
    assert made.size == len(made.vectors)
    tables = [made.vectors.vectors]
    if kind == "FastText":
        tables += [made.vectors.vectors_vocab, made.vectors.vectors_ngrams]
        assert f"the {made.size:,} most frequent are kept: one run’s vectors take at most 9 MB" in made.origin
    assert sum(table.nbytes for table in tables) <= 9_000_000


def test_equal_runs_learn_equal_vectors():
    first, second = (
        StaticTraining("Word2Vec", built_in_texts, "x", epochs=1).start().future.result(60) for _ in range(2)
    )
    assert np.array_equal(first.vectors.vectors, second.vectors.vectors)


def test_one_line_without_end_is_learned_whole():
    """gensim by itself leaves out all words of a sentence beyond the ten-thousandth."""
    text = "a b c d e " * 2000 + "late words come late words come"
    model = StaticTraining("Word2Vec", lambda: [text], "x", epochs=1).start().future.result(60)
    assert model.has("late")
    assert "10,006 words" in model.origin


def test_too_small_a_text_is_told():
    with pytest.raises(TextError, match="3 words; learning vectors takes at least 200"):
        StaticTraining("Word2Vec", lambda: ["a b c"], "x").start().future.result(60)
    letters = [chr(97 + number // 26) + chr(97 + number % 26) for number in range(300)]
    with pytest.raises(TextError, match="No word occurs often enough"):
        StaticTraining("Word2Vec", lambda: [" ".join(letters)], "x").start().future.result(60)


def test_words_are_cut_out_of_text():
    assert split_words("Don’t sell 3 Banks; l'été!") == ["don’t", "sell", "banks", "l'été"]


def test_three_gigabytes_are_refused_by_their_size(tmp_path):
    path = tmp_path / "huge.vec"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)  # sparse: takes no room
    with pytest.raises(FileError, match="has 3.0 GB; at most 1 GB are read"):
        read_vectors(path, "huge.vec")
