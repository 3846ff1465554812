"""What to fine-tune on, and how; with an estimate of the time before it begins."""

import time

import numpy as np
import streamlit as st

from components.engine.classify.scores import Trial, leaves_room
from components.engine.classify.splits import WAYS, make_splits, shared_texts
from components.engine.errors import ModelError
from components.engine.files.label_tables import built_in
from components.engine.finetune import runs
from components.engine.finetune.job import EMBEDDINGS, Job
from components.ui.finetune import computed
from components.ui.parts import labelled_table
from components.ui.shared import models, text_vectors, waiting
from components.ui.shared.store import STORE, shared
from components.ui.shell import choices, visit, visitor
from components.ui.shell.markdown import prose

visit.declare(__name__, epochs=int, frozen=int, rate=str)
RATES = ("2e-5", "5e-5", "1e-4", "2e-4", "5e-4")
BACKWARD = 3.0  # a step costs about three times its forward pass
LOADING = 6.0  # seconds until the first step


def ask(model: str) -> Job:
    """Ask for the table, the split and the settings of the training.

    Raises TextError or FileError if the table cannot be used.
    """
    data = labelled_table.table()
    layers = models.facts(model).layers
    epochs = choices.number("Epochs", "epochs", 1, 20, 4, help="How often each text is seen.")
    rate = choices.choose(
        "Learning rate", "rate", RATES, "1e-4", help="How far each step goes. Too high forgets, too low learns little."
    )
    frozen = choices.number(
        "Frozen layers",
        "frozen",
        EMBEDDINGS,
        layers,
        0,
        help="0: the embeddings stay as they are, and all layers learn. −1: the embeddings learn as well. "
        f"{layers}: only the new head learns (and the pooler before it).",
    )
    seed = labelled_table.ask_seed()
    train, test = make_splits(data.numbers, WAYS[1], seed)[0]
    return Job(
        title=labelled_table.title(),
        base=model,
        texts=data.texts,
        labels=data.labels,
        train=tuple(map(int, train)),
        test=tuple(map(int, test)),
        epochs=epochs,
        rate=float(rate),
        frozen=frozen,
        seed=seed,
    )


def estimate(job: Job) -> float:
    """Estimate the seconds of a run, from the time that one batch takes to read now."""
    per_text = forward_seconds(job.base)
    share = 1 - max(job.frozen, 0) / (models.facts(job.base).layers + 1) * 2 / 3  # frozen layers have no way back
    return LOADING + job.epochs * (len(job.train) * BACKWARD * share + len(job.test)) * per_text


@shared
def forward_seconds(model: str) -> float:
    """Time the reading of a short text in a batch."""
    from components.engine.encoding.text_vectors import embed_texts

    texts, encoder = built_in("sentiment").texts[:32], models.encoder(model)
    embed_texts(encoder, texts[:2])
    begun = time.perf_counter()
    embed_texts(encoder, texts)
    return (time.perf_counter() - begun) / len(texts)


def offer(job: Job) -> None:
    """Say what would be done, and begin it."""

    def begin() -> None:
        try:
            st.session_state["run"] = runs.begin(job, visitor.visitor())
        except ModelError as error:
            st.session_state["finetune_error"] = str(error)

    st.markdown(
        f"**{len(job.train):,}** texts to learn from, **{len(job.test):,}** held out to test on; {job.steps:,} steps "
        f"of {job.batch} texts. On this machine that takes about **{waiting.spell(estimate(job))}** if nothing else "
        "runs."
    )
    st.button("Fine-tune", icon=":material/model_training:", type="primary", on_click=begin)
    if error := st.session_state.pop("finetune_error", None):
        st.error(prose(error), icon=":material/error:")
    warn(job)
    trial = computed.frozen_trial(job)
    about = "Logistic regression on the mean of the last layer’s vectors, as on the page Classify, same split."
    labelled_table.show_score(f"To beat: frozen vectors’ accuracy, n = {len(job.test):,}", trial, job.seed, about)
    warn_of_no_room(trial)


def warn_of_no_room(frozen: Trial) -> None:
    """Say so where frozen vectors are right so often that no gain could be told from chance."""
    if not leaves_room(frozen):
        right, count = int(np.trace(frozen.confusion)), int(frozen.tested.sum())
        st.warning(
            f"Frozen vectors get {right:,} of the {count:,} held-out texts right, which leaves no room: even a model "
            "that gets all of them right would not be surely better. Take more texts, or harder ones.",
            icon=":material/vertical_align_top:",
        )


def warn(job: Job) -> None:
    """Say what makes the scores less than they seem."""
    from components.engine.finetune.training import count_cut

    labelled_table.warn_of_duplicates(shared_texts(job.texts, [(np.array(job.train), np.array(job.test))]))
    key = ("cut", job.base, text_vectors.content(job), job.max_tokens)
    if cut := STORE.get(key, lambda: count_cut(models.encoder(job.base), job.texts, job.max_tokens)):
        st.caption(
            f":material/cut: Of {cut:,} texts only the first {job.max_tokens} tokens are learned from and tested; the "
            "frozen vectors see all of them that the model reads."
        )
