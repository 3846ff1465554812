"""Static vectors: read, searched, learned, refused."""

import time

import numpy as np
import pytest

from components.engine.errors import FileError, TextError, WordError
from components.engine.static import OneHot, load_glove, read_vectors
from components.engine.static_training import StaticTraining, built_in_corpus, news_corpus, split_words


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


def test_one_hot_vectors_are_all_at_right_angles():
    space = OneHot(["bank", "river", "bank", "money"])
    vectors = np.stack([space.vector(word) for word in space.words])
    assert np.array_equal(vectors @ vectors.T, np.eye(3))
    with pytest.raises(WordError, match="no axis for “shore”"):
        space.vector("shore")


@pytest.fixture(scope="module")
def learned():
    runs = {kind: StaticTraining(kind, news_corpus(), "news", epochs=5).start() for kind in ("Word2Vec", "FastText")}
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


def test_progress_moves_and_cancel_stops_within_a_second():
    corpus = news_corpus() * 17  # a million words
    assert sum(map(len, corpus)) > 900_000
    run = StaticTraining("Word2Vec", corpus, "news", epochs=20).start()
    shares = []
    until = time.monotonic() + 60
    while len(shares) < 3 and time.monotonic() < until:
        if not shares or run.share > shares[-1]:
            shares.append(run.share)
        time.sleep(0.05)
    assert len(shares) == 3
    assert shares[-1] < 1
    run.cancel()
    assert run.future.result(timeout=30) is None
    assert run.share < 1


def test_equal_runs_learn_equal_vectors():
    corpus = built_in_corpus()
    first, second = (StaticTraining("Word2Vec", corpus, "x", epochs=1).start().future.result(60) for _ in range(2))
    assert np.array_equal(first.vectors.vectors, second.vectors.vectors)


def test_too_small_a_text_is_told():
    with pytest.raises(TextError, match="3 words; learning vectors takes at least 200"):
        StaticTraining("Word2Vec", [["a", "b", "c"]], "x")


def test_words_are_cut_out_of_text():
    assert split_words("Don’t sell 3 Banks; l'été!") == ["don’t", "sell", "banks", "l'été"]


TEXT = b"3 2\nbank 1 0\nriver 0 1\nshore 0.5 1\n"


def write(tmp_path, content, name="a.vec"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_text_and_binary_files_are_read(tmp_path):
    model = read_vectors(write(tmp_path, TEXT), "mine.vec")
    assert model.nearest("river", 1)[0][0] == "shore"
    model.vectors.save_word2vec_format(tmp_path / "a.bin", binary=True)
    again = read_vectors(tmp_path / "a.bin", "a.bin")
    assert np.array_equal(again.vectors.vectors, model.vectors.vectors)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (TEXT, "a.pkl", "is no bin, vec, txt file"),
        (b"bank 1 0\nriver 0 1\n", "a.vec", "does not begin as word2vec"),
        (b"", "a.vec", "does not begin as word2vec"),
        (b"2 2\nbank 1 0\nriver broken 1\n", "a.vec", "damaged"),
        (b"2 2\nbank 1 0\nriver 1\n", "a.vec", "damaged"),
        (b"5 2\nbank 1 0\n", "a.vec", "damaged"),
        (b"1 2\nbank nan 0\n", "a.vec", "NaN"),
    ],
)
def test_bad_file_is_told(tmp_path, content, name, message):
    with pytest.raises(FileError, match=message):
        read_vectors(write(tmp_path, content, name), name)


def test_three_gigabytes_are_refused_by_their_size(tmp_path):
    path = tmp_path / "huge.vec"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)  # sparse: takes no room
    with pytest.raises(FileError, match="has 3.0 GB; at most 1 GB are read"):
        read_vectors(path, "huge.vec")
