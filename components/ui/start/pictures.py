"""The four pictures of the start page, each with a link to the page that goes deeper."""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import bench_words
from components.engine.geometry import vectors
from components.engine.geometry.project import fit_pca
from components.engine.text.sentences import split_sentences
from components.figures import curves, heatmap, scatter
from components.figures.palette import numbered, wrapped
from components.ui.contexts import find_contexts, word_points
from components.ui.parts import chart, chips
from components.ui.shared import readings
from components.ui.shell import frame, sidebar
from components.ui.shell.link import fits_link
from components.ui.shell.markdown import code

HEIGHT = 250
LABELLED = 26  # more tokens than this do not fit beside so small a picture


def show(text: str) -> None:
    """Draw the pieces, one head, two vectors parting, and the map."""
    encoded = readings.read_passing(sidebar.model(), text)
    word = repeated_word(encoded)
    sentences = split_sentences(text)
    show_pieces(encoded)
    frame.let_browser_draw()
    head, parting, place = st.columns(3)
    with head:
        show_head(encoded)
    with parting:
        show_parting(encoded, sentences, word)
    with place:
        show_on_map(encoded, sentences, word)


def repeated_word(encoded: readings.EncodedText) -> str | None:
    """Find a word of one piece that occurs twice: one with built-in sentences first, then the longest."""
    encoding, text = encoded.encoding, encoded.text
    pieces = Counter(word for word in encoding.word_ids if word is not None)
    whole = [
        text[start:end].lower()
        for (start, end), word in zip(encoding.offsets.tolist(), encoding.word_ids, strict=True)
        if word is not None and pieces[word] == 1
    ]
    twice = [token for token, count in Counter(whole).items() if count > 1 and any(map(str.isalpha, token))]
    return max(twice, key=lambda token: (token in bench_words(), len(token)), default=None)


def link(page: str, label: str, **query: Any) -> None:
    """Link to a page with the same text and the settings of the picture."""
    short = {key: str(value) for key, value in query.items() if fits_link(value)}
    st.page_link(f"pages/{page}.py", label=label, icon=":material/arrow_forward:", query_params=short)


def show_pieces(encoded: readings.EncodedText) -> None:
    """Draw the word pieces."""
    encoding, text = encoded.encoding, encoded.text
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### 1 · It is cut into {int((~encoding.special).sum())} pieces", width="stretch")
        link("tokens", "How text becomes input", text=text)
    chips.draw_tokens(encoding, "chips_start", "The pieces of your text", still=True)


def show_head(encoded: readings.EncodedText) -> None:
    """Draw the one head that is most worth looking at."""
    facts, encoding, text = encoded.facts, encoded.encoding, encoded.text
    st.markdown("#### 2 · Pieces look at each other")
    found = readings.telling_link(encoded)
    layer, head = found.layer + 1, found.head + 1
    weights = encoding.attention[found.layer, found.head]
    looks, at = (numbered(encoding.tokens, place) for place in (found.query, found.key))
    figure = heatmap.draw_attention(weights, encoding.tokens, found.query)
    few = len(encoding.tokens) <= LABELLED
    rank = f", the sharpest of {facts.layers} × {facts.heads} between words that are no neighbours"
    st.caption(
        f"{code(looks)} looks at {code(at)}: head {head} of layer {layer} gives it {found.weight:.0%} of its attention"
        f"{rank if found.apart else ''}."
    )
    chart.show(
        figure.update_layout(height=HEIGHT, xaxis_title=None, yaxis_title=None)
        .update_traces(showscale=False)
        .update_xaxes(tickfont_size=8, showticklabels=few)
        .update_yaxes(tickfont_size=8, showticklabels=few),
        f"attention layer {layer} head {head}",
        f"Attention of layer {layer}, head {head}: {looks} gives {found.weight:.0%} to {at}.",
        chart.token_table(weights, encoding.tokens, "from", encoding.tokens),
        key="start_head",
    )
    link("attention", "All heads of all layers", text=text, layer=layer, head=head)


def show_parting(encoded: readings.EncodedText, sentences: tuple[str, ...], word: str | None) -> None:
    """Draw how alike the two vectors of a repeated word are, layer by layer, its sentences read one by one."""
    facts, encoding, text = encoded.facts, encoded.encoding, encoded.text
    st.markdown("#### 3 · Context pulls one word apart")
    spans = readings.spans(sentences, word, False) if word else ()
    if word is None or len(spans) < 2:
        st.info("No word that this model knows occurs twice here. Use one in two sentences to see its vectors part.")
        link("layers", "Every token, layer by layer", text=text)
        return
    states = readings.occurrences(facts.name, sentences, spans[:2]).states
    alike = vectors.cosine(states[:, 0], states[:, 1])
    everyone = vectors.mean_cosine(encoding.states[:, ~encoding.special])
    apart = spans[0].sentence != spans[1].sentence
    which = f"The first two of {len(spans)}" if len(spans) > 2 else "The two"
    st.caption(
        f"{which} {code(word)} begin alike, as only their places differ (cosine {alike[0]:.2f}); at layer "
        f"{facts.layers} it is {alike[-1]:.2f}" + (", each sentence read by itself." if apart else ".")
    )
    name, rest = f"{word} and {word}", "mean of all pairs of pieces"
    chart.show(
        curves.draw_curves({name: alike, rest: everyone}, "cosine", baselines=[rest]).update_layout(height=HEIGHT),
        f"{word} by layer",
        f"Cosine of the two {word} vectors by layer: {alike[0]:.2f} at layer 0, {alike[-1]:.2f} at the last.",
        pd.DataFrame({"layer": range(len(alike)), "cosine": alike, rest: everyone}),
        key="start_parting",
    )
    token = [text[start:end].lower() for start, end in encoding.offsets.tolist()].index(word)
    link("layers", f"“{word}” against every token", text=text, token=token, compare="to the picked token")


def show_on_map(encoded: readings.EncodedText, sentences: tuple[str, ...], word: str | None) -> None:
    """Draw the repeated word among its built-in sentences at the last layer, or else all tokens of the text."""
    facts, encoding = encoded.facts, encoded.encoding
    st.markdown("#### 4 · And meanings get places")
    word = word or next((token for token in encoding.tokens if token in bench_words()), None)
    known = word in bench_words()
    if word is not None and known:
        made_of = find_contexts.gather(facts.name, word, "\n".join(sentences), True, None)
        made, _ = word_points.projection(made_of, "PCA", 2, noise=False)
        groups = word_points.clouds(made_of, made, *word_points.by_sense(made_of))
        count = len(made_of.reference.spans)
        sits = word_points.about_own(made_of, facts.layers)
        what = f"{sits} {count} built-in sentences at layer {facts.layers}."
    else:
        places = np.flatnonzero(~encoding.special)
        if len(places) < 3:
            st.info("A map needs at least three words.")
            return
        made = fit_pca(encoding.states[:, places])
        hovers = [wrapped(encoding.tokens[place]) for place in places]
        groups = [scatter.Cloud("the pieces of your text", made.points, hovers, range(len(hovers)), 0)]
        some = ", ".join(bench_words()[:6])
        what = f"The pieces of your text at layer {facts.layers}. Use one of {some} … twice to see its senses."
    st.caption(f"{what} PCA: the two axes hold {made.explained[facts.layers]:.0%} of the variance.")
    chart.show(
        scatter.draw_map(groups, facts.layers).update_layout(height=HEIGHT),
        f"map {word or 'of tokens'}",
        what,
        pd.DataFrame(
            [{"group": cloud.name, "x": x, "y": y} for cloud in groups for x, y in cloud.points[facts.layers].tolist()]
        ),
        key="start_map",
    )
    if known:
        link("senses", f"All layers of “{word}”", word=word, own="\n".join(sentences))
    else:
        link("senses", "Maps of ambiguous words")
