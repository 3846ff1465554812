"""A run of fine-tuning on the page: waiting, at work, stopped, done."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.catalog import BUNDLED, DEFAULT_MODEL
from components.engine.errors import ModelError
from components.engine.finetune import runs
from components.engine.finetune.runs import Run
from components.figures import finetune
from components.ui.parts import chart
from components.ui.shared import waiting
from components.ui.shell import frame, own_runs, sidebar, visit
from components.ui.shell.markdown import prose

HOW_TO_READ = r"""
- **Fine-tuning** (Devlin et al. 2018): a linear map on the pooled [CLS] gives one number a label; the loss is the
  cross-entropy $L = -\log p(\text{label})$, and its gradient changes the head *and* the layers below it.
- **Each step** reads 8 texts. The thin line is their loss, the thick one its running mean. The steps grow over
  the first tenth of the run, then shrink to nothing; the new head learns ten times as fast as the layers.
- **Held-out texts** only score; no epoch is chosen by them. With few of them the interval is wide: believe it.
- **Before and after** on one PCA basis: what lies elsewhere has moved. A model that tells your labels apart may have
  **forgotten** other things: look at the senses of words that had nothing to do with the task.
- The run has a process of its own. It goes on when you leave the page; one run at a time, the others wait in line.
"""


def find(run: str) -> Run:
    """Return a run; forget the id of one that is gone.

    Raises ModelError if it is not on this machine.
    """
    try:
        return runs.find(run)
    except ModelError:
        leave()
        raise


def describe(run: Run) -> None:
    """Say in one line what is learned from what."""
    job = run.job
    what = ("everything learns", "embeddings frozen", f"embeddings and {job.frozen} layers frozen")[
        min(job.frozen, 1) + 1
    ]
    st.markdown(
        f"**{prose(job.title)}** on {prose(sidebar.short(job.base))}: {len(job.train):,} texts with "
        f"{len(job.classes)} labels, {job.epochs} epochs, learning rate {job.rate:g}, {what}, seed {job.seed}"
    )


def current() -> str | None:
    """Return the id of the run in the link, or of this visit's last one, and keep it in both."""
    run = st.query_params.get("run") or st.session_state.get("run")
    if run:
        open_run(run)
    return run


def open_run(run: str) -> None:
    """Put a run into the link, and note that the visitor knows it."""
    st.session_state["run"] = st.query_params["run"] = run
    own_runs.note(run)


def leave() -> None:
    """Go back to the settings; the run stays where it is."""
    st.session_state.pop("run", None)
    st.query_params.pop("run", None)


def show(run: Run) -> None:
    """Show a run that is not done, and look at it again each second while it moves."""
    if run.phase in ("waiting", "running"):
        watch(run.id)
        return
    if run.phase == "failed":
        st.error(prose(run.error), icon=":material/error:")
    else:
        done = run.losses[-1]["step"] if run.losses else 0
        st.warning(
            f"Stopped at step {done:,} of {run.job.steps:,}. "
            + (
                "It can go on from its last checkpoint, which is written after each epoch and at Cancel."
                if runs.has_checkpoint(run.id)
                else "No checkpoint was written yet, so it would begin again."
            ),
            icon=":material/pause_circle:",
        )
    draw(run)
    with st.container(horizontal=True):
        st.button("Resume", icon=":material/play_arrow:", on_click=runs.resume, args=(run.id,))
        delete_button(run)
        st.button("Other settings", icon=":material/tune:", on_click=leave)


@st.fragment(run_every=1.0)
def watch(run_id: str) -> None:
    """Draw the run as it grows; it goes on when the page is left."""
    with frame.errors_shown():
        try:
            run = runs.find(run_id)
        except ModelError:
            st.rerun()  # it was deleted elsewhere; the page says so, and offers the settings
        if run.phase not in ("waiting", "running"):
            st.rerun()
        if run.phase == "waiting":
            s = "s" * (run.before != 1)
            st.progress(0.0, f"Waiting: {run.before} run{s} before yours. You may leave this page.")
        elif not run.losses:
            st.progress(0.0, "Loading the model …")
        else:
            left = waiting.spell(run.seconds_left or 0.0)
            st.progress(
                run.share, f"Step {run.losses[-1]['step']:,} of {run.job.steps:,}, about {left} left. You may leave."
            )
        draw(run)
        st.button("Cancel", icon=":material/cancel:", on_click=runs.stop, args=(run_id,))


def draw(run: Run, frozen: float | None = None) -> None:
    """Draw loss and accuracy so far."""
    losses, epochs = run.losses, run.epochs
    if not losses:
        return
    steps, values = [line["step"] for line in losses], [line["loss"] for line in losses]
    tested, accuracies = [line["step"] for line in epochs], [line["accuracy"] for line in epochs]
    chart.show(
        finetune.draw_run(steps, values, tested, accuracies, frozen, run.job.steps),
        f"{run.job.title} fine-tuning",
        f"Loss of {len(steps)} steps, {values[0]:.2f} at first, {np.mean(values[-10:]):.2f} at the end; accuracy after "
        f"{len(epochs)} epochs" + (f": {accuracies[-1]:.0%}." if epochs else "."),
        partial(table_of_steps, run.id),
        key="run_curve",
    )


def table_of_steps(number: str) -> pd.DataFrame:
    """List the steps of a run so far, with the scores after each epoch."""
    run = runs.find(number)
    steps = pd.DataFrame(run.losses)
    return steps.merge(pd.DataFrame(run.epochs), on="step", how="left") if run.epochs else steps


def delete_button(run: Run) -> None:
    """Offer to remove the run and its model."""

    def delete() -> None:
        runs.delete(run.id)
        st.session_state.get("tuned_models", {}).pop(run.name, None)
        st.session_state.get("confirmed_models", set()).discard(run.name)
        if st.session_state.get("model_in_use") == run.name:
            loaded = run.job.base in BUNDLED or run.job.base in st.session_state.get("confirmed_models", ())
            visit.put("model", run.job.base if loaded else DEFAULT_MODEL)
        leave()

    with st.popover("Delete", icon=":material/delete:"):
        st.write("The run, its model and its checkpoint will be gone.")
        st.button("Delete for good", type="primary", on_click=delete, key=f"delete_{run.id}")
