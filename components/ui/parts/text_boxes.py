"""The inputs that pages share: one text and a second one, the word, the visitor's own sentences."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.engine.catalog import EXAMPLES
from components.engine.errors import WorkError
from components.engine.senses.wordbench import ENGLISH, LANGUAGES, bench_words
from components.ui.parts.markdown import prose
from components.ui.shared import read_ahead
from components.ui.shell import frame, visit

if TYPE_CHECKING:
    from components.engine.files.sentence_files import FileSentences

FIRST_WORD = "bank"
LINES_HINT = "Press Ctrl+Enter (⌘+Enter) when you are done."


def text_and_pair(
    pairs: Mapping[str, tuple[str, str]] | None = None, example: int = 0, *, needs_pair: bool = False
) -> tuple[str, str]:
    """Ask for a text and an optional second one, with examples a click away.

    `pairs` are a page's own examples, by what they show; the page opens on that with the number `example`.
    """
    texts = pairs or {ours.shows: (ours.text, "") for ours in EXAMPLES}
    first, second = list(texts.values())[example]
    text = st.text_area("Text", first, height=120, **visit.linked("text", first))
    if st.session_state["new_page"] or "pair_of_example" not in st.session_state:
        st.session_state["pair_of_example"] = text == first
    if not st.session_state["pair_of_example"]:
        second = ""  # whoever comes with a text of their own gets no other half of ours
    pair = st.text_area(
        "Second text" if needs_pair else "Second text (optional)",
        second,
        height=70,
        placeholder="BERT reads two texts as one input, as segments A and B.",
        **visit.linked("pair", second),
    )
    st.caption(LINES_HINT)
    for name, value in (("text", text), ("second text", pair)):
        warn_if_long(value, name)
    examples(texts, with_pair=pairs is not None)
    return text, pair


def live_text() -> str:
    """Ask for one line that reacts while it is typed."""
    text = st.text_input(
        "Your text",
        EXAMPLES[0].text,
        live=True,
        placeholder="Type a sentence; use one word twice.",
        **visit.linked("text", EXAMPLES[0].text),
    )
    warn_if_long(text, "text")
    return text


def examples(texts: Mapping[str, tuple[str, str]], with_pair: bool) -> None:
    """Offer example texts, each by what it shows; a second text is put in place too if they are about pairs."""

    def take() -> None:
        if st.session_state["example"]:
            text, pair = texts[st.session_state["example"]]
            visit.put("text", text)
            if with_pair:
                visit.put("pair", pair)
                st.session_state["pair_brought"] = pair
            elif st.session_state.get("pair") == st.session_state.get("pair_brought"):
                visit.put("pair", "")  # the other half of an example that has gone
            st.session_state["example"] = None

    st.pills("Try", list(texts), key="example", on_change=take, wrap=True)


def warn_if_long(value: str, name: str) -> None:
    """Say so when a text is too long to ride in the link."""
    if not visit.fits_link(value):
        st.caption(
            f":material/link_off: The {name} is not in the link: it takes {visit.link_length(value):,} characters "
            f"there, and at most {visit.LINK_CHARACTERS:,} fit. “Save my work” in the sidebar keeps it in a file."
        )


def language() -> str:
    """Ask for the language of the built-in words, by its code."""

    def begin() -> None:
        visit.put("word", first_word(st.session_state["language"]))

    return st.selectbox(
        "Language",
        list(LANGUAGES),
        format_func=LANGUAGES.get,
        on_change=begin,
        help="Of the built-in words. A word of your own may be in any.",
        **visit.linked("language", ENGLISH, lambda code: code if code in LANGUAGES else None),
    )


def word(language: str = ENGLISH) -> str:
    """Ask for the word to map."""
    known, first = bench_words(language), first_word(language)
    chosen = st.selectbox(
        "Word",
        visit.with_typed(known, "word"),
        index=known.index(first),
        accept_new_options=True,
        help="These words have built-in sentences. You can also type a word of your own.",
        **visit.linked("word", first),
    )
    return chosen.strip()


def first_word(language: str) -> str:
    """Return the word that is mapped before the visitor picks one."""
    return FIRST_WORD if language == ENGLISH else bench_words(language)[0]


def own_sentences(word: str, language: str = ENGLISH) -> tuple[str, bool]:
    """Ask for the visitor's own sentences, typed one by one or pasted, and whether inflected forms count."""
    hint = f"A sentence with “{word}”, then ⏎"
    st.text_input("Add a sentence", key="one_more", placeholder=hint, on_change=add_sentence)
    own = st.text_area(
        "Your sentences, one a line",
        height=120,
        placeholder=f"Paste sentences with “{word}” here.",
        **visit.linked("own", ""),
    )
    known = word in bench_words(language)
    where = "They appear on the map as numbered rings, and move nothing else." if known else "The map is made of them."
    st.caption(f"{LINES_HINT} {where}")
    warn_if_long(own, "list of sentences")
    inflected = st.toggle(
        "Also other forms of the word",
        value=True,
        help="The regular ones, in your sentences: “match” then also finds matches, matched, matching.",
        **visit.linked("inflected", True),
    )
    return own, inflected


def brought_file(label: str, key: str, kinds: Sequence[str]) -> UploadedFile | None:
    """Offer to take a file; it stays until another one comes or it is removed, whatever the visitor looks at meanwhile.

    Streamlit forgets a file as soon as its box is not drawn.
    """

    def take() -> None:
        st.session_state[f"{key}_brought"] = st.session_state[key]

    shown = st.file_uploader(label, type=list(kinds), key=key, on_change=take)
    kept = st.session_state.get(f"{key}_brought")
    if kept is not None and shown is None:
        st.caption(f"{prose(kept.name)} is still in use.")
        st.button("Remove it", key=f"{key}_remove", on_click=take, icon=":material/delete:")
    return kept


def add_sentence() -> None:
    """Append what was typed to the visitor's sentences."""
    sentence = st.session_state["one_more"].strip()
    if sentence:
        kept = st.session_state.get("own", "").rstrip()
        visit.put("own", f"{kept}\n{sentence}" if kept else sentence)
    st.session_state["one_more"] = ""


def sentence_file(model: str, word: str, inflected: bool) -> "FileSentences | None":
    """Offer to take sentences from a file; return those with the word if the map is to be made of them.

    Raises FileError if the file cannot be read.
    """
    from components.engine.files.sentence_files import KINDS  # it brings torch, for which no text box should wait

    with st.expander("Sentences from a file", icon=":material/upload_file:"):
        uploaded = brought_file(
            f"{', '.join(KINDS)}; up to 50 MB; goes to this app’s server alone", "sentence_file", KINDS
        )
        st.caption("The map is then made of the file’s sentences with the word, instead of the built-in ones.")
        if uploaded is None:
            return None
        with frame.errors_shown():
            return choose_column(model, uploaded, word, inflected)
    return None


def choose_column(model: str, uploaded: UploadedFile, word: str, inflected: bool) -> "FileSentences":
    """Read the file, and let the visitor choose the columns if it has several."""
    from components.engine.files.sentence_files import look_into, read_sentences

    columns = look_into(uploaded, uploaded.name)[2]
    column, sense_column = "", None
    if len(columns) > 1:
        column = st.selectbox("Column of sentences", columns, key="file_column")
        sense_column = st.selectbox(
            "Column of senses, if there is one",
            [name for name in columns if name != column],
            key="file_senses",
            index=None,
            placeholder="none: groups are found",
        )
    key = (uploaded.file_id, word, inflected, column, sense_column)
    if st.session_state.get("file_read", (None,))[0] != key:
        read_ahead.stop()
        with st.spinner(f"Looking for “{prose(word)}” …", show_time=True):
            found = read_sentences(uploaded, uploaded.name, word, inflected, column, sense_column or "")
        st.session_state["file_read"] = (key, found)
    found: FileSentences = st.session_state["file_read"][1]
    st.caption(
        f"{prose(uploaded.name)}: {found.lines:,} sentence{'s' * (found.lines != 1)} "
        f"({found.encoding.removesuffix('-sig')}), {found.found:,} with “{prose(word)}”."
    )
    read_ahead.read_file(model, uploaded, column)
    return found


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
            visit.load_work(file.getvalue())
            st.session_state["work_outcome"] = (
                f"“{prose(file.name)}” is loaded: your texts and settings are back. The model stays the one in use."
            )
    except WorkError as error:
        st.session_state["work_outcome"] = error
