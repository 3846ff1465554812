"""What visitors share of texts as vectors: a few at once, a table as a job."""

from typing import Any

import numpy as np

from components.ui.shared import waiting
from components.ui.shared.models import encoder
from components.ui.shared.store import STORE, digest

FEW = 100  # texts that are read before anybody asks how long it takes


def content(data: Any) -> tuple[str, str]:
    """Name a labelled table by what is in it."""
    return digest(data.texts), digest(data.labels)


def text_vectors(name: str, texts: tuple[str, ...]) -> Any:
    """Compute the vectors of some texts: an `engine.encoding.text_vectors.TextVectors`."""
    from components.engine.encoding.text_vectors import embed_texts

    key = ("texts", name, texts)
    if len(texts) <= FEW:
        return STORE.get(key, lambda: embed_texts(encoder(name), texts))
    return waiting.finish(
        key,
        f"Reading {len(texts):,} texts …",
        lambda note, stop: embed_texts(encoder(name), texts, on_progress=note, should_stop=stop),
    )


def table_vectors(name: str, texts: tuple[str, ...]) -> Any:
    """Compute the vectors of a whole table: an `engine.encoding.text_vectors.TextVectors` in float16."""
    from components.engine.encoding.text_vectors import embed_texts

    return waiting.finish(
        ("table", name, digest(texts)),
        f"Reading {len(texts):,} texts …",
        lambda note, stop: embed_texts(encoder(name), texts, np.float16, True, note, stop),
    )
