"""The tables that come with the app: a header names the columns, and quotation marks are letters."""

from components.engine.files import built_in_tables


def test_marks_in_built_in_tables_are_letters(tmp_path, monkeypatch):
    monkeypatch.setattr(built_in_tables, "DATA", tmp_path)
    (tmp_path / "a.tsv").write_text('text\tsense\n"No," he said.\ta\n"All of it."\tb\n', encoding="utf-8")
    assert built_in_tables.read_built_in("a.tsv") == [
        {"text": '"No," he said.', "sense": "a"},
        {"text": '"All of it."', "sense": "b"},
    ]
