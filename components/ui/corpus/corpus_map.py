"""The map of a corpus: all of it at once; what is asked for lit, the rest in grey; texts where one points."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.engine.corpus import embedding, find, maps
from components.engine.corpus.embedding import Embedding, Vectors
from components.engine.corpus.find import Hits
from components.engine.corpus.recipe import CHOSEN, SENTENCES
from components.engine.corpus.regions import Regions
from components.engine.files.paper import Paper
from components.engine.geometry import point_bytes
from components.engine.geometry.landmarks import LandmarkMap
from components.engine.notebook.pictures import Chart
from components.figures import corpus
from components.ui.corpus import colours, marked
from components.ui.corpus import find as finding
from components.ui.corpus.colours import Colours
from components.ui.corpus.find import Asked
from components.ui.parts import chart, points_map
from components.ui.parts.points_map import Text
from components.ui.shared import waiting
from components.ui.shell import keep
from components.ui.shell.markdown import prose

KEY = "corpus_map"


def show(made: Embedding, aside: DeltaGenerator) -> None:
    """Draw the map, and say what was clicked or lassoed; what is asked for stands `aside`."""
    with aside:
        asked = finding.ask(made)
    with st.container():  # the progress has a place of its own: the browser would make the map anew when it goes
        drawn = the_map(made)
    read = embedding.load(made)
    regions = maps.kept_regions(made)
    with aside:
        coloured = colours.ask(made, asked, read, regions)
    packed = point_bytes.pack(drawn.points, coloured.classes)
    told = points_map.told(KEY, packed)
    marked.note(made, told)
    now = marked.on_map(made)
    lit = mask_of(made, asked, read)
    points_map.show(
        KEY,
        packed,
        alt=f"Map of {len(drawn.points):,} points of {made.corpus.name} by {drawn.method.upper()}",
        title=f"{made.corpus.name}: {made.recipe}",
        about=about(drawn),
        texts=texts_of(made, read),
        classes=coloured.names,
        ramp=coloured.ramp,
        regions=colours.names_on_map(regions),
        mask=lit,
        chosen=[] if now.picked is None else [now.picked],
    )
    st.caption(f"{len(drawn.points):,} points. {about(drawn)}")
    take_picture(made, drawn, coloured, regions)
    if lit is not None:
        st.caption(f"{int(lit.sum()):,} fit what is asked for, and are lit.")
    if regions:
        colours.list_regions(made, regions[0])
    if len(now.lassoed):
        say_lasso(made, read, now.lassoed)
    elif now.picked is not None:
        st.markdown("**The point that you clicked**")
        some = np.array([now.picked])
        finding.list_uses(made.corpus, read.sentence[some], read.start[some], read.end[some])


def take_picture(made: Embedding, drawn: LandmarkMap, coloured: Colours, regions: tuple[Regions, ...]) -> None:
    """Keep the map with the view, and offer it for a paper, as a sample of its points."""
    some = corpus.sample(len(drawn.points))
    names = [(one.name, one.x, one.y) for one in colours.names_on_map(regions[:1])]
    what = f"Map of {len(drawn.points):,} {unit_of(made)} of {made.corpus.name}"
    part = f", {len(some):,} of them shown" if len(some) < len(drawn.points) else ""

    def picture() -> Chart:
        amounts = coloured.ramp is not None
        figure = corpus.draw_corpus(drawn.points[some], coloured.classes[some], coloured.names, amounts, names)
        return keep.chart_of(figure, what, what + part)

    keep.add(KEY, picture)
    settings: dict[str, object] = {
        "layer": made.recipe.layer,
        "n": len(drawn.points),
        "sentences": made.corpus.sentences,
        "seed": 0,
    }
    methods = (drawn.method, "class-tf-idf", "trustworthiness")
    chart.offer_paper(
        picture, Paper(what + part, about(drawn).rstrip("."), made.recipe.model, methods, settings), "corpus_paper"
    )


def unit_of(made: Embedding) -> str:
    """Say what a point is, in the plural."""
    recipe = made.recipe
    return f"uses of {', '.join(recipe.words)}" if recipe.unit == CHOSEN else recipe.unit


def the_map(made: Embedding) -> LandmarkMap:
    """Return the map, drawn in the background if it is not there yet."""
    kept = maps.kept_map(made)
    if kept is not None:
        return kept

    def work(note_share: Callable[[float], None], stop: Callable[[], bool]) -> LandmarkMap | None:
        return maps.draw(made, note_share, stop)

    return waiting.finish(("corpus map", str(made.folder)), "Drawing the map, once …", work)


def about(drawn: LandmarkMap) -> str:
    """Say how the map was drawn, and how far it may be trusted."""
    how = f"{drawn.method.upper()}, cosine"
    if len(drawn.landmarks) < len(drawn.points):
        how += f", of {len(drawn.landmarks):,} landmarks, the others placed among them"
    if np.isnan(drawn.trustworthiness):
        return f"{how}."
    return (
        f"{how}; trustworthiness {drawn.trustworthiness:.3f} [{drawn.low:.3f}, {drawn.high:.3f}] (chance "
        f"{drawn.trustworthiness_by_chance:.2f}), the {drawn.neighbours} nearest of {drawn.sampled:,} points drawn by "
        "lot. Far apart on the map says little."
    )


def mask_of(made: Embedding, asked: Asked, read: Vectors) -> np.ndarray | None:
    """Tell which points fit what is asked for: (n,) bool; None if all do."""
    fits = find.sentences_that_fit(made.corpus, asked.words, asked.filters)
    return None if fits is None else fits[read.sentence]


def texts_of(made: Embedding, read: Vectors) -> Callable[[Sequence[int]], list[Text]]:
    """Return what gives the texts of some points."""
    whole = made.recipe.unit == SENTENCES

    def texts(numbers: Sequence[int]) -> list[Text]:
        some = np.array(numbers, dtype=np.int64)
        found = made.corpus.texts(read.sentence[some])
        if whole:
            return [Text(text) for text in found]
        places = zip(found, read.start[some].tolist(), read.end[some].tolist(), strict=True)
        return [Text(text, start, end) for text, start, end in places]

    return texts


def say_lasso(made: Embedding, read: Vectors, inside: np.ndarray) -> None:
    """List what is inside the lasso, and offer it."""
    st.markdown(f"**The {len(inside):,} points inside the lasso**")
    some = inside[: finding.TAKEN]
    finding.list_uses(made.corpus, read.sentence[some], read.start[some], read.end[some])
    nothing = np.full(len(some), np.nan, np.float32)
    hits = Hits(read.sentence[some], read.start[some], read.end[some], nothing, some, len(inside))
    if len(inside) > len(some):
        st.caption(f"The table holds the first {len(some):,} of them.")
    finding.take_along(made, hits)
    st.caption(prose("Draw an empty lasso, or press Escape on the map, to let it go."))
