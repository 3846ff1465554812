"""Vectors out: what is read back is what was written, poolings are what their names say, and a caption is complete."""

import io

import numpy as np
import pandas as pd
import pytest

from components.engine.encoding.encode import encode
from components.engine.files import export
from components.engine.files.caption import make_caption
from components.ui.layers.export import named
from tests.conftest import BANKS

NAMES = ["[CLS]", "a\tb", 'quo"te,', "银行", "ضِفَّة"]


@pytest.fixture
def vectors():
    return np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)


def test_npz_comes_back(vectors):
    file = np.load(io.BytesIO(export.write_arrays(vectors=vectors, tokens=NAMES)))
    assert np.array_equal(file["vectors"], vectors)
    assert file["tokens"].tolist() == NAMES


@pytest.mark.parametrize(
    ("write", "read"),
    [(export.write_csv, pd.read_csv), (export.write_parquet, pd.read_parquet)],
    ids=["csv", "parquet"],
)
def test_tables_come_back(vectors, write, read):
    table = read(io.BytesIO(write(vectors, NAMES)))
    assert table["token"].tolist() == NAMES
    assert np.array_equal(table.filter(regex=r"^d\d+$").to_numpy().astype(np.float32), vectors)


def test_projector_files_are_as_its_format_says(vectors):
    """Vectors: tabs between numbers, no header. Metadata: a header if there are two columns, as many rows as points."""
    rows = export.write_projector_vectors(vectors).decode().split("\n")
    assert rows.pop() == ""
    assert [len(row.split("\t")) for row in rows] == [7] * 5
    assert np.array_equal(np.array([row.split("\t") for row in rows], dtype=np.float32), vectors)
    two = export.write_projector_metadata({"token": NAMES, "position": range(5)}).decode().split("\n")
    assert two[0] == "token\tposition"
    assert [row.split("\t") for row in two[1:-1]] == [[name.replace("\t", " "), str(i)] for i, name in enumerate(NAMES)]
    one = export.write_projector_metadata({"token": ["a", ""]}).decode()
    assert one == "a\n·\n"  # one column has no header


def read_projector_vectors(file):
    """Read vectors as the projector does (TensorBoard 2.21, `_read_tensor_tsv_file` and `parseTensors`)."""
    rows = [line.strip().split("\t") for line in file.decode().split("\n") if line.strip()]
    assert all(len(row) == len(rows[0]) > 1 for row in rows)  # or it says “Vector dimensions do not match”
    return np.array([list(map(float, row)) for row in rows], dtype=np.float32)


def read_projector_metadata(file):
    """Read metadata as the projector does (`parseMetadata`): a tab in the first line makes that a header."""
    lines = [line for line in file.decode().split("\n") if line.strip()]  # empty ones are passed over
    names = lines.pop(0).split("\t") if "\t" in lines[0] else ["label"]
    cells = [line.split("\t") for line in lines]
    assert all(len(row) == len(names) for row in cells)
    return [dict(zip(names, row, strict=True)) for row in cells]


@pytest.mark.parametrize("over_tokens", export.TOKEN_POOLINGS)
@pytest.mark.parametrize("text", ['a "bank" \t\n line', "☃☃☃", "e\u0301tude 👍🏽 ضِفَّة \u2028 我们"])
def test_projector_reads_one_label_for_every_vector(encoder, text, over_tokens):
    encoding = encode(encoder, text)
    joined = export.pool_layers(encoding.states, "concatenation of the last four")
    vectors = export.pool_tokens(joined, encoding.special, over_tokens, encoding.word_ids)
    assert np.array_equal(read_projector_vectors(export.write_projector_vectors(vectors)), vectors)
    places = range(len(encoding.tokens))
    if over_tokens == "every token":
        written = export.write_projector_metadata({"token": encoding.tokens, "position": places})
        expected = [{"token": encoding.tokens[place], "position": str(place)} for place in places]
    else:
        names = named(encoding, over_tokens)
        assert len(names) == len(vectors)
        written, expected = export.write_projector_metadata({"token": names}), [{"label": name} for name in names]
    assert read_projector_metadata(written) == expected


def test_layer_poolings_equal_plain_sums(encoder):
    states = encode(encoder, BANKS).states
    assert np.array_equal(export.pool_layers(states, "one layer", 2), states[2])
    assert np.array_equal(export.pool_layers(states, "last layer"), states[6])
    four = export.pool_layers(states, "sum of the last four")
    assert four == pytest.approx(states[3] + states[4] + states[5] + states[6], abs=1e-5)
    joined = export.pool_layers(states, "concatenation of the last four")
    assert joined.shape == (18, 4 * 384)
    assert np.array_equal(joined[:, 384:768], states[4])
    mean = export.pool_layers(states, "mean of layers")
    assert mean == pytest.approx(sum(states[layer] for layer in range(1, 7)) / 6, abs=1e-5)


def test_token_poolings_leave_special_tokens_out():
    vectors = np.array([[9.0, 9], [1, 4], [3, 2], [9, 9]])
    special = np.array([True, False, False, True])
    assert export.pool_tokens(vectors, special, "[CLS]").tolist() == [[9, 9]]
    assert export.pool_tokens(vectors, special, "mean over tokens").tolist() == [[2, 3]]
    assert export.pool_tokens(vectors, special, "maximum over tokens").tolist() == [[3, 4]]
    assert export.pool_tokens(vectors, special, "every token").shape == (4, 2)
    assert export.pool_tokens(vectors, special, "every word", (None, 0, 0, None)).tolist() == [[2, 3]]
    assert export.pool_tokens(vectors, np.ones(4, dtype=bool), "mean over tokens").shape == (1, 2)


def test_model_of_two_layers_gives_what_it_has(tiny):
    states = encode(tiny, "the bank").states
    assert export.pool_layers(states, "concatenation of the last four").shape == (4, 64)
    assert export.pool_layers(states, "sum of the last four") == pytest.approx(states[1] + states[2], abs=1e-6)


@pytest.mark.parametrize("pooling", export.LAYER_POOLINGS)
def test_every_pooling_on_offer_works(tiny, pooling):
    encoding = encode(tiny, "the bank")
    for over_tokens in export.TOKEN_POOLINGS:
        layered = export.pool_layers(encoding.states, pooling)
        vectors = export.pool_tokens(layered, encoding.special, over_tokens, encoding.word_ids)
        assert np.isfinite(vectors).all()
        assert len(vectors) == {"every token": 4, "every word": 2}.get(over_tokens, 1)


@pytest.mark.parametrize("kind", ["npz", "CSV", "Parquet", "Embedding Projector"])
def test_lines_of_python_beside_the_button_load_the_file(vectors, kind, tmp_path, monkeypatch):
    from components.ui.layers.export import files, lines_to_read

    monkeypatch.chdir(tmp_path)
    names = ["[CLS]", "null", "nan", "银行", "[SEP]"]
    for metadata in ({"token": names, "position": range(5)}, {"token": ["mean"]}):
        count = len(metadata["token"])
        for file, write in files(kind, "bank", lambda count=count: vectors[:count], metadata).items():
            (tmp_path / file).write_bytes(write())
        read = {}
        exec(lines_to_read(kind, "bank", f"{count} × 7", count > 1), read)
        assert np.array_equal(read["vectors"].astype(np.float32), vectors[:count])
        loaded = read["metadata"]["token"] if kind == "Embedding Projector" else read["tokens"]
        assert list(loaded) == metadata["token"]


def test_results_and_arrays_of_any_view_come_back():
    table = pd.DataFrame({"word": ["银行", "nan"], "value": [0.5, np.nan]})
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(export.write_table(table))), table)
    file = np.load(io.BytesIO(export.write_arrays(cosines=np.eye(2), caption="a caption")))
    assert np.array_equal(file["cosines"], np.eye(2))
    assert str(file["caption"]) == "a caption"


def test_a_caption_names_model_settings_and_versions():
    caption = make_caption("Cosines", "tiny", layer=3, seed=0)
    assert caption.startswith("Cosines. Model: tiny. Layer: 3. Seed: 0. Made with")
    assert "torch 2.13" in caption
