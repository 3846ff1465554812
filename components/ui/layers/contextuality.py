"""How much does context change a word? Ethayarajh's three figures by layer, raw and adjusted, beside published ones."""

import numpy as np
import streamlit as st

from components.engine.catalog import DEFAULT_MODEL
from components.engine.layers.contextuality import Contextuality
from components.engine.layers.published import ANISOTROPY, INTRA_SENTENCE_ADJUSTED, LAST, PLACES, SELF_SIMILARITY
from components.engine.records import ModelFacts
from components.figures import curves
from components.ui.parts import chart
from components.ui.shared import built_in
from components.ui.shared.readings import EncodedText
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code

visit.declare(__name__, of=str, figure=str)

BUILT_IN, YOURS = "the built-in sentences", "your text"
SELF, INTRA, EXPLAINED, RANDOM = "one word", "one sentence", "one vector", "random words"
MEANING = {
    SELF: "Self-similarity: mean cosine between the occurrences of one word. High: context changes it little.",
    INTRA: "Intra-sentence similarity: mean cosine of a sentence’s tokens with their mean. High: they grow alike.",
    EXPLAINED: "Maximum explainable variance: the share of a word’s occurrences that one fixed vector could explain.",
    RANDOM: "Anisotropy: mean cosine of random words. High: the whole layer points one way.",
}
HOW_TO_READ = """
- All three figures are Ethayarajh’s (EMNLP 2019). **Adjusted** is raw less the same figure of random words, one drawn
  from each built-in sentence. Raw curves mislead: where all vectors point alike, every word looks stable.
- **One word**: mean over all pairs of occurrences, then over words. **One sentence**: tokens against their mean,
  special tokens left out. **One vector**: σ₁² ÷ Σ σᵢ² of a word’s occurrences, less that of as many random words; of
  few occurrences one vector always explains much, so compare equal numbers.
- Thin grey: BERT-base, its 12 layers placed by depth (layer ÷ last layer), from the data published with the paper
  (github.com/kawine/contextual). Other sentences, other words: compare shapes, not heights.
- In your text all sentences are read together; the built-in ones were read one by one.
- This does *not* show senses: a word may move much without changing its meaning.
"""


def show(encoded: EncodedText) -> None:
    """Draw one figure, raw, adjusted and its baseline, for the built-in sentences or the typed text."""
    facts = encoded.facts
    left, right = st.columns(2)
    with left:
        source = choices.choose("Measured on", "of", [BUILT_IN, YOURS])
    with right:
        figure = choices.choose("How alike is …", "figure", [SELF, INTRA, EXPLAINED, RANDOM])
    own = source == YOURS
    made = built_in.contextuality(encoded) if own else built_in.bench_contextuality(facts.name)
    raw, baseline = {
        SELF: (made.self_similarity, made.anisotropy),
        INTRA: (made.intra, made.anisotropy),
        EXPLAINED: (made.explained, made.explained_baseline),
        RANDOM: (made.anisotropy, np.zeros_like(made.anisotropy)),
    }[figure]
    if np.isnan(raw).all():
        st.info("No word occurs twice in your text. Use one twice, or pick “one sentence”.", icon=":material/info:")
        return
    drawn = {"mean cosine of random words": raw} if figure == RANDOM else {"adjusted": raw - baseline, "raw": raw}
    if figure != RANDOM:
        drawn["random words"] = baseline
    chart.show(
        curves.draw_by_depth(
            [*(curves.measured(name, values) for name, values in drawn.items()), *published(figure)],
            "share" if figure == EXPLAINED else "cosine",
        ).update_layout(height=370),
        f"contextuality {figure} {source}",
        f"{MEANING[figure]} Measured on {source}: "
        + ", ".join(
            f"{name} {values[0]:.2f} at layer 0, {values[-1]:.2f} at the last" for name, values in drawn.items()
        ),
        chart.layer_table(drawn),
        key="contextuality",
    )
    st.caption(MEANING[figure] + " " + about(made, facts, figure, own))


def published(figure: str) -> list[curves.DepthCurve]:
    """Return the published curves of BERT-base for a figure."""
    random, same, intra = (np.array(one.values) for one in (ANISOTROPY, SELF_SIMILARITY, INTRA_SENTENCE_ADJUSTED))
    pairs = {SELF: (same - random, same), INTRA: (intra, intra + random), RANDOM: (random,), EXPLAINED: ()}[figure]
    names = ("BERT-base (2019)",) if figure == RANDOM else ("BERT-base, adjusted (2019)", "BERT-base, raw (2019)")
    return [
        curves.DepthCurve(name, PLACES, values, LAST, published=True)
        for name, values in zip(names, pairs, strict=False)
    ]


def about(made: Contextuality, facts: ModelFacts, figure: str, own: bool) -> str:
    """Say what was counted, and what to mind."""
    said = []
    if figure in (SELF, EXPLAINED):
        few = ", ".join(f"{code(word)} × {count}" for word, count in list(made.words.items())[:4])
        more = f" and {len(made.words) - 4} more" if len(made.words) > 4 else ""
        said.append(f"Mean over {few}{more}.")
    base = made.explained_baseline if figure == EXPLAINED else made.anisotropy
    peak = int(base.argmax())
    already = f"{base[peak]:.2f} at layer {peak}"
    if figure == RANDOM:
        said.append(f"Raw curves mislead because of it: any two words already have {already}.")
    else:
        said.append(f"Raw curves mislead: random words already have {already}; the adjusted curve takes that off.")
    if facts.name == DEFAULT_MODEL:
        said.append("This model was trained to tell sentences apart, which spreads its last layer out again.")
    if figure == EXPLAINED and own:
        said.append("Two occurrences are few: one vector then explains at least half.")
    return " ".join(said)
