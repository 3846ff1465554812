"""Saved work, links, caches: what belongs to one visitor and what all share."""

import json
import sys
import threading
from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import psutil
import pytest

from components.engine.errors import WorkError
from components.ui.shared.store import Store
from components.ui.shell import link, markdown, reload, saved_work, visit


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "not saved work"),
        (b'{"text": "a"}', "not saved work"),
        (b'{"sensescope": 1, "text": 5}', "“text” is not of the right kind"),
        (b'{"sensescope": 1, "layer": true}', "“layer” is not of the right kind"),
        (b" " * 6_000_000, "6.0 MB"),
    ],
    ids=["empty", "binary", "deep", "list", "other", "number", "bool", "large"],
)
def test_files_that_are_not_saved_work_are_told(content, reason):
    with pytest.raises(WorkError, match=reason):
        saved_work.read_work(content)


def test_link_length_counts_what_a_link_spells():
    assert link.link_length("a b") == 3
    assert link.link_length("银") == 9
    assert link.fits_link("a" * 4000)
    assert not link.fits_link("a" * 4001)
    assert not link.fits_link("银" * 500)


def test_long_text_rides_compressed_as_far_as_it_fits():
    assert link.rides_in_link("银行在河边。" * 500)
    assert link.unpacked(link.packed("银行 🙂 \x00")) == "银行 🙂 \x00"
    assert not link.rides_in_link(np.random.default_rng(0).bytes(4000).hex())


@pytest.mark.parametrize("letters", ["", "!", "AAAA", "eJwDAAAAAAE", link.packed("a" * 1000)[:10], "银"])
def test_a_compressed_text_that_is_none_is_passed_over(letters):
    assert link.unpacked(letters) in (None, "") or set(link.unpacked(letters)) == {"a"}


def test_a_compressed_text_cannot_fill_the_memory():
    assert len(link.unpacked(link.packed("a" * 10_000_000))) <= link.MOST_UNPACKED


def test_one_key_means_one_thing():
    saved_work.gather_settings()
    with pytest.raises(ValueError, match="declared by components.ui.shell.choices"):
        visit.declare(__name__, layer=int)


def test_store_stays_below_its_bytes_and_forgets_the_oldest():
    store = Store(1000, lambda array: array.nbytes)
    first = store.get("a", lambda: np.zeros(60))
    assert store.get("a", lambda: np.ones(60)) is first
    store.get("b", lambda: np.zeros(60))
    store.get("c", lambda: np.zeros(60))  # 3 × 480 bytes do not fit
    assert store.get("a", lambda: np.ones(60))[0] == 1
    assert store.get("huge", lambda: np.zeros(500)).nbytes == 4000  # larger than all room: kept alone
    assert store.get("huge", lambda: np.ones(500))[0] == 0
    assert store.get("as huge", lambda: np.ones(500))[0] == 1
    assert store.get("huge", lambda: np.ones(500))[0] == 1


def test_two_visitors_with_one_text_compute_it_once():
    store = Store(1000, lambda array: array.nbytes)
    asked, release = [], threading.Event()

    def compute():
        asked.append(1)
        release.wait(5)
        return np.zeros(3)

    threads = [threading.Thread(target=store.get, args=("a", compute)) for _ in range(4)]
    for thread in threads:
        thread.start()
    release.set()
    for thread in threads:
        thread.join()
    assert len(asked) == 1


def test_a_computation_may_ask_for_another_that_is_too_large_to_keep():
    store = Store(10, lambda array: array.nbytes)
    large = lambda: store.get("large", lambda: np.zeros(100))  # noqa: E731
    large()
    assert store.get("small", lambda: large()[:1]).shape == (1,)
    assert not store.busy


def test_failed_computation_is_not_kept_and_blocks_nobody():
    store = Store(1000, lambda array: array.nbytes)
    with pytest.raises(ZeroDivisionError):
        store.get("a", lambda: 1 / 0)
    assert store.get("a", lambda: np.zeros(1)).shape == (1,)


@pytest.mark.parametrize("text", ["![x](http://h/i.png)", "$a$", ":red[x]", ":smile:", "`a``b`", "*a* _b_", "<b>"])
def test_markdown_in_user_text_is_drawn_and_not_obeyed(text):
    escaped = markdown.prose(text)
    assert all(escaped[place - 1] == "\\" for place, sign in enumerate(escaped) if sign in "![]()$:`*_<>" and place)
    fence = markdown.code(text).split(" ")[0]
    assert set(fence) == {"`"}
    assert fence not in text


@pytest.mark.parametrize("address", ["www.bank.com", "https://bank.com", "HTTP://bank.com", "a@bank.com"])
def test_an_address_in_user_text_is_broken_by_a_sign_that_is_not_drawn(address):
    drawn = markdown.prose(f"See {address}.").replace("\\", "")
    assert address not in drawn
    assert address in drawn.replace("\u2060", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what was freed")
def test_what_a_computation_freed_goes_back_to_the_system():
    def compute():
        pieces = [bytes(100_000) for _ in range(2000)]  # 200 MB, each too small for a mapping of its own
        pins.append(bytes(100_000))  # above them, so that they are a hole
        del pieces
        return np.zeros(1)

    pins = []
    before = psutil.Process().memory_info().rss
    Store(1000, lambda array: array.nbytes).get("a", compute)
    assert psutil.Process().memory_info().rss - before < 50_000_000


def test_work_brings_back_what_was_set_and_what_was_not(monkeypatch):
    session = {}
    monkeypatch.setattr(visit.st, "session_state", session)
    saved_work.gather_settings()
    for key, value in (("text", "Mine."), ("layer", 2)):
        visit.put(key, value)
    before = {"sensescope": 1, "text": "Before.", "group_names": "{}", "model": "multilingual-e5-small"}
    before["views"] = {"senses": "Groups"}
    saved_work.read_work(json.dumps(before).encode())
    assert json.loads(saved_work.saved_work()()) == before
    assert (session["text"], session.get("layer")) == ("Before.", None)
    saved_work.read_work(b'{"sensescope": 1, "second": "rock"}')  # from when that was one word
    assert session["second"] == ["rock"]


def test_a_run_that_is_cut_off_makes_no_default_a_choice(monkeypatch):
    session = {}
    monkeypatch.setattr(visit.st, "session_state", session)
    monkeypatch.setattr(visit.st, "query_params", {})
    visit.enter("attention")
    session["layer"] = visit.settle("layer", 4, lambda layer: layer)[0]
    visit.drawn()
    for _ in range(2):  # of two runs the second cuts off the first, and the browser still shows the other page's slider
        visit.enter("senses")
        session["layer"] = 4
        assert visit.held("layer", 6, lambda layer: layer) == 6
    visit.drawn()
    session["layer"] = 4  # now it is the visitor's
    assert visit.held("layer", 6, lambda layer: layer) == 4


def test_a_run_that_is_cut_off_leaves_to_the_next_what_a_reload_brings(monkeypatch):
    session = {"reload": SimpleNamespace(before="of before")}
    monkeypatch.setattr(visit.st, "session_state", session)
    monkeypatch.setattr(visit.st, "query_params", {})
    before = visit.Visit(touched={"text"}, values={"text": "Mine."}, views={"senses": "Groups"})
    monkeypatch.setitem(reload.VISITS, "of before", before)
    with monkeypatch.context() as patch:
        patch.setattr(saved_work, "set_up", Mock(side_effect=InterruptedError))
        with pytest.raises(InterruptedError):
            reload.take_over()
    visit.enter("senses")
    reload.take_over()
    assert (session["text"], session["view"]) == ("Mine.", "Groups")
    visit.put("text", "Newer.")
    reload.take_over()
    assert session["text"] == "Newer."
