"""Files that a visitor brings, through the pages: what was chosen for them stays, and they are read once."""

import pytest

from components.engine.files import label_tables, sentence_files
from components.ui.parts import files
from tests.driving import go

ROWS = "".join(f"The bank {n} of the river,A bank {n},{n % 2},{n % 3},The tax {n}\n" for n in range(12))
TABLE = ("t.csv", f"text,second,label,grade,other\n{ROWS}".encode(), "text/csv")
BOXES = {  # page, what is set there first, the box, a column's box, and what it is set to
    "sentences": ("senses", {"method": "PCA"}, "sentence_file", "file_column", "other"),
    "senses": ("senses", {"method": "PCA"}, "sentence_file", "file_senses", "label"),
    "texts": ("classify", {"labelled": "File", "view": "Mistakes"}, "labelled_file", "labelled_text", "other"),
    "labels": ("classify", {"labelled": "File", "view": "Mistakes"}, "labelled_file", "labelled_label", "label"),
    "pairs": ("similarity", {"view": "Human scores"}, "pairs_file", "pairs_second", "second"),
    "scores": ("similarity", {"view": "Human scores"}, "pairs_file", "pairs_score", "label"),
}


def bring(open_page, page, settings, box):
    app = open_page(page)
    for key, value in settings.items():
        go(app, key, value)
    return app.file_uploader(key=box).set_value(TABLE).run()


@pytest.mark.parametrize("place", BOXES)
def test_a_column_that_was_chosen_stays_chosen_and_is_in_the_link(open_page, place):
    page, settings, box, column, name = BOXES[place]
    app = bring(open_page, page, settings, box)
    app.selectbox(key=column).set_value(name).run()
    app.switch_page("pages/tokens.py").run()
    app.switch_page(f"pages/{page}.py").run()
    assert app.selectbox(key=column).value == name
    assert app.query_params[column] in (name, [name])


@pytest.mark.parametrize("place", ["sentences", "texts", "pairs"])
def test_a_file_is_read_once_and_again_only_for_other_columns(open_page, monkeypatch, place):
    page, settings, box, column, name = BOXES[place]
    reads, read = [], sentence_files.rows
    for module in (sentence_files, label_tables):
        monkeypatch.setattr(module, "rows", lambda *given: reads.append(given) or read(*given))
    app = bring(open_page, page, settings, box)
    once = len(reads)
    app.run().run()
    app.switch_page("pages/tokens.py").run()
    app.switch_page(f"pages/{page}.py").run()
    assert len(reads) == once > 0
    app.selectbox(key=column).set_value(name).run()
    assert once < len(reads) <= once + 4  # the sentences are read ahead as well
    assert not app.exception


def test_of_files_that_have_no_room_together_the_oldest_is_forgotten_and_named(open_page, monkeypatch):
    monkeypatch.setattr(files, "MOST_BROUGHT", 1.5 * len(TABLE[1]))
    app = bring(open_page, *BOXES["texts"][:3])
    assert any("label" in box.options for box in app.selectbox)
    app.switch_page("pages/similarity.py").run()
    go(app, "view", "Human scores")
    app.file_uploader(key="pairs_file").set_value(TABLE).run()
    assert list(app.session_state["brought"]) == ["pairs_file"]
    app.switch_page("pages/classify.py").run()
    said = [warning.value.replace("\\", "") for warning in app.warning]
    assert any("t.csv (0 MB) is no longer kept" in text and "Bring it again" in text for text in said)
    app.file_uploader(key="labelled_file").set_value(TABLE).run()
    assert not any("no longer kept" in warning.value for warning in app.warning)
    assert list(app.session_state["brought"]) == ["labelled_file"]


def test_one_file_is_kept_however_large_and_a_newer_one_in_its_box_takes_its_place(open_page, monkeypatch):
    monkeypatch.setattr(files, "MOST_BROUGHT", 10)
    app = bring(open_page, *BOXES["texts"][:3])
    app.file_uploader(key="labelled_file").set_value(("new.csv", *TABLE[1:])).run()
    assert [file.name for file in app.session_state["brought"].values()] == ["new.csv"]
    assert not any("no longer kept" in warning.value for warning in app.warning)
