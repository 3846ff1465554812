import streamlit as st

from components.ui import frame, inputs, start_pictures, state

frame.require()

st.title("What does BERT make of a word?")
st.write("Use one word in two sentences. All below is computed while you type, by a real BERT, with no internet.")


@st.fragment
def live() -> None:
    with frame.errors_shown():
        text = inputs.live_text()
        state.keep()
        start_pictures.show(text)


live()
inputs.load_work()
