"""The stores of results that visitors share, each bounded in bytes, least recently used out first."""

import ctypes
import hashlib
import sys
import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import streamlit as st
from cachetools import LRUCache

from components.engine.records import bytes_of

RESULT_BYTES = 192_000_000  # a text of 512 tokens in a model of 12 × 12 heads has 171 MB
HTML_BYTES = 24_000_000
SMALL_RESULTS = 200


class Results:
    """A store of results, least recently used out first, whose items together stay below a number of bytes."""

    def __init__(self, most_bytes: int, size: Callable[[Any], int]) -> None:
        self._items = LRUCache(most_bytes, getsizeof=size)
        self._reading = threading.Lock()
        self._computing = threading.RLock()  # one computation at a time: they share the processor anyway
        self._depth = 0  # of computations within each other

    @property
    def busy(self) -> bool:
        """Tell whether something is being computed."""
        return self._depth > 0

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """Return the result kept under `key`, or compute and keep it. What is larger than the store is not kept."""
        with self._reading:
            if key in self._items:
                return self._items[key]
        with self._computing:
            with self._reading:
                if key in self._items:  # another visitor asked for the same meanwhile
                    return self._items[key]
            self._depth += 1
            try:
                result = compute()
            finally:
                self._depth -= 1
            give_back_memory()
            self.keep(key, result)
            return result

    def keep(self, key: Hashable, result: Any) -> None:
        """Keep a result, unless it is larger than the store."""
        with self._reading:
            if self._items.getsizeof(result) <= self._items.maxsize:
                self._items[key] = result

    def kept(self, key: Hashable) -> Any:
        """Return the result kept under `key`, or None."""
        with self._reading:
            return self._items.get(key)


def digest(texts: Sequence[str]) -> str:
    """Name some texts by a hash, which is shorter than they are."""
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()


@st.cache_resource(show_spinner=False)
def results() -> Results:
    """Return the one store of arrays."""
    return Results(RESULT_BYTES, bytes_of)


@st.cache_resource(show_spinner=False)
def pages() -> Results:
    """Return the one store of HTML strings."""
    return Results(HTML_BYTES, len)


@st.cache_resource(show_spinner=False)
def small_results() -> Results:
    """Return the one store of results of a few kilobytes, which are counted and not weighed."""
    return Results(SMALL_RESULTS, lambda _: 1)


def give_back_memory() -> None:
    """Give freed memory back to the system: glibc keeps what inference freed, once for each thread that computed."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):  # musl has none
        libc.malloc_trim(0)  # under 10 ms
