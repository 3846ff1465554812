"""Masked language modelling on the page: words to hide, guesses, the loss worked out, the guess forming by layer."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.catalog import DEFAULT_MODEL
from components.engine.objectives.masked_words import Guesses, Question
from components.engine.records import Encoding, ModelFacts
from components.figures import bars, heatmap
from components.ui.objectives.hidden_words import MASK, hidden_words
from components.ui.parts import chart, chips
from components.ui.shared import objectives
from components.ui.shared.readings import EncodedText
from components.ui.shell import choices, sidebar, visit
from components.ui.shell.markdown import code, prose

visit.declare(__name__, sample=int, hidden_piece=str)
MOST_BUTTONS = 24  # hidden pieces side by side; of more one picks from a list
HOW_TO_READ = r"""
- BERT was trained to guess hidden pieces from both sides (Devlin et al. 2018, section 3.1). 15 % of the pieces are
  chosen; 80 % of those become `[MASK]`, 10 % another piece, 10 % stay as they are, so that the model cannot rely on
  what it sees. The view **Sample** does the same to your text.
- The **head** turns a token’s last vector into a probability for every piece of the vocabulary: dense, GELU,
  LayerNorm, then the word embeddings themselves as output weights, softmax. (The bundled head has one more linear map
  before the embeddings, which were not trained with it.)
- The **loss** is $L = -\frac{1}{N}\sum \log p$ over the $N$ hidden pieces, $p$ being the probability of the true one.
  0 is perfect; a blind guess among $V$ pieces costs $\log V$.
- A word of several pieces is hidden piece by piece, and each piece is guessed without knowing the others.
- **By layer** puts the same head on earlier layers. It was trained on the last one alone, so below it underrates what a
  layer holds.
- This does *not* show what BERT knows or believes: a probable word is a word that often stands in such places.
"""


def say_whose_head(facts: ModelFacts, objective: str) -> None:
    """Say where the head comes from; to a model without one, offer another model."""
    if objective not in facts.objectives:
        name = f"Use {DEFAULT_MODEL}"
        st.button(name, icon=":material/check_circle:", on_click=sidebar.use, args=(DEFAULT_MODEL,))
    elif facts.name == DEFAULT_MODEL:
        st.caption(
            f":material/info: {code(facts.name)} was published without this head. It is our own, trained on little "
            "text: it shows how BERT guesses, and guesses worse than BERT’s own."
        )
    else:
        st.caption(f":material/info: The head is {code(sidebar.short(facts.name))}’s own.")


def show_guesses(encoded: EncodedText) -> None:
    """Let the visitor hide words, and draw what the model guesses there and what it costs."""
    facts, encoding = encoded.facts, encoded.encoding
    asked = objectives.question(encoded, hidden_words(encoded))
    made = objectives.guesses(facts.name, asked)
    place = pick_place(facts, asked)
    draw_place(facts, asked, made, place)
    say_how_hidden(encoding, asked, made, place)
    show_loss(facts, asked, made)


def say_how_hidden(encoding: Encoding, asked: Question, made: Guesses, place: int) -> None:
    """Say what a word of several pieces costs together, and what it means that several are hidden at once."""
    word = encoding.word_ids[asked.places[place]]
    pieces = [n for n in range(len(asked.places)) if word is not None and encoding.word_ids[asked.places[n]] == word]
    if len(pieces) > 1:
        spelled = "".join(encoding.tokens[asked.places[n]].removeprefix("##") for n in pieces)
        together = float(np.exp(made.true[-1, pieces].astype(float).sum()))
        st.markdown(
            f"{code(spelled)} is {len(pieces)} pieces, all hidden. The product of their probabilities is "
            f"**{percent(together)}**; each is guessed without seeing the others."
        )
    count, all_ = len(asked.places), int((~encoding.special).sum() + (asked.answers < 0).sum())
    if count > 1 and len(pieces) != count:
        most = " That is most of the text, so there is little left to guess from." if 2 * count > all_ else ""
        st.caption(f"{count} of {all_} pieces are hidden, and each is guessed without seeing the others.{most}")


def pick_place(facts: ModelFacts, asked: Question) -> int:
    """Ask which hidden piece to look at, if there are several; return its number among them."""
    count = len(asked.places)
    if count < 2:
        return 0
    names = objectives.pieces(facts.name, np.maximum(asked.answers, 0))
    names = [f"{asked.places[n]} {names[n] if asked.answers[n] >= 0 else MASK}" for n in range(count)]
    if count > MOST_BUTTONS:
        return names.index(choices.pick("Hidden piece", "hidden_piece", names))
    return names.index(choices.choose("Hidden piece", "hidden_piece", names, format_func=prose))


def draw_place(facts: ModelFacts, asked: Question, made: Guesses, place: int) -> None:
    """Draw the most probable pieces for one place."""
    names = objectives.pieces(facts.name, made.pieces[-1, place])
    shares, true = made.probabilities[-1, place], true_piece(facts, asked, place)
    chart.show(
        bars.draw_guesses(shares, names, true),
        f"guesses at token {asked.places[place]}",
        f"Guesses for token {asked.places[place]}: "
        + ", ".join(f"{name} {share:.1%}" for name, share in zip(names[:3], shares, strict=False)),
        pd.DataFrame({"rank": range(1, len(names) + 1), "piece": names, "probability": shares}),
        key="guesses",
    )
    if true is not None:
        rank, probability = int(made.rank[-1, place]), float(np.exp(made.true[-1, place]))
        st.markdown(
            f"The true piece {code(true)} has rank **{rank:,}** of {facts.vocabulary:,}, with a probability of "
            f"**{percent(probability)}**."
        )
    else:
        st.caption("You typed this [MASK], so nobody knows the truth.")


def true_piece(facts: ModelFacts, asked: Question, place: int) -> str | None:
    """Return the piece that was hidden; None if the visitor typed the [MASK]."""
    return objectives.pieces(facts.name, [asked.answers[place]])[0] if asked.answers[place] >= 0 else None


def percent(probability: float) -> str:
    """Write a probability so that small ones keep two digits."""
    return f"{probability:.1%}" if probability >= 0.01 else f"{100 * probability:.2g}%"


def show_loss(facts: ModelFacts, asked: Question, made: Guesses) -> None:
    """Work the loss out, term by term."""
    known = np.flatnonzero(asked.answers >= 0)
    if not len(known):
        st.info("A loss needs the truth: hide a word of your own by a click.", icon=":material/info:")
        return
    logs = made.true[-1, known]
    st.subheader(f"The loss here is {made.loss:.3f}", anchor=False)
    terms = " ".join(f"{log:+.2f}" for log in logs[:4]).removeprefix("+") + (r" + \dots" if len(known) > 4 else "")
    st.latex(
        rf"L = -\frac{{1}}{{N}}\sum_{{i=1}}^{{N}} \log p_i = -\frac{{1}}{{{len(known)}}}"
        rf"\left({terms}\right) = {made.loss:.3f}"
    )
    table = pd.DataFrame(
        {
            "token": asked.places[known],
            "true piece": objectives.pieces(facts.name, asked.answers[known]),
            "first guess": objectives.pieces(facts.name, made.pieces[-1, known, 0]),
            "rank of the truth": made.rank[-1, known],
            "p": np.exp(logs.astype(float)),
            "log p": logs,
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "p": st.column_config.NumberColumn(format="%.5f"),
            "log p": st.column_config.NumberColumn(format="%.3f"),
        },
        alt="Each hidden piece, its probability and its logarithm",
    )
    chart.download(table, "loss term by term", "loss_csv")
    st.caption(
        f"log is the natural logarithm. Guessing blindly among {facts.vocabulary:,} pieces would cost "
        f"{np.log(facts.vocabulary):.2f}; a loss of {made.loss:.3f} means that the truth gets "
        f"{percent(np.exp(-made.loss))} in the geometric mean."
    )


def show_sample(encoded: EncodedText) -> None:
    """Hide pieces as BERT's training does, and let the model guess."""
    facts, encoding = encoded.facts, encoded.encoding
    seed = visit.held("sample", 0, lambda number: max(0, number))
    asked = objectives.sample(encoded, seed)
    made = objectives.guesses(facts.name, asked)
    shown = objectives.pieces(facts.name, asked.ids)
    answers = dict(zip(asked.places.tolist(), asked.answers.tolist(), strict=True))
    mask = objectives.mask_id(facts.name)
    kinds = {p: "mask" if asked.ids[p] == mask else "kept" if asked.ids[p] == answers[p] else "other" for p in answers}
    st.button("Draw again", on_click=visit.put, args=("sample", seed + 1), icon=":material/casino:")
    chips.draw_tokens(
        replace(encoding, tokens=tuple(shown)),
        "chips_sample",
        "Tokens as the training shows them; below each chosen one what became of it",
        notes=[kinds.get(place, " ") for place in range(len(shown))],
        weights=np.array([float(place in answers) for place in range(len(shown))]),
        still=True,
    )
    count, all_ = len(answers), int((~encoding.special).sum())
    st.caption(
        f"{count} of {all_} pieces are chosen (15 % of them, at least one): "
        f"{list(kinds.values()).count('mask')} became [MASK], {list(kinds.values()).count('other')} another piece, "
        f"{list(kinds.values()).count('kept')} stay as they are. The model must guess all of them; draw {seed + 1}."
    )
    show_loss(facts, asked, made)


def show_by_layer(encoded: EncodedText) -> None:
    """Draw how the guess forms from layer to layer."""
    facts = encoded.facts
    asked = objectives.question(encoded, hidden_words(encoded))
    made = objectives.guesses(facts.name, asked)
    place = pick_place(facts, asked)
    rows = [objectives.pieces(facts.name, ids[:5]) for ids in made.pieces[:, place]]
    shares, true = made.probabilities[:, place, :5], true_piece(facts, asked, place)
    layers, order = np.indices(shares.shape).reshape(2, -1)
    chart.show(
        heatmap.draw_guesses(shares, rows, true),
        f"guesses by layer at token {asked.places[place]}",
        f"The first guess by layer: {', '.join(f'{layer} {row[0]}' for layer, row in enumerate(rows))}.",
        pd.DataFrame({"layer": layers, "rank": order + 1, "piece": np.ravel(rows), "probability": shares.ravel()}),
        key="guesses_by_layer",
    )
    if true is not None:
        ranks = made.rank[:, place]
        st.markdown(
            f"Rank of the true piece {code(true)} by layer: "
            + ", ".join(f"{layer}: **{rank:,}**" for layer, rank in enumerate(ranks))
        )
    st.caption(
        "The five most probable pieces if the head is put on each layer. It was trained on the last layer alone, so "
        "the rows below it are approximate (“logit lens”, nostalgebraist 2020)."
    )
