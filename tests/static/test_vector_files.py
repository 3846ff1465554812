"""Files of static vectors: which are read, and what is refused."""

import pickle

import numpy as np
import pytest
from gensim.models import FastText
from gensim.models.fasttext import save_facebook_model

from components.engine.errors import FileError, WordError
from components.engine.static.learn import built_in_texts, split_words
from components.engine.static.vector_files import read_vectors

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


def test_a_word_with_spaces_keeps_its_numbers(tmp_path):
    (tmp_path / "v.txt").write_text("bank 1 0 0\n. . . 0 1 0\nat home 0 0 1\n", encoding="utf-8")
    static = read_vectors(tmp_path / "v.txt", "v.txt")
    assert static.vectors.index_to_key == ["bank", ". . .", "at home"]
    assert static.vector("at home").tolist() == [0, 0, 1]


def test_text_called_bin_and_binaries_of_float64_are_read(tmp_path):
    text = read_vectors(write(tmp_path, TEXT, "a.bin"), "a.bin")
    assert text.vectors.index_to_key == ["bank", "river", "shore"]
    rows = np.random.default_rng(0).normal(size=(60, 7))
    content = b"60 7\n" + b"".join(f"word{n} ".encode() + row.tobytes() + b"\n" for n, row in enumerate(rows))
    wide = read_vectors(write(tmp_path, content, "b.bin"), "b.bin")
    cosine = rows[3] @ rows[9] / np.linalg.norm(rows[3]) / np.linalg.norm(rows[9])
    assert dict(wide.nearest("word3", 59))["word9"] == pytest.approx(cosine, abs=1e-6)


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
