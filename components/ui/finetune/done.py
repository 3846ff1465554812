"""A run of fine-tuning that is done: what it gained, and its model, to be tried, used, taken along."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.classify.scores import Trial, margin
from components.engine.finetune import runs
from components.engine.finetune.classifier import label_probabilities
from components.engine.finetune.runs import Run
from components.ui.finetune import computed, one_run, options
from components.ui.parts import downloads, labelled_table
from components.ui.shell import frame, sidebar, visit
from components.ui.shell.markdown import code, prose

visit.declare(__name__, tuned_text=str)


def show_scores(run: Run) -> None:
    """Show what the finished model gained, and let it be used and taken along."""
    from components.engine.classify.probes import try_majority

    job, tuned, frozen = run.job, trial_of(run), computed.frozen_trial(run.job)
    majority = try_majority(tuned.truth, [(np.array(job.train), np.array(job.test))])
    gain, low, high = margin(tuned, frozen)
    scores = {"Fine-tuned": tuned, "Frozen vectors": frozen, "Most frequent label": majority}
    for cell, (name, trial) in zip(st.columns(3), scores.items(), strict=True):
        with cell:
            about = f"Accuracy on the held-out texts; macro-F1 {trial.macro_f1:.3f}."
            labelled_table.show_score(f"{name}: accuracy, n = {len(job.test):,}", trial, job.seed, about)
    st.caption(told_gain(gain, low, high, len(job.test)))
    options.warn(job)
    options.warn_of_no_room(frozen)
    one_run.draw(run, frozen.accuracy)
    number, held_out = run.id, job.texts[job.test[0]]
    frame.live(lambda: try_text(number, held_out))
    with st.expander("Which labels does it mix up?", icon=":material/grid_on:"):
        labelled_table.show_confusion(
            lambda: trial_of(runs.find(number)), job.classes, "fine-tuned confusion", "tuned_confusion"
        )
    downloads.offer(
        "fine-tuned predictions",
        lambda: predictions(runs.find(number)),
        f"Held-out predictions after fine-tuning, accuracy {tuned.accuracy:.4f}, frozen vectors {frozen.accuracy:.4f}",
        job.base,
        epochs=job.epochs,
        learning_rate=job.rate,
        frozen_layers=job.frozen,
        seed=job.seed,
    )


def told_gain(gain: float, low: float, high: float, tested: int) -> str:
    """Say what fine-tuning gained or lost, accuracies in 0 … 1, and how sure that is."""
    verb = "gained" if gain > 0 else "lost" if gain < 0 else "changed nothing:"
    told = (
        f"Against frozen vectors, fine-tuning {verb} {abs(gain) * 100:.1f} points (95 %: {low * 100:+.1f} to "
        f"{high * 100:+.1f}, paired)."
    )
    if low > 0 or high < 0:
        return told
    return (
        f"{told} With {tested:,} held-out texts that may be chance: another seed holds out others, so try a few. A few "
        "hundred texts teach a whole model little; frozen vectors then often do as well."
    )


def trial_of(run: Run) -> Trial:
    """Return what the finished model said about the held-out texts."""
    numbers = np.unique(np.array(run.job.labels), return_inverse=True)[1]
    return Trial(numbers, np.array(run.progress[-1]["predicted"]), len(run.job.classes))


def predictions(run: Run) -> pd.DataFrame:
    """List every held-out text with its label and the model's answer."""
    tuned = trial_of(run)
    classes, tested = np.array(run.job.classes), np.flatnonzero(tuned.tested)
    texts = [run.job.texts[number] for number in tested]
    return pd.DataFrame(
        {"text": texts, "true": classes[tuned.truth[tested]], "predicted": classes[tuned.predicted[tested]]}
    )


def try_text(number: str, held_out: str) -> None:
    """Let the model of a run decide about a text of the visitor's, at first one that is held out."""
    run = runs.find(number)
    text = st.text_input(
        "Try a text: this one is held out; type your own", held_out, **visit.linked("tuned_text", held_out)
    )
    if text.strip():
        model = computed.classifier(run.name)
        found = label_probabilities(model, [text], run.job.max_tokens)[0]
        best = int(found.argmax())
        st.markdown(
            f"**{prose(model.labels[best])}**, {found[best]:.0%}  ·  "
            + "  ·  ".join(f"{prose(label)} {value:.0%}" for label, value in zip(model.labels, found, strict=True))
        )


def show_model(run: Run) -> None:
    """Say what the model is called, and let it be used, taken along or deleted."""

    def use() -> None:
        st.session_state.setdefault("confirmed_models", set()).add(run.name)
        st.session_state.setdefault("tuned_models", {})[run.name] = None
        visit.put("model", run.name)
        st.toast(f"{prose(run.name)} is in use: see the sidebar.", icon=":material/check_circle:")

    number = run.id
    st.session_state.setdefault("tuned_models", {})[run.name] = None
    st.markdown(f"The model is called {code(run.name)}; {runs.size(run.id) / 1e6:.0f} MB on this machine.")
    with st.container(horizontal=True):
        st.button(
            "Use it on the other pages",
            icon=":material/check_circle:",
            on_click=use,
            help="Picks it in the sidebar. Masked words and Next sentence need heads that it does not have.",
        )
        st.download_button(
            "Model (zip)",
            lambda: runs.zipped(runs.find(number)),
            f"{run.name.removeprefix('tuned/')}.zip",
            "application/zip",
            icon=":material/download:",
            on_click="ignore",
            help="An ordinary transformers folder: AutoModelForSequenceClassification.from_pretrained reads it.",
        )
        one_run.delete_button(run)
        st.button("Other settings", icon=":material/tune:", on_click=one_run.leave)
    seen = (
        "Everyone at this machine"
        if sidebar.only_this_machine()
        else "Only this browser, and whoever has this page’s link,"
    )
    st.caption(f"{seen} sees the run; its folder holds your texts until you delete it. The bundled model is untouched.")
