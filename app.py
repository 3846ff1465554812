"""Entry point (`streamlit run app.py`): warm up when the server starts; draw the frame and run the page for a visitor.

Streamlit reads this file twice: as the module `app`, once, when the server starts, and as a script for each visitor.
"""

import streamlit as st

from components.ui.lessons import in_class, lesson, panel
from components.ui.shell import (
    frame,
    keep,
    own_runs,
    present,
    reload,
    saved_work,
    shelf,
    sidebar,
    visit,
    visitor,
)

if __name__ == "app":
    from components.ui.start import start_up

    app = st.App(__file__, lifespan=start_up.warmed)
else:
    page = frame.open_frame()
    visit.enter(page.url_path)
    reload.take_over()
    lesson.follow(page.url_path or "start")
    sidebar.model_picker(page.url_path)
    with st.sidebar.container(horizontal=True, vertical_alignment="center"):  # in sight on a low screen
        sidebar.large_text()
        saved_work.copy_link()
    if page.url_path != "notebook":
        keep.button()
        with st.sidebar:
            present.switch()
    foot = st.sidebar.container()  # filled after the page, because it waits for the model
    with foot:
        # First, since these may begin another run: later, a click would be lost in between.
        reload.keep_visit()
        if page.url_path in ("classroom", "corpus", "finetune") or in_class.is_ours() or own_runs.are_at_work():
            visitor.meet(page.url_path != "finetune" or own_runs.lists_ours())
    with frame.inside(), frame.errors_shown():
        if panel.show(page.url_path or "start"):
            page.run()
            keep.finish(page.url_path or "start", page.title)
    with foot, frame.errors_shown():
        own_runs.show()
        sidebar.model_facts()
        saved_work.save_work()
        shelf.keep_in_step(reads=page.url_path in ("notebook", "classroom"))
        frame.keep_history()
        frame.ease_keyboard()
