import streamlit as st

from components.ui.lessons import panel
from components.ui.parts import text_boxes
from components.ui.shell import frame, saved_work
from components.ui.start import doors, pictures

frame.require()

st.title("What does BERT make of a word?")
st.write("Use one word in two sentences. All below is computed while you type, by a real BERT, with no internet.")


@frame.live
def body() -> None:
    pictures.show(text_boxes.live_text())


doors.show()
panel.links()
saved_work.load_work()
