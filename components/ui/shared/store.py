"""The one store of what is computed for visitors: equal keys once, other keys not held up, bounded in bytes.

Keys are names and the texts themselves, by a hash: equal input gives the same result to everyone and nothing else
does, and no key holds a text. What is larger than all room is kept alone until the next such result.
"""

import ctypes
import functools
import hashlib
import inspect
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, wait
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from cachetools import LRUCache
from streamlit.runtime.scriptrunner_utils.script_run_context import get_run_yield_check

from components.engine.records import bytes_of

STORE_BYTES = 128_000_000  # thirty visitors fill it in two minutes; larger results are kept alone
ENTRY_BYTES = 1_000  # of a key and of what small results hold beside arrays and texts
LONG = 0.02  # seconds of computing after which freed memory is given back


class Store:
    """Results by key, least recently used out first, whose sizes together stay below `most`."""

    def __init__(self, most: int, size: Callable[[Any], int] = lambda result: bytes_of(result) + ENTRY_BYTES) -> None:
        self._items: LRUCache = LRUCache(most, getsizeof=size)
        self._large: tuple[str, Any] | None = None
        self._at_work: dict[str, Future] = {}
        self._lock = threading.Lock()

    @property
    def busy(self) -> bool:
        """Tell whether something is being computed."""
        return bool(self._at_work)

    def get(self, key: Any, compute: Callable[[], Any]) -> Any:
        """Return the result kept under `key`, or compute and keep it; who asks meanwhile waits for the same one."""
        name = name_of(key)
        while True:
            with self._lock:
                if (found := self._find(name)) is not None:
                    return found
                at_work = self._at_work.get(name)
                if at_work is None:
                    mine = self._at_work[name] = Future()
            if at_work is None:
                return self._compute(name, compute, mine)
            try:
                return result_of(at_work)
            except CancelledError:
                continue  # the visitor who computed it clicked elsewhere

    def _compute(self, name: str, compute: Callable[[], Any], mine: Future) -> Any:
        begun = time.perf_counter()
        try:
            result = compute()
        except Exception as error:  # whoever waits gets it; it is not kept
            self._end(name)
            mine.set_exception(error)
            raise
        except BaseException:  # this visitor's run ends here; somebody else's goes on
            self._end(name)
            mine.cancel()
            raise
        if time.perf_counter() - begun > LONG:
            give_back_memory()
        self.keep_named(name, result)
        self._end(name)
        mine.set_result(result)
        return result

    def _end(self, name: str) -> None:
        with self._lock:
            del self._at_work[name]

    def _find(self, name: str) -> Any:
        if self._large is not None and self._large[0] == name:
            return self._large[1]
        return self._items.get(name)

    def keep(self, key: Any, result: Any) -> None:
        """Keep a result that was computed elsewhere."""
        self.keep_named(name_of(key), result)

    def keep_named(self, name: str, result: Any) -> None:
        """Keep a result under the hash of its key."""
        with self._lock:
            if self._items.getsizeof(result) <= self._items.maxsize:
                self._items[name] = result
            else:
                self._large = (name, result)

    def kept(self, key: Any) -> Any:
        """Return the result kept under `key`, or None."""
        return self.kept_named(name_of(key))

    def kept_named(self, name: str) -> Any:
        """Return the result kept under the hash of a key, or None."""
        with self._lock:
            return self._find(name)

    def drop(self, key: Any) -> None:
        """Forget the result kept under `key`."""
        name = name_of(key)
        with self._lock:
            self._items.pop(name, None)
            if self._large is not None and self._large[0] == name:
                self._large = None


STORE = Store(STORE_BYTES)


def shared(compute: Callable) -> Callable:
    """Let all visitors share what a function returns; its arguments are the key.

    An argument that is no plain value names itself by its attribute `key`.
    """
    signature = inspect.signature(compute)

    @functools.wraps(compute)
    def look_up(*given: Any, **named: Any) -> Any:
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        return STORE.get(key_of(look_up, *bound.args), lambda: compute(*bound.args))

    return look_up


def key_of(function: Callable, *args: Any) -> tuple:
    """Return the key under which the result of a shared function is kept."""
    return (function.__module__, function.__qualname__, *args)


def result_of(future: Future) -> Any:
    """Wait for a result; a visitor who clicked elsewhere meanwhile waits no longer."""
    check = get_run_yield_check()
    while not wait([future], 0.1).done:
        if check is not None:
            check()
    return future.result()


def name_of(key: Any) -> str:
    """Name a key by a hash, which is shorter than it is and tells nothing of it."""
    return hashlib.sha256(repr(spelled(key)).encode("utf-8", "surrogatepass")).hexdigest()


def spelled(part: Any) -> Any:
    """Write a key with plain values alone."""
    if isinstance(part, tuple | list):
        return [spelled(one) for one in part]
    if isinstance(part, np.ndarray):
        return (part.shape, part.dtype.str, hashlib.sha256(np.ascontiguousarray(part).tobytes()).hexdigest())
    if hasattr(part, "key"):
        return spelled(part.key)
    if is_dataclass(part):
        return [type(part).__name__, *(spelled(getattr(part, one.name)) for one in fields(part))]
    if part is None or isinstance(part, str | int | float | np.generic):
        return part.item() if isinstance(part, np.generic) else part
    raise TypeError(f"A key may not hold a {type(part).__name__}: two of them could look alike.")


def digest(texts: Sequence[str]) -> str:
    """Name some texts by a hash, which is shorter than they are."""
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()


def give_back_memory() -> None:
    """Give freed memory back to the system: glibc keeps what inference freed, once for each thread that computed."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):  # musl has none
        libc.malloc_trim(0)  # under 10 ms
