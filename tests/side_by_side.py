"""Two processes that test side by side: what each takes, and how they keep out of each other's way."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from threadpoolctl import threadpool_limits
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from components.engine.encoding import bulk
from components.engine.geometry import umap_process
from tests.browsing import ROOT

# UMAP is compiled once, while the tests are collected, and not by each server and process that finds it missing.
COMPILE = "from components.engine.geometry import umap_process as lane; lane.keep_compiled(); lane.compile_umap()"
COMPILING = pytest.StashKey[subprocess.Popen]()


def pytest_configure(config: pytest.Config) -> None:
    """Let processes that test side by side, and the servers they start, compute with one thread each."""
    if hasattr(config, "workerinput"):
        os.environ["OMP_NUM_THREADS"] = "1"
        threadpool_limits(1)
        torch.set_num_threads(1)
        bulk.THREADS = 1  # it gives back as many as there were when it was first read
        umap_process.keep_compiled()
    elif config.getoption("numprocesses", None):
        config.stash[COMPILING] = subprocess.Popen([sys.executable, "-c", COMPILE], cwd=ROOT)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running."""
    if COMPILING in config.stash:
        config.stash[COMPILING].wait()


class ByRoom(LoadScopeScheduling):
    """Lets one process test all of a room and its page: what they compute is then computed once."""

    def _split_scope(self, nodeid: str) -> str:
        path, given = Path(nodeid.partition("::")[0]), re.split(r"[\[\]-]", nodeid)[1:]
        page = next((part for part in given if (ROOT / "pages" / f"{part}.py").exists()), None)
        return page or (path.stem if path.parent.name in ("shell", "tests") else path.parent.name)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByRoom:
    """Deal the tests out to the processes."""
    return ByRoom(config, log)
