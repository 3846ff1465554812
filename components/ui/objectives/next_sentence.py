"""Next sentence prediction on the page: one pair with its loss, and a whole text's neighbours against shuffled ones."""

import numpy as np
import pandas as pd
import streamlit as st
from scipy.stats import binomtest

from components.engine.errors import TextError
from components.engine.geometry import vectors
from components.engine.records import ModelFacts
from components.engine.text.sentences import split_sentences
from components.figures import bars
from components.ui.parts import chart, text_boxes
from components.ui.shared import objectives, readings
from components.ui.shell import visit
from components.ui.shell.markdown import code, prose

visit.declare(__name__, story=str, shuffle=int)
STORY = (
    "Mara missed the last train home. She sat down on a bench and called her brother. He promised to fetch her within "
    "the hour. While she waited, it began to rain. She opened the small red umbrella that she always carried. A stray "
    "cat crept under it and would not leave. When the car finally came, there were two passengers. Her brother laughed "
    "and put a towel on the back seat."
)
PAIRS = {
    "a story goes on": ("Mara missed the last train home.", "She sat down on a bench and called her brother."),
    "another topic": ("Mara missed the last train home.", "The recipe takes two eggs and a cup of flour."),
    "one topic, no order": ("The train has eleven coaches.", "Mara missed the last train home."),
    "cause and effect swapped": ("The street was wet all day.", "During the night it had begun to rain."),
}
HOW_TO_READ = r"""
- BERT’s second objective (Devlin et al. 2018): half of its training pairs were neighbours in a text, half were random.
  From the vector of `[CLS]`, through a dense layer with tanh (the pooler), a head gives the probability of
  “is next”.
- **Loss**: $-\log p$ if they are neighbours, $-\log(1-p)$ if they are not. 0.69 is a coin toss.
- The negatives of the training came from *other documents*, so the head learned mostly whether two sentences share a
  topic. Sentences of one story in a wrong order fool it: try **A whole text**.
- RoBERTa (Liu et al. 2019) left this objective out and lost nothing.
"""


def show_pair(facts: ModelFacts, text: str, pair: str) -> None:
    """Draw the probability for two texts, in both orders, and the loss for either truth."""
    first, second = two_texts(text, pair)
    if second is None:
        st.info("Two sentences are needed: write the second one into “Second text”.", icon=":material/info:")
        return
    means = [readings.read(facts.name, one).encoding.states[-1].mean(axis=0) for one in (first, second)]
    forward = objectives.probability_next(facts.name, first, second)
    backward = objectives.probability_next(facts.name, second, first)
    names = ["as written", "the other way round"]
    chart.show(
        bars.draw_shares(np.array([forward, backward]), names, "probability that the second follows", middle=0.5),
        "next sentence",
        f"Probability that the second text follows: {forward:.1%}; the other way round {backward:.1%}.",
        pd.DataFrame({"order": names, "probability": [forward, backward]}),
        key="next_sentence",
    )
    st.markdown(f"{code(second)} follows {code(first)} with a probability of **{forward:.1%}**.")
    st.latex(
        rf"\begin{{gathered}} L_\text{{next}} = -\log p = -\log {digits(forward)} = {loss(forward):.3f} \\ "
        rf"L_\text{{random}} = -\log(1 - p) = -\log {digits(1 - forward)} = {loss(1 - forward):.3f} \end{{gathered}}"
    )
    st.caption(
        "The loss if the two are neighbours, and if they are not. The head was trained against random pairs, so it "
        "judges mostly whether both have one topic, and hardly their order. For comparison: their mean vectors of the "
        f"last layer of {code(facts.name)} have a cosine of {float(vectors.cosine(*means)):.2f}."
    )


def two_texts(text: str, pair: str) -> tuple[str, str | None]:
    """Return the two texts; without a second one the first is split after its first sentence, and the page says so."""
    if pair.strip() and not text.strip():
        raise TextError("The first text is empty, and two are needed. Write one into “Text”.")
    if pair.strip():
        return text, pair
    first, *rest = split_sentences(text) or ("",)
    if not rest:
        return text, None
    st.caption("Your text is split after its first sentence, since there is no second text.")
    return first, " ".join(rest)


def digits(probability: float) -> str:
    """Write a probability for a formula, with more digits near 0 and 1, where its logarithm needs them."""
    if probability < 1e-4:
        number, power = f"{probability:.2e}".split("e")
        return rf"{number} \cdot 10^{{{int(power)}}}"
    return f"{probability:.3f}" if 0.01 < probability < 0.99 else f"{probability:.6f}"


def loss(probability: float) -> float:
    """Return −log p."""
    return float(-np.log(max(probability, np.finfo(float).tiny)))


def ask_text() -> tuple[str, ...]:
    """Ask for a text, and return its sentences."""
    story = st.text_area("Your text, its sentences in order", STORY, height=420, **visit.linked("story", STORY))
    text_boxes.say_how_to_be_done("next")
    text_boxes.warn_if_long(story, "text")
    return split_sentences(story)


def show_text(facts: ModelFacts, sentences: tuple[str, ...]) -> None:
    """Measure how well the head tells the neighbours of a text from other pairs of its sentences."""
    seed = visit.held("shuffle", 0, lambda number: max(0, number))
    made = objectives.try_text(facts.name, sentences, seed)
    st.button("Shuffle again", on_click=visit.put, args=("shuffle", seed + 1), icon=":material/shuffle:")
    right, count = int(made.right.sum()), len(made.right)
    low, high = binomtest(right, count).proportion_ci(method="wilson")
    st.subheader(f"{right} of {count} pairs are judged right ({right / count:.0%})", anchor=False)
    table = pd.DataFrame(
        {
            "first": [sentences[a] for a, _ in made.pairs],
            "second": [sentences[b] for _, b in made.pairs],
            "neighbours": made.truth,
            "probability": made.probabilities,
            "right": made.right,
        }
    )
    chart.show(
        bars.draw_pairs(made.probabilities, made.truth, [f"{a + 1} → {b + 1}" for a, b in made.pairs]),
        "neighbours and others",
        f"Probabilities of {count // 2} neighbours and {count // 2} other pairs; {right} are judged right.",
        table,
        key="pairs",
    )
    halves = [int(made.right[made.truth].sum()), int(made.right[~made.truth].sum())]
    st.caption(
        f"Neighbours recognised: {halves[0]} of {count // 2}; others refused: {halves[1]} of {count // 2}. A coin gets "
        f"50 %; 95 % interval of the accuracy {low:.0%} to {high:.0%} (Wilson 1927, n = {count}). All sentences are "
        f"from one text, which is harder than random ones from elsewhere; draw {seed + 1}."
    )
    with st.expander("All pairs", icon=":material/table:"):
        st.dataframe(table, hide_index=True, alt="All pairs with their probabilities")
    wrong = table[~table["right"]].head(3)
    if len(wrong):
        st.markdown("Judged wrong, with the probability that the second follows:")
    for _, row in wrong.iterrows():
        st.markdown(f"- {row['probability']:.0%} · {prose(row['first'])} → {prose(row['second'])}")
