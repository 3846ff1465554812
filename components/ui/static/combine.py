"""Three ways to join static vectors to BERT, each measured on telling senses."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.figures import bars
from components.ui.parts import chart
from components.ui.shared import waiting
from components.ui.shared.store import STORE
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import code, prose
from components.ui.static import computed, views

visit.declare(__name__, static=str)
KINDS = ("BERT", "static", "at the output", "as input", "as start", "random")  # what a way’s name begins with
MEANINGS = """
- **As input**: a linear map, fitted by least squares on the words that both know, takes each static vector to where
  BERT expects its own; BERT’s layers then read those (`inputs_embeds`).
- **At the output**: BERT’s last vector and a static one end to end, both of length 1. The word’s own static vector is
  the same in every context, so it can add nothing between senses; the mean of the sentence’s other words can.
- **As start**: the mapped vectors begin BERT’s embedding table; then the table alone is trained on a little text, to
  make BERT’s last states what they were. The last line starts from random numbers and gets the same training.
"""


def show(model: str) -> None:
    """Draw what each way reaches, as far as it is measured."""
    found, notes = computed.models()
    if not found:
        st.info(f"There are no static vectors yet. {prose(' '.join(notes))}", icon=":material/info:")
        views.await_learning()
        return
    name = choices.choose("Static vectors", "static", list(found), format_func=prose)
    static = found[name]
    key = ("combine", model, name, static.key)
    ways, job = STORE.kept(key), None
    if ways is None:
        job = waiting.attend(key, lambda: computed.CombineJob(model, static))
    if isinstance(job, computed.CombineJob):
        ways = job.found
    if ways is not None:
        show_ways(ways, job, key, name, static.origin)
    st.markdown("#### What the ways mean")
    st.markdown(MEANINGS)


def show_ways(found: computed.Ways, job: Any, key: tuple, name: str, origin: str) -> None:
    """Draw the ways that are measured, and how far the rest is."""
    done = found.done  # asked first, so that the last way is never missed
    ways = list(found.ways)
    if ways:
        draw(name, ways, computed.BUILT_IN in origin)
    if done and found.refusal is not None:
        st.error(prose(str(found.refusal)), icon=":material/error:")
    if not done and job is not None:
        watch(job, len(ways))
        waiting.offer_cancel(job, key, st.container())
    if ways:
        st.markdown("#### What is found")
        st.markdown(verdict(name, ways, done))


def draw(name: str, ways: list[Any], known: bool) -> None:
    """Draw the accuracies with their intervals, and the table; `known` if the vectors come from the same sentences."""
    scores = [way.score for way in ways]
    values, low, high = (np.array([getattr(one, part) for one in scores]) for part in ("accuracy", "low", "high"))
    names = [way.name for way in ways]
    kinds = [next(number for number, kind in enumerate(KINDS) if one.startswith(kind)) for one in names]
    task = computed.task()
    columns = {
        "way": names,
        "what it is": [way.meaning for way in ways],
        "accuracy": values.tolist(),
        "low": low.tolist(),
        "high": high.tolist(),
        "against BERT alone": [one.over for one in scores],
        "low of that": [one.over_low for one in scores],
        "high of that": [one.over_high for one in scores],
    }
    chart.show(
        bars.draw_intervals(values, low, high, names, kinds, "sense accuracy", {"chance": task.chance}),
        f"combining BERT and {name}",
        "Sense accuracy: " + ", ".join(f"{one} {value:.1%}" for one, value in zip(names, values, strict=True)),
        lambda: pd.DataFrame(columns),
        key="combine",
    )
    count, words = len(ways[0].score.hits), len(set(task.words))
    st.caption(
        f"One task for all: which sense has the word in each of {count} built-in sentences? Nearest centroid by "
        f"cosine within each of {words} words, one sentence of every sense left out at a time; chance "
        f"{task.chance:.1%}. Bars: 95 % bootstrap over the {words} words. No sense label is learned from."
        + (" But these vectors were learned from texts that include the task’s sentences." if known else "")
    )
    with st.expander("As a table", icon=":material/table:"):
        points = {key: st.column_config.NumberColumn(format="percent") for key in list(columns)[2:]}
        st.dataframe(
            pd.DataFrame(columns), hide_index=True, column_config=points, alt="Every way with its accuracy and interval"
        )


def watch(job: Any, known: int) -> None:
    """Show how far the measuring is, and draw again when another way is known."""

    def show_progress() -> None:
        if job.future.done():
            job.future.result()  # raises what went wrong, if something did
        st.progress(job.share, f"Measuring in the background, once for all visitors: {job.share:.0%}")

    frame.rerun_when(lambda: job.future.done() or len(job.found.ways) > known, show_progress, seconds=0.5)


def verdict(name: str, ways: list[Any], done: bool) -> str:
    """Say what the figures say, and no more."""
    scores, chance, lines = {way.name: way.score for way in ways}, computed.task().chance, []
    if (word := scores.get("static, word alone")) is not None:
        lines.append(
            f"- One static vector a word is the same in every context, so alone it is at chance ({word.accuracy:.0%}): "
            "it cannot tell senses at all."
        )
    if (sentence := scores.get("static, sentence")) is not None:
        lines.append(
            f"- The static vectors of the *other* words can: their mean reaches {sentence.accuracy:.0%} without any "
            f"BERT, a guess {chance:.0%}: some of a sense shows in the topic."
            if sentence.low > chance
            else f"- The mean of the *other* words’ static vectors reaches {sentence.accuracy:.0%}: perhaps chance."
        )
    combined = {one: way for one, way in scores.items() if one.startswith(("at the output", "as input", "as start"))}
    better = [one for one, way in combined.items() if way.over_low > 0]
    worse = [one for one, way in combined.items() if way.over_high < 0]
    for what, members in (("Better than BERT alone", better), ("Worse", worse)):
        if members:
            lines.append(f"- {what} on these words: " + "; ".join(told(one, combined[one]) for one in members) + ".")
    if even := [one for one in combined if one not in (*better, *worse)]:
        lines.append(f"- No clear difference from BERT alone: {', '.join(map(code, even))}.")
    if "as start, trained" in scores and "random start, trained" in scores:
        start, random = scores["as start, trained"], scores["random start, trained"]
        matters = computed.lead(start.hits, random.hits)[0] > 0
        sure = "The start matters" if matters else "The start makes no clear difference"
        lines.append(
            f"- {sure}: after the same training {prose(name)} is at {start.accuracy:.0%}, random numbers at "
            f"{random.accuracy:.0%}."
        )
    return "\n".join(lines) + ("" if done else "\n- The other ways are being measured.")


def told(name: str, score: Any) -> str:
    """Write a way with its difference to BERT alone, in points."""
    over, low, high = (100 * value for value in (score.over, score.over_low, score.over_high))
    return f"{code(name)} {over:+.1f} points (95 %: {low:+.1f} to {high:+.1f})"
