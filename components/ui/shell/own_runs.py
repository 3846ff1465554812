"""The visitor’s runs of fine-tuning: which are theirs, also after a reload, and the one at work, on every page."""

from contextlib import suppress

import streamlit as st

from components.engine.errors import ModelError
from components.engine.finetune.job import owner_of
from components.engine.loading.tuned import runs_folder
from components.ui.shell import sidebar, visitor
from components.ui.shell.markdown import prose

LOOK_EVERY = 2.0  # seconds
OPENED = "opened_runs"  # in the session: ids


def note(run: str) -> None:
    """Note that the visitor opened a run, perhaps by somebody’s link."""
    st.session_state.setdefault(OPENED, set()).add(run)


def is_ours(run: str) -> bool:
    """Tell whether the visitor began a run, or opened it in this visit."""
    us = visitor.visitor()
    return run in st.session_state.get(OPENED, ()) or (bool(us) and owner_of(runs_folder() / run) == us)


def are_at_work() -> bool:
    """Tell whether anybody’s run is at work."""
    from components.engine.finetune import runs

    return bool(runs.at_work())


def lists_ours() -> bool:
    """Tell whether a list of runs shows the visitor's alone, and there are any."""
    from components.engine.finetune import runs

    return not sidebar.only_this_machine() and bool(runs.all_runs())


def show() -> None:
    """Show the visitor's run that is at work, if there is one."""
    from components.engine.finetune import runs

    if mine := list(filter(is_ours, runs.at_work())):
        watch(mine[-1])


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
