"""What visitors share of the pages that use vectors: texts compared, tables classified."""

from typing import Any

import numpy as np

from components.ui.shared import jobs
from components.ui.shared.models import encoder
from components.ui.shared.store import digest, results

FEW = 100  # texts that are read before anybody asks how long it takes


def content(data: Any) -> tuple[str, str]:
    """Name a labelled table by what is in it."""
    return digest(data.texts), digest(data.labels)


def text_vectors(name: str, texts: tuple[str, ...]) -> Any:
    """Compute the vectors of some texts: an `engine.encoding.text_vectors.TextVectors`."""
    from components.engine.encoding.text_vectors import embed_texts

    loaded = encoder(name)
    if len(texts) <= FEW:
        return results().get(("texts", name, texts), lambda: embed_texts(loaded, texts))
    return jobs.finish(
        ("texts", name, digest(texts)),
        f"Reading {len(texts):,} texts …",
        lambda note, stop: embed_texts(loaded, texts, on_progress=note, should_stop=stop),
    )


def table_vectors(name: str, texts: tuple[str, ...]) -> Any:
    """Compute the vectors of a whole table: an `engine.encoding.text_vectors.TextVectors` in float16."""
    from components.engine.encoding.text_vectors import embed_texts

    loaded = encoder(name)
    return jobs.finish(
        ("table", name, digest(texts)),
        f"Reading {len(texts):,} texts …",
        lambda note, stop: embed_texts(loaded, texts, np.float16, True, note, stop),
    )
