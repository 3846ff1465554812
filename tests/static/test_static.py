"""Static vectors: read, searched, learned, refused."""

import pickle
import threading
import time

import numpy as np
import pytest
from gensim.models import FastText
from gensim.models.fasttext import save_facebook_model

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


def test_glove_files_have_no_first_line_and_are_read(tmp_path):
    model = read_vectors(write(tmp_path, TEXT.split(b"\n", 1)[1]), "glove.txt")
    assert (model.size, model.width) == (3, 2)
    assert model.nearest("river", 1)[0][0] == "shore"


@pytest.mark.parametrize(
    "content",
    [
        "bank 1 0\nshore 1 1\n\n",
        "bank\t1\t0\nshore\t1\t1\n",
        "\ufeffbank 1 0\nshore 1 1\n",
        "\ufeff2 2\nbank 1 0\nshore 1 1",
    ],
    ids=["blank line", "tabs", "mark before", "mark before the header"],
)
def test_a_blank_last_line_tabs_and_a_byte_order_mark_are_no_damage(tmp_path, content):
    (tmp_path / "v.txt").write_text(content, encoding="utf-8")
    assert read_vectors(tmp_path / "v.txt", "v.txt").nearest("bank")[0][0] == "shore"


def test_a_vector_of_zeros_has_no_direction(tmp_path):
    (tmp_path / "v.txt").write_text("bank 1 0\nnothing 0 0\nshore 1 1\n", encoding="utf-8")
    static = read_vectors(tmp_path / "v.txt", "v.txt")
    assert not static.has("nothing")
    assert static.origin == "Your file. 1 with zeros alone are left out."
    with pytest.raises(WordError, match="no vector for “nothing”"):
        static.analogy("bank", "shore", "nothing")
    assert [word for word, _ in static.nearest("bank")][0] == "shore"


def test_of_a_long_file_the_first_words_are_read_and_the_page_can_say_so(tmp_path, monkeypatch):
    monkeypatch.setattr("components.engine.static.vector_files.MOST_NUMBERS", 4)
    model = read_vectors(write(tmp_path, TEXT), "mine.vec")
    assert model.vectors.index_to_key == ["bank", "river"]
    assert "Of its 3 words the first 2 are read" in model.origin


def test_fasttexts_own_file_still_builds_words(tmp_path):
    texts = [split_words(text) for text in built_in_texts()]
    made = FastText(texts, vector_size=8, bucket=200, min_count=5, epochs=1, workers=1)
    save_facebook_model(made, str(tmp_path / "a.bin"))
    model = read_vectors(tmp_path / "a.bin", "a.bin")
    assert model.builds_words
    np.testing.assert_allclose(model.vector("bankishly"), made.wv["bankishly"], atol=1e-6)
    whole = (tmp_path / "a.bin").read_bytes()
    with pytest.raises(FileError, match="begins as FastText’s format does, but is damaged"):
        read_vectors(write(tmp_path, whole[: len(whole) // 2], "b.bin"), "b.bin")


BINARY = b"2 2\nbank " + np.array([1, 0], "<f4").tobytes() + b"\nriver " + np.array([0, 1], "<f4").tobytes()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (TEXT, "a.pkl", "is no bin, vec, txt file"),
        (b"bank\nriver\n", "a.vec", "does not begin as word2vec"),
        (b"bank 1 0\n", "a.bin", "does not begin as word2vec"),
        (b"", "a.vec", "does not begin as word2vec"),
        (b"5 99999999\n", "a.vec", "does not begin as word2vec"),
        (b"2 2\nbank 1 0\nriver broken 1\n", "a.vec", "line 3 holds something that is no number"),
        (b"2 2\nbank 1 0\nriver 1\n", "a.vec", "line 3 has 1 numbers instead of 2"),
        (b"bank 1 0\nriver 1\n", "a.txt", "line 2 has 1 numbers instead of 2"),
        (b"5 2\nbank 1 0\n", "a.vec", "ends after 1 of 5 words"),
        (b"1 2\nbank nan 0\n", "a.vec", "vector of “bank” holds NaN"),
        (BINARY[:-3], "a.bin", "breaks off at word 2 of 2"),
        (b"9" * 20 + b" 300\nbank ", "a.bin", "breaks off at word 1 of"),
        (b"2 2\n" + bytes(3000), "a.bin", "breaks off at word 1 of 2"),
    ],
)
def test_bad_file_is_told(tmp_path, content, name, message):
    with pytest.raises(FileError, match=message):
        read_vectors(write(tmp_path, content, name), name)


def test_a_pickle_by_another_name_is_never_opened(tmp_path):
    class Trap:
        def __reduce__(self) -> tuple:
            return (pytest.fail, ("the pickle was run",))

    for name in ("a.bin", "a.vec"):
        with pytest.raises(FileError):
            read_vectors(write(tmp_path, pickle.dumps(Trap()), name), name)


def test_three_gigabytes_are_refused_by_their_size(tmp_path):
    path = tmp_path / "huge.vec"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)  # sparse: takes no room
    with pytest.raises(FileError, match="has 3.0 GB; at most 1 GB are read"):
        read_vectors(path, "huge.vec")
