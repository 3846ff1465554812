"""What the colours of a corpus's map mean: its regions, a column's entries, or how near all is to an example."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.corpus.embedding import Embedding, Vectors
from components.engine.corpus.regions import Region, Regions
from components.engine.geometry import point_bytes
from components.engine.geometry.vectors import unit
from components.engine.text.find_word import find_occurrences
from components.figures.palette import CATEGORIES
from components.ui.corpus.find import FILE, Asked
from components.ui.parts import chart, points_map
from components.ui.shell import choices, visit

visit.declare(__name__, corpus_colour=str)
NEARNESS, REGION, WORD, PLAIN = "nearness", "region", "word", "nothing"
MOST_CLASSES = len(CATEGORIES)  # the rest is grey
EMPTY = "no entry"
AT_ONCE = 50_000


@dataclass(frozen=True)
class Colours:
    """What the colours of a map mean."""

    classes: np.ndarray  # (n,) uint8, as `point_bytes` has them
    names: tuple[str, ...] = ()
    ramp: tuple[str, str] | None = None


def ask(made: Embedding, asked: Asked, read: Vectors, regions: tuple[Regions, ...]) -> Colours:
    """Ask what the colours mean, and give each point its class."""
    columns = [*made.corpus.columns[:20], *([FILE] if len(made.corpus.files) > 1 else [])]
    named = regions and any(one.words for one in regions[0].regions)
    several = [WORD] if len(made.recipe.words) > 1 else []
    options = [*([NEARNESS] if asked.like else []), *several, *([REGION] if named else []), *columns, PLAIN]
    by = choices.pick("Colour by", "corpus_colour", options) if len(options) > 1 else PLAIN
    if by == WORD and several:
        return by_word(made, read)
    if by == REGION and named:
        return by_region(regions[0])
    if by == NEARNESS and asked.like is not None:
        near = cosines(read.vectors, asked.like.query)
        low, high = np.quantile(near, (0.01, 0.9995))
        shares = (near - low) / max(high - low, 1e-9)
        return Colours(point_bytes.as_classes(shares.clip(0, 1)), ramp=(f"cosine {low:.2f}", f"{high:.2f}"))
    if by not in columns:
        return Colours(np.full(len(read.sentence), point_bytes.NONE, np.uint8))
    coded, entries = made.corpus.categories(by)
    counts = np.bincount(coded, minlength=len(entries))
    shown = np.argsort(-counts, kind="stable")[:MOST_CLASSES]
    classes = np.full(len(entries), point_bytes.NONE, np.uint8)  # of the rarer ones
    classes[shown] = np.arange(len(shown))
    return Colours(classes[coded][read.sentence], tuple(entries[number] or EMPTY for number in shown))


def by_word(made: Embedding, read: Vectors) -> Colours:
    """Give each use the class of the chosen word that it is a form of; of very many words the first have a colour."""
    texts = made.corpus.texts(read.sentence)
    places = zip(texts, read.start.tolist(), read.end.tolist(), strict=True)
    forms, form = np.unique([text[start:end] for text, start, end in places], return_inverse=True)
    owner = np.full(len(forms), point_bytes.NONE, np.uint8)
    names = made.recipe.words[:MOST_CLASSES]
    for number, word in reversed(list(enumerate(names))):
        owner[[span.sentence for span in find_occurrences(list(map(str, forms)), word, True)]] = number
    return Colours(owner[form], names)


def by_region(level: Regions) -> Colours:
    """Give each point the class of its region, if that has a name."""
    with_name = [number for number, one in enumerate(level.regions) if one.words][:MOST_CLASSES]
    classes = np.full(len(level.regions) + 1, point_bytes.NONE, np.uint8)  # the last is of points in no region
    classes[with_name] = np.arange(len(with_name))
    return Colours(classes[level.owner], tuple(spell(level.regions[number]) for number in with_name))


def spell(region: Region) -> str:
    """Name a region by its words."""
    return ", ".join(region.words[:3])


def names_on_map(levels: tuple[Regions, ...]) -> list[points_map.Region]:
    """Give the names of all regions their places; the coarse ones win where two overlap."""
    return [
        points_map.Region(spell(one), *one.centre, one.count * (10 if not number else 1))
        for number, level in enumerate(levels)
        for one in level.regions
        if one.words
    ]


def list_regions(made: Embedding, level: Regions) -> None:
    """List the regions with their words, and how much more often these are said there."""
    rows = [
        {"words": word, "region": spell(one), "points": one.count, "share there": here, "share elsewhere": there}
        for one in level.regions
        for word, here, there in zip(one.words, one.inside, one.elsewhere, strict=True)
    ]
    if not rows:
        st.caption("No region of the map has words of its own, above what chance gives.")
        return
    with st.expander("What its regions are about", icon=":material/list:"):
        table = pd.DataFrame(rows)
        st.dataframe(table, hide_index=True)
        chart.download(table, f"regions of {made.corpus.name}", "corpus_regions")
        st.caption(
            f"Hills of the map and the words that are typical of them (class-based TF-IDF, {level.read:,} points "
            "read); only words more frequent there than any is when the sentences are dealt out by chance."
        )


def cosines(vectors: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Compare all vectors (n, width) with a query (width,): (n,) float32."""
    wanted = unit(query.astype(np.float32))
    parts = (vectors[first : first + AT_ONCE].astype(np.float32) for first in range(0, len(vectors), AT_ONCE))
    return np.concatenate([unit(part) @ wanted for part in parts])
