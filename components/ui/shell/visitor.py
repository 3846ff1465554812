"""Who a visitor is: two random secrets that their browser made and keeps, one as a visitor, one as a teacher.

What this server keeps for a visitor (runs of fine-tuning, a class and its answers) bears the hash of a secret, from
which nobody gets the secret back. So it is theirs after a reload, and after a restart of the server; a secret itself
stands in no link, no file of the server and no log. The notebook lies in the browser's own storage, and needs none.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from components.engine.errors import ClassError

SCRIPT = Path(__file__).parents[2] / "frontend" / "visitor" / "visitor.js"
_browser = st.components.v2.component("sensescope_visitor", js=SCRIPT.read_text(encoding="utf-8"))
SECRET = re.compile(r"[0-9a-f]{32}")
OURS, BROUGHT = "visitor_secrets", "teacher_brought"  # in the session
KIND, VERSION, FILE_BYTES = "sensescope teacher", 1, 1000


@dataclass(frozen=True)
class Secrets:
    """What the browser told."""

    visitor: str
    teacher: str


def meet(draws: bool) -> None:
    """Ask the browser for its secrets, once a visit; if the page `draws` what is the visitor's, it is drawn again then.

    Else only this is run again, so that no click falls into a run that nobody needs.
    """

    @st.fragment
    def ask() -> None:
        data = {"known": OURS in st.session_state, "teacher": st.session_state.get(BROUGHT, "")}
        told = _browser(key="visitor", data=data, on_secrets_change=lambda: None)
        if OURS not in st.session_state and take(getattr(told, "secrets", None)) and draws:
            st.rerun()

    ask()


def take(said: object) -> bool:
    """Take the secrets that the browser tells, if they have the form of secrets; tell whether they have."""
    both = [str(said.get(name)) for name in ("visitor", "teacher")] if isinstance(said, dict) else []
    if not both or not all(map(SECRET.fullmatch, both)):
        return False
    st.session_state[OURS] = Secrets(*both)
    return True


def visitor() -> str:
    """Return the name under which the server keeps what is this visitor's; nothing until their browser told it."""
    return name_of("visitor", st.session_state[OURS].visitor) if OURS in st.session_state else ""


def teacher() -> str:
    """Return the name under which the server keeps this visitor's rights as a teacher, as above."""
    return name_of("teacher", st.session_state[OURS].teacher) if OURS in st.session_state else ""


def name_of(kind: str, secret: str) -> str:
    """Hash a secret."""
    return hashlib.sha256(f"{kind} {secret}".encode()).hexdigest()


def write_teacher() -> str:
    """Write the teacher's secret as a file, to be a teacher of the same classes on another computer."""
    return json.dumps({"file": KIND, "version": VERSION, "secret": st.session_state[OURS].teacher})


def read_teacher(content: bytes, file: str) -> None:
    """Be the teacher whose file this is, from now on, in this browser.

    Raises ClassError if it is not such a file.
    """
    try:
        read = json.loads(content) if len(content) <= FILE_BYTES else None
    except ValueError:
        read = None
    if not isinstance(read, dict) or read.get("file") != KIND or not SECRET.fullmatch(str(read.get("secret"))):
        raise ClassError(f"“{file}” is not a teacher’s key. Take the file that “Your key as a teacher” wrote.")
    if read.get("version") != VERSION:
        raise ClassError(f"“{file}” has version {str(read.get('version'))[:9]}; this app reads version {VERSION}.")
    st.session_state[BROUGHT] = read["secret"]
    st.session_state[OURS] = Secrets(st.session_state[OURS].visitor, read["secret"])
