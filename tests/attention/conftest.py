"""Two sentences with “bank”, read once for the room."""

import pytest

from components.engine.encoding.encode import encode
from tests.conftest import BANKS


@pytest.fixture(scope="module")
def banks(encoder):
    return encode(encoder, BANKS)
