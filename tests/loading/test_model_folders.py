"""Folders that people have: what would mislead is refused for what it is, and what only looks odd is read rightly."""

import json
import re
import shutil

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModel
from transformers.models.auto.tokenization_auto import TOKENIZER_MAPPING_NAMES

from components.engine.catalog import ENCODERS
from components.engine.encoding.batches import run_batch
from components.engine.encoding.encode import encode
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import ModelError, TextError
from components.engine.layers.bench_vectors import embed_bench
from components.engine.loading import hub, model_checks
from components.engine.loading.load import load_encoder
from components.engine.models.precisions import measure_precisions
from components.engine.models.two_models import compare_models
from components.engine.text.find_word import find_occurrences
from tests.conftest import tiny_tokenizer
from tests.loading.test_load import SIZES

PAIR = ("the bank", "a river")


@pytest.fixture
def folder(tiny_folder, tmp_path):
    """A copy of the random BERT, to spoil."""
    return shutil.copytree(tiny_folder, tmp_path / "model")


def save_kind(path, kind, **sizes: int):
    torch.manual_seed(0)
    AutoModel.from_config(AutoConfig.for_model(kind, **SIZES | sizes)).save_pretrained(path)


def rewrite_json(path, **changed: object):
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


def rewrite_weights(folder, change):
    weights = load_file(folder / "model.safetensors")
    change(weights)
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


@pytest.mark.parametrize("kind", ["bert", "albert", "roberta", "deberta-v2", "xlm-roberta"])
@pytest.mark.parametrize("left", [(), ("tokenizer_config.json",), ("tokenizer_config.json", "vocab.txt")])
def test_model_without_the_pieces_of_its_tokenizer_is_refused(kind, left, tmp_path):
    save_kind(tmp_path, kind)
    for file in left:
        (tmp_path / file).write_text("{}" if file.endswith("json") else "")
    with pytest.raises(ModelError, match="without a tokenizer|tokenizer of .* cannot be loaded"):
        load_encoder(str(tmp_path))


def test_weights_that_nothing_reads_are_refused(folder):
    def add(weights):
        weights["encoder.layer.0.attention.self.distance_embedding.weight"] = torch.ones(127, 8)

    rewrite_weights(folder, add)
    with pytest.raises(ModelError, match=r"1 weights .* does not read here .*distance_embedding"):
        load_encoder(str(folder))


def test_layers_that_config_json_leaves_out_are_refused(folder):
    rewrite_json(folder / "config.json", num_hidden_layers=1)
    with pytest.raises(ModelError, match=r"does not read here \(the first is encoder\.layer\.1"):
        load_encoder(str(folder))


@pytest.mark.parametrize("kind", sorted(ENCODERS))
def test_heads_of_every_architecture_are_known(kind):
    config = AutoConfig.for_model(kind, **SIZES)
    base = AutoModel.from_config(config)
    module = transformers.models.__getattr__(type(base).__module__.split(".")[2])
    seen = set()
    for name in dir(module):
        made = getattr(module, name)
        if re.search("For[A-Z]", name) and isinstance(made, type) and issubclass(made, transformers.PreTrainedModel):
            with torch.device("meta"):
                weights = made(config).state_dict()
            seen |= {key.partition(".")[0] for key in weights} - {base.base_model_prefix}
    assert seen
    assert seen <= model_checks.HEADS


def test_model_with_a_head_is_read_without_it(tmp_path):
    torch.manual_seed(0)
    whole = transformers.BertForSequenceClassification(transformers.BertConfig(**SIZES))
    whole.save_pretrained(tmp_path)
    tiny_tokenizer().save_pretrained(tmp_path)
    read = load_encoder(str(tmp_path)).model.state_dict()
    assert all(torch.equal(read[name], weight) for name, weight in whole.bert.state_dict().items())


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("kind", ["bert", "albert", "distilbert", "electra"])
def test_side_of_padding_does_not_move_a_word(kind, side, tmp_path):
    save_kind(tmp_path, kind)
    tokenizer = tiny_tokenizer()
    tokenizer.padding_side = side
    tokenizer.save_pretrained(tmp_path)
    one = load_encoder(str(tmp_path))
    sentences = ["the bank", "a bank on the river sat on the river ."]
    together = embed_occurrences(one, sentences, find_occurrences(sentences, "bank")).states
    alone = np.stack([encode(one, sentence).states[:, 2] for sentence in sentences], axis=1)
    assert together == pytest.approx(alone, abs=1e-5)
    padded = one.tokenizer(sentences, padding=True, return_tensors="pt")
    with torch.inference_mode():
        states = one.model(**padded).last_hidden_state
    assert states[:, 2].numpy() == pytest.approx(alone[-1], abs=1e-5)


@pytest.mark.parametrize("kind", sorted(ENCODERS))
@pytest.mark.parametrize("asked", [True, False])
def test_segments_that_are_shown_are_those_that_are_fed(kind, asked, tmp_path):
    save_kind(tmp_path, kind)
    tiny_tokenizer().save_pretrained(tmp_path)
    names = ["input_ids", "attention_mask", *["token_type_ids"] * asked]
    rewrite_json(tmp_path / "tokenizer_config.json", model_input_names=names)
    one = load_encoder(str(tmp_path))
    shown = encode(one, *PAIR)
    inputs = {"input_ids": torch.tensor(shown.ids)[None]}
    if getattr(one.model.config, "type_vocab_size", 0):
        inputs["token_type_ids"] = torch.tensor(shown.segment_ids)[None]
    with torch.inference_mode():
        fed = one.model(**inputs).last_hidden_state[0].numpy()
    assert shown.states[-1] == pytest.approx(fed, abs=1e-5)
    reads_them = getattr(one.model.config, "type_vocab_size", 0) > 1
    assert shown.segment_ids.tolist() == ([0, 0, 0, 0, 1, 1, 1] if reads_them else [0] * 7)
    alone = run_batch(one, [shown.ids.tolist()]).last_hidden_state[0].numpy()  # all of segment 0
    assert (np.abs(shown.states[-1] - alone).max() > 0.001) == reads_them


@pytest.mark.parametrize("lost", ["pad_token", "unk_token", "mask_token"])
@pytest.mark.parametrize("kind", ["bert", "roberta"])
def test_model_without_a_special_token_gives_vectors(kind, lost, tmp_path):
    save_kind(tmp_path, kind)
    tokenizer = tiny_tokenizer()
    setattr(tokenizer, lost, None)
    tokenizer.save_pretrained(tmp_path)
    one = load_encoder(str(tmp_path))
    sentences = ["the bank", "a bank on the river sat ."]
    together = embed_occurrences(one, sentences, find_occurrences(sentences, "bank")).states
    alone = np.stack([encode(one, sentence).states[:, 2] for sentence in sentences], axis=1)
    assert together == pytest.approx(alone, abs=1e-5)


def test_pieces_without_a_vector_are_refused_with_both_numbers(folder):
    tokenizer = tiny_tokenizer()
    tokenizer.add_tokens(["newword", "otherword"])
    tokenizer.save_pretrained(folder)
    with pytest.raises(ModelError, match="numbers its pieces up to 17, but the model’s table has 16 rows"):
        load_encoder(str(folder))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("weight", ["embeddings.word_embeddings.weight", "encoder.layer.1.output.dense.bias"])
def test_one_number_that_is_none_is_refused(weight, value, folder):
    rewrite_weights(folder, lambda weights: weights[weight].view(-1)[-1:].fill_(value))
    with pytest.raises(ModelError, match=rf"damaged: 1 of the [\d,]+ numbers of {weight}"):
        load_encoder(str(folder))


def test_model_of_few_positions_reads_the_built_in_sentences_through_windows(tmp_path):
    letters = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
    save_kind(tmp_path, "bert", max_position_embeddings=64, vocab_size=64)
    tiny_tokenizer(f"{letters} {' '.join('##' + letter for letter in letters.split())}").save_pretrained(tmp_path)
    one = load_encoder(str(tmp_path))
    bench = embed_bench(one)
    assert max(len(one.tokenizer(sentence)["input_ids"]) for sentence in bench.sentences) <= 64
    assert {form for form in bench.targets if form in ("bank", "banks")} == {"bank", "banks"}
    assert np.isfinite(bench.states.astype(np.float32)).all()
    assert np.isfinite(compare_models(one, one).cka).all()
    assert len(measure_precisions(one)) == 4


def test_an_adapter_is_named_for_what_it_is(folder):
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "google-bert/bert-base-uncased"}')
    for whole in (True, False):
        with pytest.raises(ModelError, match="an adapter for “google-bert/bert-base-uncased”: .* not a whole one"):
            load_encoder(str(folder))
        if whole:
            (folder / "config.json").unlink()


def test_encoder_of_older_sentence_transformers_is_found_below(folder, tmp_path, tiny):
    whole = tmp_path / "whole"
    whole.mkdir()
    shutil.move(folder, whole / "0_Transformer")
    (whole / "modules.json").write_text("[]")
    (whole / "config.json").write_text('{"__version__": "0.2.0"}')
    assert np.array_equal(encode(load_encoder(str(whole)), "the bank").states, encode(tiny, "the bank").states)


def test_folders_below_that_hold_models_are_named(folder, tmp_path):
    shutil.move(folder, tmp_path / "checkpoint-500")
    with pytest.raises(ModelError, match="folders in it that have one: checkpoint-500"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_pointer_of_git_is_named_for_what_it_is(file, folder):
    (folder / file).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 90\n")
    with pytest.raises(ModelError, match=f"{file} of .* is a git LFS pointer"):
        load_encoder(str(folder))


def test_another_width_in_config_json_is_told_with_both(folder):
    rewrite_json(folder / "config.json", hidden_size=48)
    with pytest.raises(ModelError, match=r"do not fit its config.json: embeddings\.\S+ is 32 in .* and 48 by"):
        load_encoder(str(folder))


@pytest.mark.parametrize("role", ["is_decoder", "is_encoder_decoder"])
def test_an_encoder_saved_as_a_decoder_is_named_for_what_it_is(role, folder):
    rewrite_json(folder / "config.json", **{role: True})
    with pytest.raises(ModelError, match=f"kind “bert”, but its config.json says {role}: true"):
        load_encoder(str(folder))


@pytest.mark.parametrize(
    "typed", ['"{}"', "'{}'", "“{}”", " {} ", "{}/model.safetensors", '"{}/config.json"', "file://{}"]
)
def test_a_path_is_read_as_it_was_meant(typed, tiny_folder):
    assert load_encoder(typed.format(tiny_folder)).facts.name == str(tiny_folder)


def test_every_file_that_a_tokenizer_is_made_of_is_fetched_from_the_hub():
    classes = {TOKENIZER_MAPPING_NAMES.get(kind) for kind in ENCODERS} - {None}
    files = [getattr(transformers, name).vocab_files_names.values() for name in classes]
    assert len(classes) > 6
    assert set().union(*files) <= hub.READ


def test_one_token_too_many_is_told_as_one(tiny):
    with pytest.raises(TextError, match=r"has 65 tokens, .* at most 64\. Shorten it by 1 token;"):
        encode(tiny, "a " * 63)
