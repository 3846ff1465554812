"""One meaning in many languages on one map, and who is near whom, layer by layer."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import LANGUAGES
from components.engine.languages.examples import Meanings, read_meanings
from components.figures import curves, scatter
from components.figures.palette import REST, wrapped
from components.ui.contexts import word_points
from components.ui.languages import computed, own_words
from components.ui.parts import chart, downloads, layer_player
from components.ui.shared import models, readings
from components.ui.shell import choices, sidebar, visit
from components.ui.shell.markdown import code

visit.declare(__name__, centred=bool, meanings=list, colours=str, written=bool)
CHART = "meanings_map"
COLOURS = {"meaning": "by meaning", "language": "by language"}  # the shape tells the other
OWN_IDS = 10_000  # from here on points are the visitor's
TELLING = 7 / 12  # of the layers: where meaning counts most, in multilingual-e5-small
HOW_TO_READ = """
- Each point is a word in one sentence; the sentences of different languages are no translations of each other.
- **The curve** looks at the five nearest points in the full space, without those of the same language *and* meaning.
  How many of them mean the same in another language, and how many are of the same language and mean something else?
  Where the first line is above the second, meaning counts for more than language.
- **Without the language’s own direction** subtracts, at each layer, the mean of each language’s words: what all words
  of a language have in common is removed, on the map too. It needs to know the languages, so it is an aid for looking,
  not a fact about the vectors.
- UMAP draws clusters even in noise: trust the curve.
"""


def show(model: str) -> None:
    """Draw the map and the curve."""
    last, everything = models.facts(model).layers, read_meanings()
    layer = layer_player.layer_of(last, round(TELLING * last))
    method, colour, written, meanings, centred = options(everything)
    if len(meanings) < 2:
        st.info("Pick at least two meanings, so that there is something to tell apart.", icon=":material/touch_app:")
        return
    made, pending = projection(model, meanings, centred, method)
    method = method if pending else made.method.upper()
    same = f"{method} {colour} {written} {centred} {meanings}"
    about = f"{sidebar.short(model)}, {method}, n = {len(everything.only(meanings).words)}"
    layer_player.play(CHART, layer, last, same, "One meaning in five languages", about)
    picture = st.container()
    own = own_words.ask(centred)
    with picture:
        draw(
            partial(drawn, model, meanings, centred, method, colour, written, own),
            layer,
            shapes(everything.only(meanings), colour),
        )
        if pending:
            layer_player.wait_for_umap(("meanings", model, meanings, centred))
        st.caption(about_map(everything.only(meanings), made, layer))
    show_neighbourhoods(model, meanings, centred, layer)


def options(everything: Meanings) -> tuple[str, str, bool, tuple[str, ...], bool]:
    """Ask how to draw, and what: method, colours, words written or not, meanings, and whether languages are centred."""

    def known(names: Sequence[str]) -> list[str]:  # a link or a saved file may name anything
        return [name for name in everything.families if name in names]

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        method = choices.map_method()
        colour = choices.choose("Colours", "colours", list(COLOURS), label_shown=False, format_func=COLOURS.get)
        written = choices.switch("Words", "written", "Writes each word above one of its points.")
        centred = choices.switch(
            "Without the language’s own direction",
            "centred",
            "Subtracts the mean of each language’s words at each layer.",
        )
        with st.popover("Meanings", icon=":material/tune:"):
            picked = st.pills(
                "Meanings",
                everything.families,
                default=everything.families,
                selection_mode="multi",
                label_visibility="collapsed",
                **visit.linked("meanings", list(everything.families), known),
            )
    return method, colour, written, tuple(known(picked)), centred


def projection(model: str, meanings: tuple[str, ...], centred: bool, method: str) -> tuple[Any, bool]:
    """Return the map, and whether it is still waiting for UMAP: PCA stands in meanwhile."""
    flat, states = (partial(make, model, meanings, centred) for make in (computed.pca, computed.states))
    if method == "PCA":
        return flat(), False
    return word_points.umap_or_pca(("meanings", model, meanings, centred), states, flat)


def clouds(chosen: Meanings, made: Any, colour: str, written: bool) -> list[scatter.Cloud]:
    """Group the points by meaning or by language: that is their colour, and the other one their shape."""
    languages = [LANGUAGES[code] for code in chosen.languages]
    kinds, others = (chosen.meanings, languages) if colour == "meaning" else (languages, chosen.meanings)
    spans, named = computed.places(tuple(dict.fromkeys(chosen.meanings))), shapes(chosen, colour)
    points, groups = scatter.spread(made.points), []
    for number, name in enumerate(dict.fromkeys(kinds)):
        members = np.flatnonzero(np.array(kinds) == name)
        hover = [
            f"{wrapped(chosen.sentences[n], spans[n].start, spans[n].end)}<br>{languages[n]}, {chosen.meanings[n]}"
            for n in members
        ]
        looks = [named.index(others[n]) for n in members]
        words = once([chosen.words[n] for n in members]) if written else ()
        groups.append(scatter.Cloud(name, points[:, members], hover, members.tolist(), number, (), looks, words))
    return groups


def once(words: list[str]) -> list[str]:
    """Leave out a word that has been written before: its occurrences lie together."""
    return [word if word not in words[:place] else "" for place, word in enumerate(words)]


def shapes(chosen: Meanings, colour: str) -> list[str]:
    """List what the shapes mean."""
    names = [LANGUAGES[code] for code in chosen.languages] if colour == "meaning" else chosen.meanings
    return list(dict.fromkeys(names))


def drawn(
    model: str, meanings: tuple[str, ...], centred: bool, method: str, colour: str, written: bool, own: own_words.Own
) -> tuple[list[scatter.Cloud], Any, dict[int, str]]:
    """Return the points, the visitor's last, the map, and the sentences by the points' ids; nothing else moves."""
    chosen, (made, _) = read_meanings().only(meanings), projection(model, meanings, centred, method)
    groups, (sentences, spans) = clouds(chosen, made, colour, written), own
    if spans:
        points = made.add(readings.occurrences(model, sentences, spans).states)
        hover = [wrapped(sentences[span.sentence], span.start, span.end) for span in spans]
        ids = range(OWN_IDS, OWN_IDS + len(spans))
        groups.append(scatter.Cloud("yours", points, hover, ids, None, range(1, len(spans) + 1)))
    return groups, made, dict(enumerate(chosen.sentences)) | dict(enumerate(sentences, OWN_IDS))


def draw(see: Callable[[], tuple[list[scatter.Cloud], Any, dict[int, str]]], layer: int, named: list[str]) -> None:
    """Draw the map; shapes mean what is `named`."""

    def table() -> pd.DataFrame:
        groups, _, texts = see()
        return pd.DataFrame(
            {"group": cloud.name, "sentence": texts[place], "layer": number, "x": x, "y": y}
            for cloud in groups
            for number, points in enumerate(cloud.points.tolist())
            for place, (x, y) in zip(cloud.ids, points, strict=True)
        )

    groups, made, _ = see()
    figure = scatter.draw_map(groups, layer_player.drawn_at(CHART, groups, layer))
    scatter.name_shapes(figure, named)
    chart.show(
        figure,
        f"meanings across languages {made.method}",
        f"Map by {made.method.upper()}, layers 0 to {len(made.points) - 1}: "
        + ", ".join(f"{len(cloud.ids)} of {cloud.name}" for cloud in groups),
        table,
        key=CHART,
    )


def about_map(chosen: Meanings, made: Any, layer: int) -> str:
    """Say what the map is made of, and what it does not show."""
    words = len(set(zip(chosen.languages, chosen.words, strict=True)))
    what = (
        f"{made.method.upper()} of {len(chosen.words)} occurrences of {words} words in {len(set(chosen.languages))} "
        "languages, one basis for all layers; points that lie on each other are drawn side by side."
    )
    if made.method == "umap":
        return f"{what} UMAP draws clusters even in noise: trust the curve below, not gaps and distances."
    return f"{what} These axes hold {made.explained[layer]:.0%} of layer {layer}’s variance."


def show_neighbourhoods(model: str, meanings: tuple[str, ...], centred: bool, layer: int) -> None:
    """Draw by layer who is near, and say what it means at the chosen layer."""
    measure = partial(computed.neighbourhoods, model, meanings, centred)
    found = measure()
    st.markdown(
        "**Who is near: the same meaning, or the same language?** At layer "
        f"{layer}, **{100 * found.meaning[layer]:.0f} of 100** nearest neighbours say the same in another language, "
        f"and {100 * found.language[layer]:.0f} something else in the same one."
    )
    lines = [
        curves.measured("same meaning, another language", found.meaning, found.meaning_low, found.meaning_high),
        curves.measured("same language, another meaning", found.language, found.language_low, found.language_high),
    ]

    def table() -> pd.DataFrame:
        measured = vars(measure())
        names = [f"{what}{end}" for what in ("meaning", "language") for end in ("", "_low", "_high")]
        columns = {f"same {name}".replace("_", " "): measured[name] for name in names}
        return chart.layer_table(columns)

    last = len(found.meaning) - 1
    figure = curves.draw_by_depth(lines, "share of the nearest five", layer / last, (0, 1))
    for value, what, dash, side in (
        (found.chance_meaning, "meaning", "dot", "top left"),
        (found.chance_language, "language", "dash", "bottom right"),
    ):
        line = {"dash": dash, "width": 1, "color": REST}
        figure.add_hline(y=value, line=line, annotation_text=f"chance: {what}", annotation_position=side)
    chart.show(
        figure,
        "meaning against language by layer",
        f"Neighbours with the same meaning: {found.meaning[0]:.2f} at layer 0, {found.meaning[-1]:.2f} at the last.",
        table,
        key="neighbourhoods",
    )
    st.caption(
        f"Layer {layer}: {found.meaning[layer]:.0%} of the five nearest mean the same in another language (95 %: "
        f"{found.meaning_low[layer]:.0%} to {found.meaning_high[layer]:.0%}), {found.language[layer]:.0%} are of the "
        f"same language and mean something else ({found.language_low[layer]:.0%} to {found.language_high[layer]:.0%}); "
        f"by chance {found.chance_meaning:.0%} and {found.chance_language:.0%}. n = {found.counted} occurrences, "
        f"cosine in all dimensions. Model: {code(sidebar.short(model))}."
    )
    downloads.offer(
        "meaning against language",
        table,
        "Share of the five nearest neighbours with the same meaning in another language, and of the same language in "
        "another meaning",
        model,
        centred=centred,
    )
