"""The inputs that pages share: one text and a second one, the word, the visitor's own sentences."""

import streamlit as st

from components.engine.catalog import EXAMPLES
from components.engine.errors import WorkError
from components.engine.wordbench import bench_words
from components.ui import state

FIRST_WORD = "bank"
LINES_HINT = "Press Ctrl+Enter (⌘+Enter) when you are done."


def text_and_pair() -> tuple[str, str]:
    """Ask for a text and an optional second one, with examples a click away."""
    text = st.text_area("Text", EXAMPLES[0].text, height=120, **state.linked("text", EXAMPLES[0].text))
    pair = st.text_area(
        "Second text (optional)",
        height=70,
        placeholder="BERT reads two texts as one input, as segments A and B.",
        **state.linked("pair", ""),
    )
    st.caption(LINES_HINT)
    for name, value in (("text", text), ("second text", pair)):
        warn_if_long(value, name)
    examples()
    return text, pair


def live_text() -> str:
    """Ask for one line that reacts while it is typed."""
    text = st.text_input(
        "Your text",
        EXAMPLES[0].text,
        live=True,
        placeholder="Type a sentence; use one word twice.",
        **state.linked("text", EXAMPLES[0].text),
    )
    warn_if_long(text, "text")
    return text


def examples() -> None:
    """Offer the example texts, each by what it shows."""
    texts = {example.shows: example.text for example in EXAMPLES}

    def take() -> None:
        if st.session_state["example"]:
            state.put("text", texts[st.session_state["example"]])
            st.session_state["example"] = None

    st.pills("Try", list(texts), key="example", on_change=take, wrap=True)


def warn_if_long(value: str, name: str) -> None:
    """Say so when a text is too long to ride in the link."""
    if not state.fits_link(value):
        st.caption(
            f":material/link_off: The {name} is not in the link: it takes {state.link_length(value):,} characters "
            f"there, and at most {state.LINK_CHARACTERS:,} fit. “Save my work” in the sidebar keeps it in a file."
        )


def word_and_sentences() -> tuple[str, str]:
    """Ask for the word to map, and for the visitor's own sentences with it, one a line."""
    word = st.selectbox(
        "Word",
        state.with_typed(bench_words(), "word"),
        index=bench_words().index(FIRST_WORD),
        accept_new_options=True,
        help="These words have built-in sentences. You can also type a word of your own.",
        **state.linked("word", FIRST_WORD),
    )
    own = st.text_area(
        "Your sentences, one a line",
        height=150,
        placeholder=f"The pirates reached the far {FIRST_WORD} before dusk.\nMy {FIRST_WORD} charges too much.",
        **state.linked("own", ""),
    )
    st.caption(f"{LINES_HINT} They appear on the map as numbered rings, and move nothing else.")
    warn_if_long(own, "list of sentences")
    return word.strip(), own


def load_work() -> None:
    """Take a file of saved work, and say what came of it."""
    with st.expander("Load my work", icon=":material/folder_open:"):
        st.file_uploader("A file that “Save my work” wrote", type="json", key="work_file", on_change=take_file)
        outcome = st.session_state.get("work_outcome")
        if isinstance(outcome, WorkError):
            st.error(str(outcome), icon=":material/error:")
        elif outcome:
            st.success(outcome, icon=":material/check:")


def take_file() -> None:
    """Load the uploaded file; runs before the widgets are drawn, so that it may set them."""
    file = st.session_state["work_file"]
    try:
        st.session_state["work_outcome"] = None
        if file is not None:
            state.load_work(file.getvalue())
            st.session_state["work_outcome"] = f"“{file.name}” is loaded: your texts and settings are back."
    except WorkError as error:
        st.session_state["work_outcome"] = error
