"""Entry point (`streamlit run app.py`): warm up when the server starts; draw the frame and run the page for a visitor.

Streamlit reads this file twice: as the module `app`, once, when the server starts, and as a script for each visitor.
"""

import streamlit as st

from components.ui import controls, frame, state

if __name__ == "app":
    from components.ui import warm

    app = st.App(__file__, lifespan=warm.warmed)
else:
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
    with foot, frame.errors_shown():
        controls.model_facts()
        controls.save_work()
        frame.keep_history()
