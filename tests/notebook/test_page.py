"""The notebook's page: what is kept on any page comes into it."""

import json
import re

from components.engine.built_in.wordbench import read_bench
from components.engine.notebook.kept import Notebook, read_view, write_notebook, write_view
from tests.driving import errors, last_kept, set_text, words


def keep(app):
    return next(button for button in app.button if button.label == "Keep this view").click().run()


def test_what_is_kept_holds_settings_and_pictures_and_opens_live_again(open_page):
    app = keep(open_page("senses", {"word": "spring", "method": "PCA", "view": "Map", "layer": "4"}))
    view = last_kept(app)
    assert (view.page, view.title, view.model) == ("senses", "Senses, Map: spring", "all-MiniLM-L6-v2")
    assert {"word": "spring", "method": "PCA", "layer": 4, "view": "Map"}.items() <= view.settings.items()
    assert [picture.layer for picture in view.pictures if picture.kind == "chart" and picture.chart["frames"]] == [4]
    app.switch_page("pages/notebook.py").run()
    assert app.text_input(key=f"title_{view.id}").value == view.title
    app.text_area(key=f"saw_{view.id}").set_value("Three clusters.").run()
    assert last_kept(app).saw == "Three clusters."
    other = open_page("notebook")
    assert "Nothing is kept yet" in words(other)
    other.file_uploader(key="notebook_file").set_value(
        ("n.json", write_notebook(Notebook("", (view,))), "application/json")
    ).run()
    assert "1 view added" in " ".join(one.value for one in other.success)
    next(button for button in other.button if button.label == "Open live").click().run()
    assert (other.session_state["word"], other.session_state["layer"]) == ("spring", 4)


def test_chips_are_kept_where_they_say_what_the_pictures_do_not(open_page):
    view = last_kept(keep(open_page("tokens", {"text": "A bank."})))
    (ids,) = [one for one in view.pictures if one.name == "Tokens with their ids"]
    assert (ids.columns, ids.rows) == (["[CLS]", "a", "bank", ".", "[SEP]"], [["101", "1037", "2924", "1012", "102"]])
    layers = last_kept(keep(open_page("layers", {"text": "A bank."})))
    assert {one.kind for one in layers.pictures} == {"chart"}


def test_attention_from_one_text_to_the_other_is_kept_as_a_picture(open_page):
    pair = {"text": "A bank.", "pair": "It was steep.", "direction": "A to B", "special": "hidden"}
    (picture,) = last_kept(keep(open_page("attention", pair))).pictures
    assert (picture.tokens, picture.keys) == (["a", "bank", "."], ["it", "was", "steep", "."])
    assert picture.unpacked().shape == (6, 12, 3, 4)


def test_a_kept_view_is_compared_with_what_the_same_page_shows_now(open_page):
    def press(label, page):
        next(button for button in app.button if button.label == label).click().run()
        app.switch_page(f"pages/{page}.py").run()  # as the browser does when it is told to
        assert errors(app) == []

    app = keep(open_page("layers", {"text": "The bank was closed."}))
    kept = last_kept(app)
    assert "Compare with what you kept" not in [button.label for button in app.button]
    app.switch_page("pages/notebook.py").run()
    press("Open live", "layers")
    press("Compare with what you kept", "notebook")
    assert "Nothing differs" in words(app)
    press("Open live", "layers")
    assert app.session_state["text"] == "The bank was closed."
    set_text(app, "The bank was steep.")
    press("Compare with what you kept", "notebook")
    assert "text: The bank was closed. → The bank was steep." in words(app)
    assert re.search(r"numbers in cells differ, by 0\.\d+ at most", words(app))
    press("Keep the new one too", "notebook")
    assert last_kept(app).settings["text"] == "The bank was steep."
    assert len(app.session_state["kept_views"].known) == 2
    assert kept.id in app.session_state["kept_views"].known
    assert "Kept, and now" not in words(app)


def test_a_view_that_is_a_table_is_kept_as_one(open_page):
    app = keep(open_page("senses", {"view": "Groups", "word": "spring"}))
    groups = next(one for one in last_kept(app).pictures if one.kind == "table")
    assert "sentence" in groups.columns
    assert len(groups.rows) == len(read_bench("spring").sentences)
    assert read_view(write_view(last_kept(app))) == last_kept(app)


def test_a_file_that_is_no_notebook_is_told(open_page):
    app = open_page("notebook")
    content = json.dumps({"sensescope_notebook": 99}).encode()
    app.file_uploader(key="notebook_file").set_value(("n.json", content, "application/json")).run()
    assert any("version 99" in error for error in errors(app))
