"""A list of questions and a text to answer them from: passages ranked, the best span marked."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.errors import TextError
from components.engine.geometry import vectors
from components.engine.text.sentences import split_sentences
from components.figures import similarity
from components.ui.parts import chart, downloads, pooling_choice, text_boxes
from components.ui.shared import text_vectors
from components.ui.shell import frame, visit
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
    from components.engine.similarity import answers

    left, right = frame.page_columns()
    with left:
        asked = "\n".join(question for question, _ in answers.built_in_questions())
        questions = st.text_area("Questions, one a line", asked, height=150, **visit.linked("questions", asked))
        text_boxes.warn_if_long(questions, "list of questions")
        text = ask_text(answers.built_in_text())
        length = st.slider("Sentences a passage", 1, 3, 1, **visit.linked("passage", 1, lambda n: min(max(n, 1), 3)))
        pooling, layer = pooling_choice.pooling_and_layer(model)
    with right:
        lines = pooling_choice.lines_of(questions)
        if not 1 <= len(lines) <= MOST_QUESTIONS:
            raise TextError(f"There are {len(lines)} questions; between 1 and {MOST_QUESTIONS} can be asked.")
        sentences = cut(text)
        passages = answers.cut_passages(sentences, length)
        cosines = rank(model, lines, tuple(passage.text for passage in passages), pooling, layer)
        number = text_boxes.pick_line("Question", "asked", lines)
        best = passages[int(cosines[number].argmax())]
        span = computed.span(model, lines[number], best.text)
        mark_in_place(sentences, best, span)
        order = np.argsort(-cosines[number], kind="stable")[:SHOWN]
        chart.show(
            similarity.draw_ranked(
                cosines[number, order],
                [passages[place].text for place in order],
                [place + 1 for place in order],
                LETTERS,
            ),
            "passages ranked",
            f"The passage nearest to the question: {best.text}",
            lambda: pd.DataFrame({"passage": [p.text for p in passages], "cosine": cosines[number]}),
            key="passages",
        )
        table = pd.DataFrame(answered(model, lines, passages, cosines))
        with st.expander(f"All {len(lines)} questions", icon=":material/list:"):
            st.dataframe(table, hide_index=True, alt="Every question with its best passage and span")
        downloads.offer("answers", table, "Best passages for questions", model, layer=layer, pooling=pooling)


def ask_text(default: str) -> str:
    """Ask for a long text, which both views that read one share."""
    text = st.text_area("Text", default, height=190, **visit.linked("source_text", default))
    st.caption(text_boxes.LINES_HINT)
    text_boxes.warn_if_long(text, "text")
    return text


def cut(text: str) -> tuple[str, ...]:
    """Cut the text into sentences.

    Raises TextError if there are none or too many.
    """
    sentences = split_sentences(text)
    if not 1 <= len(sentences) <= MOST_SENTENCES:
        raise TextError(f"The text has {len(sentences):,} sentences; between 1 and {MOST_SENTENCES} can be read.")
    return sentences


def rank(model: str, questions: tuple[str, ...], passages: tuple[str, ...], pooling: str, layer: int) -> np.ndarray:
    """Compare questions with passages: (questions, passages)."""
    asked = text_vectors.text_vectors(model, questions).at(pooling, layer)
    read = text_vectors.text_vectors(model, passages).at(pooling, layer)
    return vectors.unit(asked) @ vectors.unit(read).T


def answered(model: str, questions: tuple[str, ...], passages: list, cosines: np.ndarray) -> list[dict]:
    """List each question with its best passage and span."""
    rows = []
    for question, row in zip(questions, cosines, strict=True):
        passage = passages[int(row.argmax())].text
        first, last = computed.span(model, question, passage)
        rows.append({"question": question, "span": passage[first:last], "passage": passage, "cosine": row.max()})
    return rows


def mark_in_place(sentences: tuple[str, ...], best: object, span: tuple[int, int]) -> None:
    """Write the text with the best passage marked, and in it the span in bold."""
    first, last = span
    marked = f"{prose(best.text[:first])}**{prose(best.text[first:last])}**{prose(best.text[last:])}"
    with st.container(height=230, border=True):
        st.markdown(
            " ".join(
                [
                    *map(prose, sentences[: best.first]),
                    f":orange-background[{marked}]",
                    *map(prose, sentences[best.last :]),
                ]
            )
        )
    st.caption(
        "Marked: the nearest passage. In bold: a rough guess at the words that answer, by vectors alone, often wrong: "
        f"“{prose(best.text[first:last])}”."
    )
