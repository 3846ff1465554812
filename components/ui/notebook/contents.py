"""What is in the notebook, in order; one view is chosen."""

import streamlit as st

from components.engine.notebook.kept import KeptView
from components.ui.shell import shelf, visit
from components.ui.shell.markdown import prose

visit.declare(__name__, kept=str)


def choose() -> KeptView | None:
    """List the views, and return the chosen one, at first the newest; None if there is none."""
    say_what_is_refused()
    views = shelf.views()
    if not views:
        return None
    ids = [view.id for view in views]
    chosen = visit.held_text("kept")
    chosen = chosen if chosen in ids else ids[-1]
    for view in views:
        st.button(
            prose(view.title) or "Without a title",
            key=f"kept_{view.id}",
            type="primary" if view.id == chosen else "secondary",
            width="stretch",
            on_click=visit.put,
            args=("kept", view.id),
        )
    return views[ids.index(chosen)]


def say_what_is_refused() -> None:
    """Count what the browser holds and this app cannot read."""
    if count := len(shelf.ours().refused):
        what = "One kept view" if count == 1 else f"{count} kept views"
        st.caption(f"{what} in this browser cannot be read: of another version of the app, or damaged.")


def teach() -> None:
    """Say how a view comes into the notebook."""
    if not shelf.ours().read:
        st.caption("What this browser holds is being read …")
    st.markdown(
        "Nothing is kept yet. **Keep this view**, in the sidebar of every page, brings what you see here: the picture "
        "with its data, and what you set. Then write what you expected, what you saw, and what else could explain it."
    )
    for page, label in (
        ("senses", "One word in many contexts"),
        ("attention", "Which token looks at which"),
        ("layers", "How vectors change by layer"),
    ):
        st.page_link(f"pages/{page}.py", label=label, icon=":material/arrow_forward:")
