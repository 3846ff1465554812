"""The runs of before, with what they take on the disk."""

import streamlit as st

from components.engine.errors import ModelError
from components.engine.finetune import runs
from components.ui.finetune import one_run
from components.ui.shell import own_runs, sidebar
from components.ui.shell.markdown import prose

MOST_LISTED = 20


def show() -> None:
    """List the visitor's runs; whoever runs the app for this machine alone sees all."""
    everything = runs.all_runs()
    mine = everything if sidebar.only_this_machine() else list(filter(own_runs.is_ours, everything))
    if not mine:
        return
    with st.expander(f"Earlier runs ({len(mine)})", icon=":material/history:"):
        for number in mine[:MOST_LISTED]:
            try:
                run = runs.find(number)
            except ModelError:  # deleted meanwhile
                continue
            with st.container(horizontal=True, vertical_alignment="center"):
                score = f", accuracy {run.epochs[-1]['accuracy']:.2f}" if run.epochs else ""
                st.markdown(
                    f"**{prose(run.job.title)}** on {prose(sidebar.short(run.job.base))}: {run.phase}{score}, "
                    f"{runs.size(number) / 1e6:.0f} MB"
                )
                st.button("Open", key=f"open_{number}", on_click=one_run.open_run, args=(number,))
                one_run.delete_button(run)
