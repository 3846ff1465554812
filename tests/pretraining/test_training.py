"""Training on BERT's two objectives: what is hidden, what follows, and that a stopped run loses nothing."""

import argparse
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from components.engine.pretraining import __main__
from components.engine.pretraining.masking import batches, hide
from components.engine.pretraining.model import DecoderLoss, load_heads, losses, save_heads, scores, with_objectives
from components.engine.pretraining.passages import (
    NEXT,
    NO_LABEL,
    RANDOM,
    is_held_out,
    is_ordered,
    make_pairs,
    read_documents,
    tokenize_documents,
)
from components.engine.pretraining.trainer import Training

LINES = ["The cat sat.", "A bank on the river.", "Banks a b c.", "The river sat on the bank.", "Cats."]


@pytest.fixture(scope="module")
def documents(encoder):
    random = np.random.default_rng(0)
    words = ["river", "bank", "money", "water", "loan", "boat", "tree", "house", "music", "light", "stone"]
    texts = [
        "\n".join(" ".join(random.choice(words, random.integers(4, 12))).capitalize() + "." for _ in range(30))
        for _ in range(40)
    ]
    return tokenize_documents(texts, encoder.tokenizer)


@pytest.fixture(scope="module")
def pairs(documents):
    return make_pairs(documents, 64, (101, 102), 0)


def test_fifteen_percent_are_hidden_eighty_ten_ten(pairs, encoder):
    original = np.concatenate([pair.ids for pair in pairs])
    batch = hide(pairs, encoder.tokenizer, 0)
    shown = batch.ids[batch.attention]
    assert np.array_equal(batch.attention.sum(axis=1), [len(pair.ids) for pair in pairs])
    real = batch.answers != NO_LABEL
    pieces = (original != 101).sum() - (original == 102).sum()
    assert real.sum() / pieces == pytest.approx(0.15, abs=0.01)
    guessed = np.take_along_axis(batch.ids, batch.places, axis=1)[real]
    masked = (guessed == encoder.tokenizer.mask_token_id).mean()
    kept = (guessed == batch.answers[real]).mean()
    error = 4 * np.sqrt(0.8 * 0.2 / real.sum())
    assert masked == pytest.approx(0.8, abs=error)
    assert kept == pytest.approx(0.1, abs=error)
    assert (shown != original).sum() == (guessed != batch.answers[real]).sum(), "nothing else changes"
    assert set(shown[np.isin(original, [101, 102])]) == {101, 102}, "special tokens are never hidden"


def test_half_of_the_second_passages_follow(pairs):
    labels = np.array([pair.label for pair in pairs])
    assert set(labels) == {NEXT, RANDOM}
    assert (labels == NEXT).mean() == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(len(labels)))


def test_a_next_passage_is_next_and_a_random_one_is_from_another_document(encoder):
    texts = [". ".join(f"{word.capitalize()} {n}" for n in range(60)) + "." for word in ("alpha", "beta", "gamma")]
    documents = tokenize_documents([text.replace(". ", ".\n") for text in texts], encoder.tokenizer)
    for pair in make_pairs(documents, 64, (101, 102), 0):
        words = encoder.tokenizer.decode(pair.ids).replace("[CLS]", "").split("[SEP]")[:2]
        first, second = ([part.split() for part in passage.split(".") if part.strip()] for passage in words)
        if pair.label == NEXT:
            assert first[-1][0] == second[0][0]
            assert int(first[-1][1]) + 1 == int(second[0][1])
        else:
            assert first[-1][0] != second[0][0]


def test_random_passages_sound_like_the_whole_text(encoder):
    """Few long books and many short articles: the books' share of the text is their share of the random passages."""
    books = [".\n".join(["The river was slow"] * 150) + "."] * 6
    articles = [".\n".join(["A loan is money"] * 8) + "."] * 40
    pairs = make_pairs(tokenize_documents(books + articles, encoder.tokenizer), 64, (101, 102), 0)
    river = encoder.tokenizer.convert_tokens_to_ids("river")
    seconds = [river in pair.ids[pair.segments == 1] for pair in pairs if pair.label == RANDOM]
    share = 900 / (900 + 320)
    assert np.mean(seconds) == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / len(seconds)))


def test_most_pairs_are_whole_lines_whatever_the_label(encoder):
    """A paragraph and the next, or any paragraph: neither where a passage begins nor its length tells the label."""
    texts = [
        "\n".join(f"{first} {word} one. Then {word} two. So {word} three." for first in ["First", *["And"] * 200])
        for word in ("alpha", "beta", "gamma", "delta", "water", "paper", "river", "music")
    ]
    pairs = make_pairs(tokenize_documents(texts, encoder.tokenizer), 64, (101, 102), 0)
    begins, ends = encoder.tokenizer.convert_tokens_to_ids(["and", "three"])
    whole = {NEXT: [], RANDOM: []}
    for pair in pairs:
        first, second = (pair.ids[pair.segments == segment] for segment in (0, 1))
        lines = (second == begins).sum() == (second == ends).sum() == 1 and second[0] == begins
        whole[pair.label].append(bool(lines and first[-3] == ends))
    for label, found in whole.items():
        error = 4 * np.sqrt(0.6 * 0.4 / len(found))
        assert np.mean(found) == pytest.approx(0.6, abs=error), f"whole lines among the pairs labelled {label}"


def test_lists_have_no_next_sentence_and_pairs_fit(encoder):
    entries = "\n".join(f"cigar box: a box for holding cigars number {n}." for n in range(50))
    assert not is_ordered(entries)
    pairs = make_pairs(tokenize_documents([entries], encoder.tokenizer), 48, (101, 102), 0)
    assert {pair.label for pair in pairs} == {NO_LABEL}
    assert max(len(pair.ids) for pair in pairs) <= 48


def test_batches_hold_every_pair_once_and_are_not_too_large(pairs):
    groups = batches(pairs, 512, 0)
    assert sorted(id(pair) for group in groups for pair in group) == sorted(map(id, pairs))
    assert max(len(group) * max(len(pair.ids) for pair in group) for group in groups) <= 512


def test_documents_are_held_out_by_what_they_say():
    texts = [f"document {n}" for n in range(4000)]
    assert np.mean([is_held_out(text) for text in texts]) == pytest.approx(0.04, abs=0.013)
    assert [n for n in range(100) if is_held_out(texts[n])] == [21, 22, 55, 59, 75, 80, 94], "on every machine"


def test_documents_are_separated_by_blank_lines(tmp_path):
    (tmp_path / "text.txt").write_text("a\nb\n\nc\n \n\nd\n", encoding="utf-8")
    assert read_documents(tmp_path / "text.txt") == ["a\nb", "c", "d"]


def test_the_short_way_through_the_model_gives_what_the_long_way_gives(pairs, encoder):
    torch.manual_seed(0)
    model = with_objectives(encoder)
    torch.nn.init.normal_(model.cls.predictions.transform[1].weight, std=0.05)
    batch = hide(pairs[:6], encoder.tokenizer, 0)
    with torch.inference_mode():
        states, following = scores(model, batch)
        full = model(
            input_ids=torch.from_numpy(batch.ids),
            attention_mask=torch.from_numpy(batch.attention).long(),
            token_type_ids=torch.from_numpy(batch.segments),
        )
    real = torch.from_numpy(batch.answers != NO_LABEL)
    logits = model.cls.predictions.decoder(states[real])
    places = torch.from_numpy(batch.places)[..., None].expand(-1, -1, logits.shape[-1])
    torch.testing.assert_close(logits, full.prediction_logits.gather(1, places)[real], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(following, full.seq_relationship_logits, atol=1e-5, rtol=1e-5)


def test_loss_and_gradients_are_those_of_cross_entropy(pairs, encoder):
    torch.manual_seed(0)
    model = with_objectives(encoder)
    torch.nn.init.normal_(model.cls.predictions.transform[1].weight, std=0.05)
    batch = hide(pairs[:12], encoder.tokenizer, 0, share=0.5)
    truth = torch.from_numpy(batch.answers)
    assert (truth != NO_LABEL).sum() > DecoderLoss.ROWS
    states, following = scores(model, batch)
    logits = model.cls.predictions.decoder(states[truth != NO_LABEL])
    whole = cross_entropy(logits, truth[truth != NO_LABEL])
    weights = [model.cls.predictions.bias, model.cls.predictions.transform[1].weight]
    masked, sequence = losses(model, batch)
    torch.testing.assert_close(masked, whole, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(sequence, cross_entropy(following, torch.from_numpy(batch.labels)))
    for ours, theirs in zip(torch.autograd.grad(masked, weights), torch.autograd.grad(whole, weights), strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=1e-3)


def options(folder: Path, *more: str) -> argparse.Namespace:
    words = f"text.txt --out {folder} --steps 8 --length 24 --batch 200 --parts 2 --head-steps 2 --warm-steps 3"
    return __main__.parse([*words.split(), *more])


@pytest.fixture
def tiny_training(tiny):
    from components.engine.loading.load import Encoder
    from tests.conftest import tiny_tokenizer

    tokenizer = tiny_tokenizer()
    tokenizer.add_special_tokens({"mask_token": "[MASK]"})
    encoder = Encoder(tokenizer, tiny.model, tiny.facts)
    texts = ["\n".join(LINES * 4), "\n".join(LINES[::-1] * 4), "\n".join(LINES[2:] * 5)]
    return encoder, tokenize_documents(texts, tokenizer)


def test_a_resumed_run_ends_with_the_weights_of_one_that_never_stopped(tiny_training, tmp_path):
    encoder, documents = tiny_training
    for name in ("whole", "halves"):
        (tmp_path / name).mkdir()
    held = batches(make_pairs(documents, 24, (2, 3), 0), 100, 0)[:2]
    whole = Training(encoder, documents, options(tmp_path / "whole"))
    assert __main__.train(whole, held, tmp_path / "whole")
    for stop in (1, 3, 7, None):  # before the encoder trains, while the rate rises, while it falls
        part = Training(encoder, documents, options(tmp_path / "halves"))
        if stop != 1:
            part.resume(tmp_path / "halves/checkpoint.pt")
        finished = __main__.train(
            part, held, tmp_path / "halves", lambda stop=stop, part=part: part.progress.step == stop
        )
        assert finished == (stop is None)
    assert part.progress.step == whole.progress.step == 8
    for name, weight in whole.model.state_dict().items():
        assert torch.equal(weight, part.model.state_dict()[name]), name
    saved = [(tmp_path / name / "heads.safetensors").read_bytes() for name in ("whole", "halves")]
    assert saved[0] == saved[1]


def test_training_changes_the_copy_and_leaves_the_encoder_alone(tiny_training, tmp_path):
    encoder, documents = tiny_training
    before = {name: weight.clone() for name, weight in encoder.model.state_dict().items()}
    training = Training(encoder, documents, options(tmp_path))
    assert __main__.train(training, [], tmp_path)
    after = encoder.model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert not torch.equal(
        training.model.bert.encoder.layer[0].output.dense.weight, encoder.model.encoder.layer[0].output.dense.weight
    )


def test_heads_written_and_read_again_are_the_same_to_half_precision(tiny_training, tmp_path):
    encoder, documents = tiny_training
    training = Training(encoder, documents, options(tmp_path))
    save_heads(training.model, tmp_path / "heads.safetensors")
    again = load_heads(encoder, tmp_path / "heads.safetensors")
    for name, weight in training.model.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], weight, atol=1e-3, rtol=1e-3)
    longer = Training(encoder, documents, options(tmp_path, "--from", str(tmp_path)))
    assert torch.equal(longer.model.cls.predictions.bias, again.cls.predictions.bias), "a run can go on from heads"


def test_the_rate_rises_stays_and_falls_to_nothing(tiny_training, tmp_path):
    encoder, documents = tiny_training
    training = Training(encoder, documents, options(tmp_path, "--steps", "40", "--head-steps", "0"))
    rates = []
    while training.plan():
        training.set_rates()
        rates.append(training.optimizer.param_groups[0]["lr"])
        training.progress.step += 1
    assert rates[0] < rates[1] < rates[3] == rates[33] == training.options.rate
    assert rates[34:] == sorted(rates[34:], reverse=True)
    assert len(rates) == 40
    assert rates[-1] < 0.2 * training.options.rate
