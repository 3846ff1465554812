from functools import partial

import streamlit as st

from components.ui.classroom import address, join, lead, results
from components.ui.shell import frame, visitor

frame.require()

st.title("What do we think, and what does BERT?")
st.write("A teacher opens a class on a lesson; everybody answers from their own screen, and all answers come together.")

left, right = st.columns([2, 5], gap="medium")
with left:
    led = lead.choose()
    invited = bool(st.session_state.get("class_code") or st.query_params.get("class_code"))  # by a teacher's link
    with st.expander("Join a class", icon=":material/login:", expanded=led is None):
        join.show()
    if visitor.teacher():
        with st.expander("Open a class", icon=":material/groups:", expanded=led is None and not invited):
            lead.open_new()
        lead.key_as_file()
with right:
    if led is not None:
        lead.steer(led)
        if led.is_open:
            with st.expander("How to join", icon=":material/qr_code_2:", expanded=led.step == 1):
                address.show(led)
        frame.live(partial(results.show, led))
        lead.look_after(led)
    elif not invited:
        st.markdown(
            "**Nothing is open yet.** Open a class on a lesson: you get a code of four letters and a QR code. Students "
            "join without an account and go through the lesson with you, or ahead. Their answers stand here as they "
            "come, beside BERT’s own, without names unless they give one."
        )
