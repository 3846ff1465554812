"""The frame around every page: the menu, the sidebar's order, errors shown as sentences.

Until some session has called `st.navigation`, Streamlit treats a folder named `pages/` as its legacy menu and runs a
page file alone when the first visitor of a fresh server arrives by a deep link; `require` starts such a run again.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.engine.errors import ExplorerError
from components.ui.shared.waiting import Left
from components.ui.shell import visit
from components.ui.shell.markdown import prose

LOG = logging.getLogger("sensescope")
# A picture of our own: a named icon would be asked from the internet.
ICON = Path(__file__).parents[2] / "frontend" / "icon.svg"
HISTORY, KEYBOARD = (Path(__file__).parents[2] / "frontend" / name / f"{name}.js" for name in ("history", "keyboard"))
LOOK_EVERY = 0.25  # seconds between looks at what is waited for
FIRST_DRAWING = 1.0  # seconds a browser takes from the page's first line to a text box and the pieces
_history = st.components.v2.component("sensescope_history", js=HISTORY.read_text(encoding="utf-8"))
_keyboard = st.components.v2.component("sensescope_keyboard", js=KEYBOARD.read_text(encoding="utf-8"))
# Streamlit's captions, code in them, white on blue in the dark, and its colours of code have too little contrast.
# Plotly's buttons would lie over labels, without a mouse all the time. On a low screen the menu is closer, so that
# the model below it is in sight. On a phone the picture stands before what is set, and there are no keys to press.
STYLE = """<style>
[data-testid="stCaptionContainer"] { opacity: 0.8 !important; }
[data-testid="stBaseButton-primary"], [data-testid="stMultiSelect"] span[title] {
  color: light-dark(#ffffff, #11151c) !important;
}
[data-testid="stCode"] .token { color: inherit !important; }
.skip-link {
  position: fixed; top: -5rem; left: 1rem; z-index: 1000000; padding: 0.5rem 1rem; color: #ffffff; background: #0b62a8;
}
.skip-link:focus { top: 0.5rem; }
button[data-variant="segmented_control"] { border-radius: 0.5rem; margin-right: 4px; }  /* rows may wrap */
button[data-variant="segmented_control"]:not([data-selected]) {
  border-color: color-mix(in srgb, currentColor 20%, transparent) !important;
}
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-by_touch_"]) { display: none; }
@media (hover: none) {
  .js-plotly-plot .modebar, [data-testid="InputInstructions"] { display: none; }
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-by_keys_"]) { display: none; }
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-by_touch_"]) { display: flex; }
}
@media (max-width: 640px) {
  .st-key-page_columns > * > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"]:first-child { order: 1; }
}
@media (hover: hover) {
  .js-plotly-plot, .stElementContainer:has(.js-plotly-plot) { overflow: visible !important; }
  .js-plotly-plot .modebar-container { top: -1.9rem !important; }
}
@media (hover: hover) and (max-height: 900px) {
  [data-testid="stSidebarHeader"] { height: 2.5rem; margin-bottom: 0; }
  [data-testid="stSidebarNavItems"] li { margin-block: 1px; }
  [data-testid="stSidebarNavLink"] { margin-block: 0; }
  [data-testid="stNavSectionHeader"] { margin-top: 0; }
}
</style>"""
_inside = ContextVar("inside_frame", default=False)
_place: ContextVar[DeltaGenerator | None] = ContextVar("place_of_errors", default=None)


def open_frame() -> st.Page:
    """Set up the window and draw the menu; return the page that the visitor is on."""
    st.set_page_config(page_title="Sensescope", page_icon=ICON.read_text(encoding="utf-8"), layout="wide")
    st.html(STYLE)
    return st.navigation(pages(), expanded=True)


def pages() -> dict[str, list[st.Page]]:
    """List the pages by group, in menu order. Each keeps its default address: its file name."""
    return {
        "": [st.Page("pages/start.py", title="Start", icon=":material/home:", default=True)],
        "Look inside": [
            st.Page("pages/tokens.py", title="Tokens", icon=":material/segment:", help="How text becomes input"),
            st.Page("pages/attention.py", title="Attention", icon=":material/hub:", help="Which token looks at which"),
            st.Page("pages/layers.py", title="Layers", icon=":material/layers:", help="How vectors change by layer"),
        ],
        "Meaning": [
            st.Page("pages/senses.py", title="Senses", icon=":material/scatter_plot:", help="One word, many contexts"),
            st.Page("pages/usage.py", title="Usage", icon=":material/compare_arrows:", help="Groups, times, poles"),
            st.Page("pages/static.py", title="Static vectors", icon=":material/push_pin:", help="One vector a word"),
            st.Page("pages/corpus.py", title="Corpus", icon=":material/library_books:", help="A whole text on one map"),
        ],
        "Objectives": [
            st.Page("pages/masked.py", title="Masked words", icon=":material/visibility_off:", help="Guess the word"),
            st.Page(
                "pages/next_sentence.py", title="Next sentence", icon=":material/arrow_forward:", help="Does it follow?"
            ),
        ],
        "Use": [
            st.Page(
                "pages/similarity.py", title="Similarity", icon=":material/join_inner:", help="How alike are texts?"
            ),
            st.Page(
                "pages/classify.py", title="Classify", icon=":material/category:", help="Labels from frozen vectors"
            ),
            st.Page("pages/finetune.py", title="Fine-tune", icon=":material/model_training:", help="Train the model"),
        ],
        "Languages and models": [
            st.Page(
                "pages/languages.py", title="Languages", icon=":material/translate:", help="One meaning, many words"
            ),
            st.Page("pages/models.py", title="Models", icon=":material/compare:", help="Smaller, or another one"),
        ],
        "Teach": [
            st.Page(
                "pages/notebook.py", title="Notebook", icon=":material/book_2:", help="What you kept, in your words"
            ),
            st.Page("pages/classroom.py", title="Class", icon=":material/groups:", help="Answer together"),
        ],
    }


def keep_history() -> None:
    """Make Back and Forward go from page to page and from view to view, not from setting to setting."""
    _history(key="history")


def ease_keyboard() -> None:
    """Let Tab skip the menu, and reach what scrolls."""
    _keyboard(key="keyboard")


@contextmanager
def inside() -> Iterator[None]:
    """Mark the running script as framed while the page runs."""
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)


def require() -> None:
    """Start the run again through app.py unless app.py is already around this page."""
    if not _inside.get():
        open_frame()  # from here on Streamlit ignores the legacy menu, in every session
        st.rerun()


def turn_to(page: str) -> None:
    """Run another page."""
    context = get_script_run_ctx()
    assert context is not None, "called in a run"
    with context.session_state.query_params() as params:  # or Streamlit refuses, for widgets of this page own some
        params.clear_with_no_forward_msg(preserve_embed=True)
    st.switch_page(f"pages/{page}.py")


def live(body: Callable[[], None]) -> None:
    """Run the body of a page by itself: what is clicked in it draws neither the sidebar nor the title anew.

    If something in it looked for news and now nothing does, the whole page is drawn: a look that comes in between
    makes Streamlit forget to take away what a shorter body no longer draws (streamlit/streamlit#16708).
    """
    whole = True

    @st.fragment
    def run() -> None:
        nonlocal whole
        part, whole = not whole, False
        looked = st.session_state.pop("looks", False)
        with errors_shown():
            body()
        if part and looked and "looks" not in st.session_state:
            st.rerun()

    run()


def page_columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Split the page: what the visitor sets on the left, the picture on the right; on a phone below the picture."""
    left, right = st.container(key="page_columns").columns([2, 5], gap="medium")
    _place.set(right)  # where the picture would be, a refusal is seen at once
    return left, right


def let_browser_draw() -> None:
    """Wait, on a visitor's first page, until the browser has drawn what is above.

    Plotly, which the next picture brings, keeps a browser busy for two seconds, in which it would draw nothing else.
    """
    if not st.session_state.get("drawn_once"):
        time.sleep(FIRST_DRAWING)
        st.session_state["drawn_once"] = True


def rerun_when(done: Callable[[], bool], draw: Callable[[], Any], seconds: float = LOOK_EVERY) -> None:
    """Draw something anew every few moments until it is `done`, and then run the page again."""
    st.session_state["looks"] = True

    @st.fragment(run_every=seconds)  # it must not wait itself: a click in another fragment would not end it
    def look() -> None:
        draw()
        if done():
            st.rerun()

    look()


def how_to_read(text: str) -> None:
    """Offer at the end of a page what its figures say, and what they do not."""
    with st.expander("How to read this", icon=":material/menu_book:"):
        st.markdown(text)


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an ExplorerError, or a bug, as a sentence where it happened; what was drawn before stays.

    app.py wraps each page in it; there it stands beside what the visitor sets. A fragment needs its own: its reruns do
    not pass through app.py.
    """
    token = _place.set(None)
    try:
        yield
        visit.drawn()
    except ExplorerError as error:
        (_place.get() or st).error(prose(str(error)), icon=":material/error:")
    except Left:
        pass  # it is said where the work was to be
    except Exception:  # a bug must not take the rest of the page away, nor show its inside to a visitor
        number = secrets.token_hex(3)
        LOG.exception("Bug %s", number)
        (_place.get() or st).error(
            f"This is a mistake of ours (number {number}; the server’s log has the details). What you typed is kept: "
            "go on with another view or text, and please report it.",
            icon=":material/bug_report:",
        )
    finally:
        _place.reset(token)
