"""Corpora of what a test gives."""

import io
from functools import partial

import pytest

from components.engine.corpus import bring
from components.engine.corpus.bring import Source


def source(name, content):
    content = content.encode() if isinstance(content, str) else content
    return Source(name, len(content), partial(io.BytesIO, content))


@pytest.fixture
def brought(tmp_path):
    """Make a corpus of what is given."""

    def bring_(*sources: Source, **ways: object):
        return bring.bring(sources, tmp_path / "0123456789ab", "Mine", **ways)

    return bring_
