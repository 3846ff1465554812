"""The visitor’s runs of fine-tuning: which are theirs, also after a reload, and the one at work, on every page."""

import re
from contextlib import suppress
from pathlib import Path

import streamlit as st

from components.engine.errors import ModelError
from components.ui.shell.markdown import prose

COOKIE, MOST_KEPT = "sensescope_runs", 100
LOOK_EVERY = 2.0  # seconds
RUNS = Path(__file__).parents[2] / "frontend" / "runs" / "runs.js"
_keep = st.components.v2.component("sensescope_runs", js=RUNS.read_text(encoding="utf-8"))


def known() -> dict[str, None]:
    """Return the ids of the runs that this visitor began or opened; after a reload, those that their browser kept."""
    if "known_runs" not in st.session_state:
        kept = st.context.cookies.get(COOKIE, "")
        st.session_state["known_runs"] = dict.fromkeys(re.findall(r"\b[0-9a-f]{12}\b", kept))
    return st.session_state["known_runs"]


def show() -> None:
    """Show the visitor's run that is at work, if there is one, and let their browser keep which runs are theirs."""
    from components.engine.finetune import runs

    at_work = runs.at_work()
    if mine := [run for run in known() if run in at_work]:
        watch(mine[-1])
    _keep(key="own_runs", data=".".join(list(known())[-MOST_KEPT:]))


def progress_of(run: str) -> str:
    """Say how far a run at work is: "37 %"; nothing if it is not at work."""
    from components.engine.finetune import runs

    with suppress(ModelError):  # deleted meanwhile
        found = runs.find(run)
        if found.phase in (runs.WAITING, runs.RUNNING):
            return f"{prose(found.job.title)}: {'waits' if found.phase == runs.WAITING else f'{found.share:.0%}'}"
    return ""


@st.fragment(run_every=LOOK_EVERY)
def watch(run: str) -> None:
    """Draw how far the run is, with a way to its page."""
    said = progress_of(run)
    label = f"Fine-tuning {said}" if said else "Fine-tuning has ended"
    st.page_link("pages/finetune.py", label=label, icon=":material/model_training:", query_params={"run": run})
