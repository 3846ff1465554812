"""Which words carried a decision: occlusion and integrated gradients side by side, and how far they agree."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.errors import TextError
from components.figures import bars
from components.ui.classify import computed
from components.ui.parts import chart, downloads, text_boxes
from components.ui.parts.labelled_table import Settings
from components.ui.shell import visit
from components.ui.shell.markdown import prose

visit.declare(__name__, decide=str)
LOOKED_AT = 30
MANY_WORDS = 40
HOW_TO_READ = r"""
- The decision is the class with the largest probability $p$; its **log-odds** are $\log p - \log(1-p)$. Bars above zero
  spoke for the decision, below against it.
- **Occlusion** puts [MASK] in a word’s place and reads again: what is lost without it. Words that say the same cover
  for each other, so both may get little.
- **Integrated gradients** (Sundararajan et al. 2017; by captum) walk from the text with every word masked to the
  real one and add up the gradients; over all words they sum to the whole difference.
- They ask different questions, so they may differ; where both point at one word, trust that word more. Neither says
  what a person would have looked at.
- If the text in the box is in the table, the classifier learned without it.
"""


def show(settings: Settings) -> None:
    """Ask for a text, and draw what each of its words did."""
    given = next((text for text in settings.data.texts if len(text.split()) <= MANY_WORDS), settings.data.texts[0])
    text = st.text_input("A text to decide about", given, **visit.linked("decide", given))
    text_boxes.warn_if_long(text, "text")
    text = text.strip()
    weigh = partial(computed.word_weights, settings.model, settings.data, text, settings.pooling, settings.layer)

    def table() -> pd.DataFrame:
        made = weigh()
        words = [text[first:last] for first, last in made.spans]
        return pd.DataFrame({"word": words, "occlusion": made.occlusion, "integrated gradients": made.gradients})

    made = weigh()
    words = [text[first:last] for first, last in made.spans]
    decided = settings.data.classes[made.decided]
    st.markdown(
        f"Decided: **{prose(decided)}**, {made.probabilities[made.decided]:.0%} "
        + ("(its own row in the table was left out of the training)" if text in settings.data.texts else "")
    )
    ways = {"occlusion": made.occlusion, "integrated gradients": made.gradients}
    chart.show(
        bars.draw_for_words(ways, words, "log-odds of the decision", digits=2),
        "word weights",
        f"What each word did to the decision for {decided}; most by occlusion: {words[int(made.occlusion.argmax())]}.",
        table,
        key="word_weights",
    )
    rank = "–" if np.isnan(made.agreement) else f"{made.agreement:.2f}"
    top = "the same word is first" if made.same_top else "they put different words first"
    st.caption(
        f"Agreement over the {len(words)} words: Spearman’s ρ {rank}; {top}. Log-odds {made.log_odds:.2f}, with every "
        f"word masked {made.log_odds_masked:.2f}: the gradients sum to {made.gradients.sum():.2f} of that "
        f"{made.log_odds - made.log_odds_masked:.2f}."
    )
    show_mean(settings)  # in no fragment: a click inside one, as on Cancel, is heard only when its run ends
    downloads.offer(
        "word weights",
        table,
        f"Word weights for the decision “{decided}” about “{text}”",
        settings.model,
        layer=settings.layer,
        pooling=settings.pooling,
    )


def show_mean(settings: Settings) -> None:
    """Measure the agreement over many texts when asked to."""
    wanted = f"{settings.model} {hash(settings.data.labels)} {settings.pooling} {settings.layer}"
    asked = st.session_state.setdefault("agreement_asked", set())
    if wanted not in asked and not st.button(
        f"Measure the agreement over {LOOKED_AT} texts", icon=":material/functions:", key="mean_agreement"
    ):
        return
    asked.add(wanted)
    try:
        found = computed.mean_agreement(settings.model, settings.data, settings.pooling, settings.layer, LOOKED_AT)
    except TextError:
        asked.discard(wanted)
        raise
    rhos = np.array([rho for rho, _ in found if not np.isnan(rho)])
    same = sum(top for _, top in found)
    agreement = "for too few texts of three words or more"
    if len(rhos) > 1:
        half = 1.96 * rhos.std(ddof=1) / np.sqrt(len(rhos))
        agreement = f"**{rhos.mean():.2f}** ± {half:.2f} (95 %, n = {len(rhos)})"
    st.markdown(
        f"Over {len(found)} texts of the table, all of which the classifier had learned from: Spearman’s ρ "
        f"{agreement}, the same word first in **{same}** of {len(found)}."
    )
