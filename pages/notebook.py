import streamlit as st

from components.ui.notebook import contents, files, lessons, one_view
from components.ui.shell import frame

frame.require()

st.title("What did you find?")
st.write(
    "The views that you kept, with their pictures and data, and what you say about them. They stay in this browser."
)

left, right = st.columns([2, 5], gap="medium")
with left:
    chosen = contents.choose()
    files.show()
    lessons.show()
with right:
    if chosen is None:
        contents.teach()
    else:
        one_view.show(chosen)
