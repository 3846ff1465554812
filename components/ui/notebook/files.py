"""The notebook as a file, as one page to take home; and a file that joins it."""

from collections.abc import Callable

import streamlit as st

from components.engine.errors import NotebookError
from components.engine.notebook import jupyter, markdown
from components.engine.notebook.kept import Notebook, merge, read_notebook, write_notebook
from components.figures.notebook import take_home
from components.ui.parts import chart
from components.ui.shell import shelf
from components.ui.shell.markdown import prose

OUTCOME = "notebook_outcome"
IPYNB = "application/x-ipynb+json"


def show() -> None:
    """Offer the notebook's files, and to load one."""
    views = shelf.views()
    if views:
        notebook = Notebook("", tuple(views))
        offers: list[tuple[str, Callable[[], bytes], str, str, str]] = [
            ("Take home (HTML)", lambda: take_home.write_page(notebook).encode(), "sensescope.html", "text/html", PAGE),
            ("Jupyter (ipynb)", lambda: jupyter.write_jupyter(notebook), "sensescope.ipynb", IPYNB, JUPYTER),
            (
                "Markdown (zip)",
                lambda: write_markdown(notebook),
                "sensescope.zip",
                "application/zip",
                MARKDOWN,
            ),
            ("Notebook (JSON)", lambda: write_notebook(notebook), "sensescope-notebook.json", "application/json", FILE),
        ]
        for label, write, file, mime, explanation in offers:
            chart.save(label, write, file, mime, help=explanation)
    with st.expander(
        "Add a notebook’s file", icon=":material/folder_open:", expanded=not views or OUTCOME in st.session_state
    ):
        st.file_uploader("A file that “Notebook (JSON)” wrote", type="json", key="notebook_file", on_change=take_file)
        outcome = st.session_state.get(OUTCOME)
        if isinstance(outcome, NotebookError):
            st.error(prose(str(outcome)), icon=":material/error:")
        elif outcome:
            st.success(prose(outcome), icon=":material/check:")


PAGE = "One page that works from a disk, with no server and no internet: the pictures move as they do here."
JUPYTER = "Cells with the data and the settings; run from a clone of this project, they compute the figures anew."
MARKDOWN = "Your words as Markdown, with the pictures (SVG) and their data as tables."
FILE = "To keep elsewhere, to load here again, or to give to somebody, who adds it to their own."


def write_markdown(notebook: Notebook) -> bytes:
    """Write the zip file; only now is matplotlib loaded."""
    from components.figures.notebook.drawn import draw_pictures

    return markdown.write_markdown(notebook, draw_pictures(notebook))


def take_file() -> None:
    """Add the views of the uploaded file; runs before the page is drawn."""
    file = st.session_state["notebook_file"]
    st.session_state[OUTCOME] = None
    if file is None:
        return
    try:
        before = Notebook("", tuple(shelf.views()))
        known = {view.id for view in before.views}
        added = [view for view in merge(before, read_notebook(file.getvalue())).views if view.id not in known]
        for view in added:
            shelf.put(view)
        held = "" if added else " All of them are here already."
        count = f"{len(added)} view{'' if len(added) == 1 else 's'}"
        st.session_state[OUTCOME] = f"“{file.name}”: {count} added.{held}"
    except NotebookError as error:
        st.session_state[OUTCOME] = error
