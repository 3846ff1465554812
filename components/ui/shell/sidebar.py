"""The sidebar: which model, how large, and saving the visitor's work; and the layer and head sliders."""

import ipaddress
import os
from pathlib import Path

import streamlit as st

from components.engine.catalog import BUNDLED, DEFAULT_MODEL, HUB_MODELS, MULTILINGUAL_MODEL
from components.engine.errors import ModelError
from components.engine.loading.installed import catalogued, installed, is_missing, on_offer
from components.engine.loading.storage import folder_of
from components.engine.loading.tuned import is_tuned
from components.ui.shared import models
from components.ui.shell import choices, visit
from components.ui.shell.markdown import prose

visit.declare(__name__, large=bool, model=str)
MODELS_FOLDER = "SENSESCOPE_MODELS"  # environment variable: models below this folder may be named by any visitor

PRIVATE = "SENSESCOPE_PRIVATE"  # environment variable: 1 says that nobody else reaches the app


def model() -> str:
    """Return the name of the model in use; it changes only when another one has been loaded."""
    return st.session_state.get("model_in_use", DEFAULT_MODEL)


def model_picker(page: str) -> None:
    """Let the visitor pick a model. What is not in the box loads only after a click, never from a link alone.

    Who has picked none gets, on the page about languages, the one that reads them.
    """
    options = choices.with_typed([*on_offer(), *st.session_state.get("tuned_models", ()), *HUB_MODELS], "model")
    default = MULTILINGUAL_MODEL if page == "languages" and MULTILINGUAL_MODEL in options else DEFAULT_MODEL
    with st.sidebar:
        asked = st.selectbox(
            "Model",
            options,
            options.index(default) if default in options else 0,
            accept_new_options=True,
            help=f"With the app: {' and '.join(installed())}. The others load from the hub once. You can also type the "
            "name of an encoder on the hub, or the path of a folder with a model.",
            **visit.linked("model", default),
        )
        requested = catalogued(asked)
        if requested in st.session_state.get("confirmed_models", ()):
            st.session_state["model_in_use"] = requested
        elif requested not in BUNDLED and requested != model():
            offer(requested)
    if requested in BUNDLED:
        take_from_box(requested)


def use(name: str) -> None:
    """Pick a model by a button on the page; the sidebar is drawn anew too."""
    visit.put("model", name)
    st.rerun()


def take_from_box(name: str) -> None:
    """Use a model that comes with the app; if it must be unpacked and cannot be, the old one stays."""
    try:
        if name != model():
            models.unpack(name)
    except ModelError as error:
        st.error(prose(f"{error} {short(model())} stays in use."), icon=":material/error:")
        return
    st.session_state["model_in_use"] = name


def offer(name: str) -> None:
    """Say what loading `name` would do, and do it when the visitor agrees."""
    if name in (bundle.original for ours, bundle in BUNDLED.items() if is_missing(ours)):
        st.caption("A 4-bit copy comes with the app on Linux and on Macs with Apple’s chips; here the hub has it.")
    st.caption(
        f"Not loaded yet. Loading reads it from this machine, or else from the hub. In use: {prose(short(model()))}"
    )
    st.button("Load this model", width="stretch", on_click=st.session_state.update, args=({"asked_to_load": name},))
    if st.session_state.pop("asked_to_load", None) != name:
        return
    try:
        bring(name)
    except ModelError as error:
        st.error(prose(f"{error} {short(model())} stays in use."), icon=":material/error:")
        return
    st.session_state.setdefault("confirmed_models", set()).add(name)
    st.session_state["model_in_use"] = name
    st.rerun()


def bring(name: str) -> None:
    """Load a model from this machine, or fetch it from the hub first, with progress.

    Raises ModelError with the reason if it cannot be had.
    """
    from components.engine.loading import (
        hub,  # it brings the hub client, which a visitor of the bundled model never needs
    )

    if is_tuned(name):
        pass  # it is on this machine, or nowhere
    elif looks_like_path(name):
        refuse_folder_elsewhere(name)
    elif not hub.is_cached(name):
        bar = st.progress(0.0, f"Asking the hub for {prose(name)} …")
        try:
            hub.fetch(name, lambda done, total, file: bar.progress(done / total, prose(file)))
        finally:
            bar.empty()
    models.encoder(name)


def looks_like_path(name: str) -> bool:
    """Tell a folder from the hub's "owner/name"."""
    return name.startswith(("/", "~", ".", "\\")) or "\\" in name or name.count("/") > 1 or folder_of(name) is not None


def refuse_folder_elsewhere(name: str) -> None:
    """Raise ModelError for a folder that this visitor may not open.

    Whoever says that the app is theirs alone may open any. Every other server opens only what lies below the folder
    that its owner named, and tells nothing about the rest of the disk.
    """
    allowed = os.environ.get(MODELS_FOLDER)
    folder = folder_of(name)
    below = allowed and folder is not None and folder.resolve().is_relative_to(Path(allowed).resolve())
    if not below and not only_this_machine():
        raise ModelError(
            f"This app may be open to other machines, so it opens only folders that its owner shares ({MODELS_FOLDER} "
            f"names the one above them; {PRIVATE}=1 says that the app is yours alone). Ask the owner, or pick a model "
            "by name."
        )


def only_this_machine() -> bool:
    """Tell whether the owner said that the app is theirs alone, and it listens on the loopback interface alone.

    The address by itself says nothing: behind a reverse proxy on the same machine every visitor comes from there.
    """
    if os.environ.get(PRIVATE) != "1":
        return False
    address = st.get_option("server.address") or "0.0.0.0"
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def model_facts() -> None:
    """Say what is in use, in numbers."""
    facts = models.facts(model())
    millions = facts.parameters / 1e6
    st.caption(
        f"**{prose(short(facts.name))}** ({prose(facts.kind)}): {facts.layers} layers × {facts.heads} heads, "
        f"width {facts.width}, {facts.vocabulary:,} pieces, {millions:.0f} million weights, "
        f"at most {facts.max_tokens} tokens."
    )
    if facts.name in BUNDLED and BUNDLED[facts.name].note:
        st.caption(BUNDLED[facts.name].note)


def short(name: str) -> str:
    """Shorten a model's name to its last part."""
    return Path(name).name or name


def large_text() -> None:
    """Offer 20 % larger letters, for a projector."""
    if st.toggle("Large text", help="20 % larger, for a projector", **visit.linked("large", False)):
        st.html("<style>html { font-size: 120%; }</style>")


def offer_multilingual() -> None:
    """Say so when the model in use reads English alone, and offer the other one."""
    if model() == DEFAULT_MODEL and MULTILINGUAL_MODEL in on_offer():
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(f":material/translate: {DEFAULT_MODEL} was trained on English alone.", width="content")
            st.button(
                f"Use {MULTILINGUAL_MODEL}",
                icon=":material/check_circle:",
                on_click=use,
                args=(MULTILINGUAL_MODEL,),
                help="It reads a hundred languages.",
            )
