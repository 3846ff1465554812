"""The vectors of the built-in texts, read once for the room."""

import numpy as np
import pytest

from components.engine.encoding.text_vectors import embed_texts
from components.engine.files.label_tables import (
    built_in,
)


@pytest.fixture(scope="module")
def vectors(encoder):
    return embed_texts(encoder, built_in("topic").texts, np.float16)
