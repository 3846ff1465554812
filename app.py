"""Entry point (`streamlit run app.py`): draw the frame, then run the chosen page inside it."""

import streamlit as st

from components.ui import cached, controls, frame, state

page = frame.open_frame()
state.enter(page.url_path)
controls.model_picker()
controls.large_text()
foot = st.sidebar.container()  # filled after the page, because it waits for the model

try:
    with frame.inside(), frame.errors_shown():
        page.run()
finally:
    state.keep()
cached.warm_up()  # last, so that it takes nothing from the first picture
with foot, frame.errors_shown():
    controls.model_facts()
    controls.save_work()
