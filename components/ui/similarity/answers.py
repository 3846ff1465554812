"""A list of questions and a text to answer them from: passages ranked, the best span marked."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.errors import TextError
from components.engine.geometry import vectors
from components.engine.similarity.answers import Passage, built_in_questions, built_in_text, cut_passages
from components.engine.text.sentences import split_sentences
from components.figures import similarity
from components.ui.parts import chart, downloads, pooling_choice, text_boxes
from components.ui.shared import text_vectors
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import prose
from components.ui.similarity import computed

visit.declare(__name__, questions=str, asked=str, passage=int, source_text=str)

MOST_QUESTIONS, MOST_SENTENCES = 40, 500
SHOWN, LETTERS = 5, 44
HOW_TO_READ = r"""
- The text is cut into passages of one to three sentences; each is ranked by the cosine of its vector with the
  question’s. That is *retrieval*, which all-MiniLM-L6-v2 was trained for: on the built-in 15 questions the first
  passage holds the answer 14 times.
- The **marked span** is a reading of the vectors, not a trained answer: up to six words that resemble the asking word
  (“when” is like a date half-way up the model) and not the rest of the question. On the same 15 questions it touches
  the answer 8 times, and holds all of it 7 times; the settings were chosen on them. Trust the passage, doubt the span.
- A question that the text does not answer gets a passage as well: look at the cosine, and at how far ahead it is.
"""


def show(model: str) -> None:
    """Ask for a text and questions, and show where the answer may be."""
    left, right = frame.page_columns()
    with left:
        asked = "\n".join(question for question, _ in built_in_questions())
        questions = text_boxes.box(
            "Questions, one a line", "questions", asked, "list of questions", height=150, hint=False
        )
        text = ask_text(built_in_text())
        length = choices.number("Sentences a passage", "passage", 1, 3, 1)
        pooling, layer = pooling_choice.pooling_and_layer(model)
    with right:
        lines = pooling_choice.lines_of(questions)
        if not 1 <= len(lines) <= MOST_QUESTIONS:
            raise TextError(f"There are {len(lines)} questions; between 1 and {MOST_QUESTIONS} can be asked.")
        asked_here = Asked(model, lines, cut(text), length, pooling, layer)
        frame.live(lambda: show_best(asked_here))
        table = partial(answered, asked_here)
        with st.expander(f"All {len(lines)} questions", icon=":material/list:"):
            st.dataframe(table(), hide_index=True, alt="Every question with its best passage and span")
        downloads.offer("answers", table, "Best passages for questions", model, layer=layer, pooling=pooling)


@dataclass(frozen=True)
class Asked:
    """Questions, and where to look for their answers."""

    model: str
    questions: tuple[str, ...]
    sentences: tuple[str, ...]
    length: int  # sentences a passage
    pooling: str
    layer: int

    @property
    def passages(self) -> list[Passage]:
        """Cut the text."""
        return cut_passages(self.sentences, self.length)

    @property
    def cosines(self) -> np.ndarray:
        """Compare questions with passages: (questions, passages)."""
        texts = self.questions, tuple(passage.text for passage in self.passages)
        asked, read = (text_vectors.text_vectors(self.model, some).at(self.pooling, self.layer) for some in texts)
        return vectors.unit(asked) @ vectors.unit(read).T


def show_best(asked: Asked) -> None:
    """Let the visitor pick a question, and show where its answer may be."""
    number = text_boxes.pick_line("Question", "asked", asked.questions)
    passages, cosines = asked.passages, asked.cosines[number]
    best = passages[int(cosines.argmax())]
    mark_in_place(asked.sentences, best, computed.span(asked.model, asked.questions[number], best.text))
    order = np.argsort(-cosines, kind="stable")[:SHOWN]
    texts = [passages[place].text for place in order]
    chart.show(
        similarity.draw_ranked(cosines[order], texts, [place + 1 for place in order], LETTERS),
        "passages ranked",
        f"The passage nearest to the question: {best.text}",
        lambda: pd.DataFrame({"passage": [one.text for one in asked.passages], "cosine": asked.cosines[number]}),
        key="passages",
    )


def ask_text(default: str) -> str:
    """Ask for a long text, which both views that read one share."""
    return text_boxes.box("Text", "source_text", default, "text", height=190)


def cut(text: str) -> tuple[str, ...]:
    """Cut the text into sentences.

    Raises TextError if there are none or too many.
    """
    sentences = split_sentences(text)
    if not 1 <= len(sentences) <= MOST_SENTENCES:
        raise TextError(f"The text has {len(sentences):,} sentences; between 1 and {MOST_SENTENCES} can be read.")
    return sentences


def answered(asked: Asked) -> pd.DataFrame:
    """List each question with its best passage and span."""
    rows, passages = [], asked.passages
    for question, row in zip(asked.questions, asked.cosines, strict=True):
        passage = passages[int(row.argmax())].text
        first, last = computed.span(asked.model, question, passage)
        rows.append({"question": question, "span": passage[first:last], "passage": passage, "cosine": row.max()})
    return pd.DataFrame(rows)


def mark_in_place(sentences: tuple[str, ...], best: Passage, span: tuple[int, int]) -> None:
    """Write the text with the best passage marked, and in it the span in bold."""
    first, last = span
    marked = f"{prose(best.text[:first])}**{prose(best.text[first:last])}**{prose(best.text[last:])}"
    before, after = sentences[: best.first], sentences[best.last :]
    with st.container(height=230, border=True):
        st.markdown(" ".join([*map(prose, before), f":orange-background[{marked}]", *map(prose, after)]))
    st.caption(
        "Marked: the nearest passage. In bold: a rough guess at the words that answer, by vectors alone, often wrong: "
        f"“{prose(best.text[first:last])}”."
    )
