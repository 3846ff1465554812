"""Fine-tuning: the same weights whether a run was broken off or not, a line for those who wait, an ordinary folder."""

import dataclasses
import os
import shutil
import signal
import threading
import time
from collections import namedtuple

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from components.engine.built_in.sense_task import SenseTask
from components.engine.built_in.wordbench import read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.engine.errors import ModelError
from components.engine.finetune import __main__, before_after, runs, training
from components.engine.finetune.classifier import label_probabilities, load_classifier
from components.engine.finetune.job import EMBEDDINGS, PROGRESS, Job, read_progress
from components.engine.geometry.intervals import paired_interval
from components.engine.loading.load import load_encoder
from components.engine.loading.tuned import tuned_name
from components.engine.text.find_word import find_occurrences

TEXTS = ("a bank", "the river", "sat on the bank", "on the river", "a cat s", "b cat", "the cat sat", "a b c") * 3
LABELS = ("w", "w", "w", "w", "c", "c", "c", "c") * 3


def small_job(tiny_folder, **more: object):
    settings = {"epochs": 2, "rate": 1e-3, "batch": 4, "seed": 1} | more
    return Job("Cats & banks", str(tiny_folder), TEXTS, LABELS, tuple(range(16)), tuple(range(16, 24)), **settings)


def run_in(folder, job, stopped=None):
    folder.mkdir(exist_ok=True)
    job.write(folder)
    return __main__.tune(folder, stopped or threading.Event(), 1)


def main_in(folder, monkeypatch):
    """Do what a run's own process does, in this one."""
    monkeypatch.setattr("sys.argv", ["finetune", str(folder)])
    monkeypatch.setattr(__main__.signal, "signal", lambda *_: None)  # or the test run could not be ended
    return __main__.main()


def weights(folder):
    return AutoModelForSequenceClassification.from_pretrained(folder / "model").state_dict()


def until(wanted, run, seconds=120):
    for _ in range(10 * seconds):
        found = runs.find(run)
        if wanted(found):
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_a_run_that_was_broken_off_ends_with_the_same_weights(tiny_folder, tmp_path):
    job = small_job(tiny_folder)
    assert run_in(tmp_path / "whole", job)
    stopped = threading.Event()
    stopped.set()
    breaks = 0
    while not run_in(tmp_path / "broken", job, stopped):  # after every single step
        breaks += 1
    assert breaks == job.steps - 1
    whole, broken = weights(tmp_path / "whole"), weights(tmp_path / "broken")
    assert all(torch.equal(whole[name], broken[name]) for name in whole)
    lines = read_progress(tmp_path / "broken" / "progress.jsonl")
    assert [line["step"] for line in lines if "loss" in line] == list(range(1, job.steps + 1))


def test_every_epoch_reads_every_text_once_and_in_another_order(tiny_folder):
    prepared = training.prepare(small_job(tiny_folder))
    first, second = np.split(np.array(list(prepared.batches())), 2)
    assert sorted(first.ravel()) == sorted(second.ravel()) == list(range(16))
    assert first.tolist() != second.tolist()


@pytest.mark.parametrize("frozen", [EMBEDDINGS, 0, 1, 2])
def test_what_is_frozen_stays_and_the_rest_learns(tiny_folder, tmp_path, frozen):
    run_in(tmp_path / "job", small_job(tiny_folder, frozen=frozen, epochs=1))
    before, after = load_encoder(str(tiny_folder)).model, load_encoder(str(tmp_path / "job" / "model")).model
    same = {
        name: torch.equal(weight, after.get_parameter(name))
        for name, weight in before.named_parameters()
        if "pooler" not in name
    }
    for name, kept in same.items():
        layer = 0 if "embeddings" in name else int(name.split(".")[2]) + 1
        if "key.bias" not in name:  # softmax does not feel it, so it gets no gradient
            assert kept == (layer <= frozen), name


def test_the_folder_is_an_ordinary_one_that_says_what_it_is(tiny_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("SENSESCOPE_FILES", str(tmp_path))
    job = small_job(tiny_folder, epochs=60)
    run_id = "0123456789ab"
    folder = runs.runs_folder() / run_id
    folder.parent.mkdir()
    run_in(folder, job)
    run = runs.find(run_id)
    assert run.phase == "done"
    assert run.name == "tuned/cats-banks-0123456789ab"
    assert not (folder / "checkpoint.pt").exists()
    model = AutoModelForSequenceClassification.from_pretrained(folder / "model")
    inputs = AutoTokenizer.from_pretrained(folder / "model")("the river", return_tensors="pt")
    found = label_probabilities(load_classifier(run.name), ["the river"], 128)
    assert model.config.id2label == {0: "c", 1: "w"}
    assert np.allclose(found[0], model(**inputs).logits.softmax(1).detach().numpy()[0], atol=1e-6)
    assert found[0, 1] > 0.9  # it has learned
    assert "accuracy 1.0000" in (folder / "model" / "README.md").read_text()
    assert load_encoder(run.name).facts.layers == 2
    assert runs.zipped(run)[:2] == b"PK"
    runs.delete(run_id)
    with pytest.raises(ModelError, match="not on this machine any more"):
        load_encoder(run.name)


def test_a_killed_process_leaves_a_run_that_goes_on_and_others_wait_their_turn(tiny_folder):
    first = runs.begin(small_job(tiny_folder, epochs=600))
    second = runs.begin(small_job(tiny_folder, epochs=1))
    assert until(lambda run: run.phase == "waiting", second).before == 1
    until(lambda run: len(run.epochs) > 3 and runs.has_checkpoint(first), first)
    os.kill(runs.LINE.process().pid, signal.SIGKILL)
    broken = until(lambda run: run.phase == "stopped", first)
    until(lambda run: run.phase == "done", second)  # the server goes on with the next
    runs.queue(first)
    begun = until(lambda run: run.phase == "running" and len(run.losses) > len(broken.losses), first)
    steps = [line["step"] for line in begun.losses]
    assert steps == list(range(1, len(steps) + 1))
    runs.stop(first)
    assert until(lambda run: run.phase == "stopped", first).losses
    for run in (first, second):
        runs.delete(run)
        with pytest.raises(ModelError, match="not on this machine"):
            runs.find(run)


def test_who_waits_may_leave_the_line(tiny_folder):
    first = runs.begin(small_job(tiny_folder, epochs=600))
    second = runs.begin(small_job(tiny_folder))
    runs.stop(second)
    assert runs.find(second).phase == "stopped"
    runs.delete(first)
    runs.delete(second)


def test_an_error_of_the_run_is_told_and_can_be_tried_again(tiny_folder, monkeypatch, tmp_path):
    def full(*_: object) -> None:
        raise RuntimeError("PytorchStreamWriter failed writing file\nmore")

    monkeypatch.setattr(__main__, "save_checkpoint", full)
    small_job(tiny_folder).write(tmp_path)
    assert main_in(tmp_path, monkeypatch) == __main__.FAILED
    assert "PytorchStreamWriter failed writing file)" in read_progress(tmp_path / PROGRESS)[-1]["error"]


@pytest.mark.parametrize("run", ["", "../../etc", "0123456789ab", "0" * 13])
def test_an_unknown_run_is_told(run):
    with pytest.raises(ModelError, match="not on this machine"):
        runs.find(run)


def test_a_full_disk_is_told_before_anything_begins(tiny_folder, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 5_000_000))
    job = dataclasses.replace(small_job(tiny_folder), base=DEFAULT_MODEL)
    with pytest.raises(ModelError, match=r"writes up to 3\d\d MB, and 5 MB are free"):
        runs.begin(job)


def test_a_model_that_cannot_be_tuned_is_told_by_its_run(tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text("{}")
    save_file({"a": np.zeros((2, 2))}, tmp_path / "model.safetensors")
    monkeypatch.setattr(runs, "queue", lambda run: None)
    run = runs.begin(Job("x", str(tmp_path), TEXTS, LABELS, (0, 4), (1, 5)))
    assert main_in(runs.runs_folder() / run, monkeypatch) == __main__.FAILED
    found = runs.find(run)
    assert found.phase == "failed"
    assert "no readable config.json" in found.error
    runs.delete(run)


@pytest.mark.parametrize(
    ("title", "name"), [("Sentiment", "tuned/sentiment-x"), ("../<b>ä", "tuned/b-x"), ("图", "tuned/x")]
)
def test_names_are_plain(title, name):
    assert tuned_name(title, "x") == name


def test_what_all_texts_moved_together_is_drawn():
    random = np.random.default_rng(0)
    before = random.normal(size=(30, 8)) * 0.1 + np.eye(8)[0]
    after = before + 0.5 * np.eye(8)[1]  # a pure shift
    made = before_after.on_one_map(before, after)
    units = [side / np.linalg.norm(side, axis=1, keepdims=True) for side in (before, after)]
    apart, drawn = units[1].mean(axis=0) - units[0].mean(axis=0), np.diff(made.points.mean(axis=1), axis=0)
    assert np.linalg.norm(drawn) == pytest.approx(np.linalg.norm(apart), rel=0.05)
    centred = np.stack(units) - np.mean(units, axis=(0, 1))
    assert made.explained == pytest.approx((made.points**2).sum(axis=(1, 2)) / (centred**2).sum(axis=(1, 2)), rel=1e-4)
    still = before_after.on_one_map(before, before).points
    assert still[0] == pytest.approx(still[1])


def test_an_untouched_model_moved_nowhere_and_forgot_nothing(tiny):
    states = np.random.default_rng(0).normal(size=(3, 40, 8))
    moved = before_after.measure_moved(states, states)
    assert np.allclose(moved.cka, 1)
    assert np.allclose(moved.cosine, 1)
    assert (moved.chance < 0.5).all()
    assert all(np.allclose(ends, 0) for ends in paired_interval(states, states))


def test_sentences_pasted_twice_teach_nothing_about_senses(encoder, monkeypatch):
    def hits(copies):
        task = SenseTask(
            sentences * copies,
            tuple(find_occurrences(sentences * copies, "spring", inflections=True)),
            np.repeat("spring", len(sentences) * copies),
            np.tile(labels, copies),
        )
        monkeypatch.setattr(before_after, "bench_task", lambda words: task)
        return before_after.nearest_sense_hits(encoder)

    bench = read_bench("spring")
    sentences = tuple(np.array(bench.sentences)[np.array(bench.labels) == bench.senses[0]])
    labels = np.random.default_rng(0).permutation(["a", "b"] * (len(sentences) // 2))  # one sense, two names
    monkeypatch.setattr(before_after, "bench_words", lambda: ["spring"])
    np.testing.assert_allclose(hits(2), np.tile(once := hits(1), 2))
    assert once[1:].mean() == pytest.approx(0.47, abs=0.2)


def test_a_paired_interval_by_hand():
    before, after = np.array([0, 0, 1, 1]), np.array([1, 1, 1, 1])
    change, low, high = paired_interval(before, after)
    assert change == 0.5
    assert 0 <= low < 0.5 < high <= 1
