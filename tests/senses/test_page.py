"""The page Senses: any word, any sentences, files, the map."""

import json
from concurrent.futures import Future

import pytest

from components.engine.catalog import BUNDLED, DEFAULT_MODEL
from components.ui.contexts import word_in_contexts
from components.ui.senses import compare
from tests.driving import choose, drawn, errors, go, words


@pytest.mark.parametrize(
    ("word", "own", "error"),
    [
        ("bank", "", None),
        ("bank", "The bank was steep.\nNothing here.\n\nBanks, banks and a bank.", None),
        ("crane", "\n".join(["The crane flew."] * 15), None),
        ("spleen", "My spleen hurts.", "One occurrence"),
        ("spleen", "My spleen hurts.\nA spleen is an organ.", None),
        ("spleen", "\n".join(f"Spleen number {n}." for n in range(14)), None),
        ("spleen", "\n".join(f"Spleen number {n}." for n in range(15)), None),
        ("spleen", "\n".join(["The same spleen."] * 16), None),
        ("银行", "我去银行。\n河边没有银行。", None),
        ("<b>x</b>", "a <b>x</b> c\nd <b>x</b>", None),
        ("", "", "There is no word to look for"),
        ("bank", "bank " * 600, None),
        ("bank", "A bank.\n" * 501, "501 sentences"),
        ("electroencephalographer", "An electroencephalographer.\nThe electroencephalographer sleeps.", None),
    ],
)
def test_senses_page_takes_any_word_and_sentences(open_page, word, own, error):
    app = open_page("senses")
    app.text_area(key="own").set_value(own)
    choose(app, "word", word)
    assert not app.exception
    assert [error in shown.value.replace("\\", "") for shown in app.error] == ([True] if error else [])


@pytest.mark.parametrize(
    ("word", "own", "asked"),
    [
        ("spleen", "", "has no built-in sentences. Paste at least two"),
        ("../bench/bank", "", "has no built-in sentences. Paste at least two"),
        ("spleen", "The bank.\nA bank.", "none of your 2 has it. Paste at least two"),
    ],
)
def test_new_word_is_no_error_before_its_sentences_are_pasted(open_page, word, own, asked):
    app = choose(open_page("senses", {"own": own}), "word", word)
    assert errors(app) == []
    assert asked in words(app)
    app = open_page("senses", {"own": f"My {word}.\nA {word} is here.\nOne {word} more."})
    assert errors(choose(app, "word", word)) == []
    assert app.get("plotly_chart")


def test_own_sentences_move_nothing_else(open_page):
    def map_of(app):
        return json.loads(app.get("plotly_chart")[0].proto.spec)["data"]

    app = open_page("senses")
    app.session_state["method"] = "PCA"
    before = map_of(app.run())
    after = map_of(app.text_area(key="own").set_value("He sat on the bank.").run())
    assert len(after) == len(before) + 1
    for old, new in zip(before, after, strict=False):
        assert (old["x"], old["y"]) == (new["x"], new["y"])


@pytest.mark.parametrize("view", ["Map", "Groups", "Words", "Quiz", "Compare"])
@pytest.mark.parametrize(
    ("word", "own"),
    [
        ("spring", "The spring broke.\nA spring of fresh water."),
        ("spleen", "My spleen hurts.\nA spleen is an organ."),
        ("spleen", "My spleen hurts.\nA spleen is an organ.\nHis spleen burst."),
        ("spleen", "\n".join(["The same spleen."] * 16)),
        ("bank", "bank " * 600),
    ],
)
def test_every_view_of_senses_takes_few_and_odd_sentences(open_page, view, word, own):
    app = open_page("senses", {"word": word, "own": own, "view": view})
    assert not app.exception
    assert app.session_state["view"] == view
    known = {"Compare": "takes at least 3"} if word == "spleen" else {}
    assert all(known.get(view, "nothing") in shown.value for shown in app.error)


def test_word_in_a_long_text_is_seen_through_a_window_and_the_page_says_so(open_page):
    app = open_page("senses")
    app.text_area(key="own").set_value("The river rose. " * 300 + "He sat on the bank. " + "It fell. " * 300).run()
    assert not app.error
    assert any("seen through a window" in caption.value for caption in app.caption)


def test_sentence_added_to_a_map_of_ones_own_moves_nothing_until_the_map_is_made_anew(open_page):
    def places(app):
        numbered = [(trace["text"], trace["x"], trace["y"]) for trace in drawn(app) if "text" in trace]
        return {text: place for names, *xy in numbered for text, *place in zip(names, *xy, strict=True)}

    app = open_page("senses")
    app.text_area(key="own").set_value("My spleen hurts.\nA spleen is an organ.\nHis spleen burst.").run()
    before = places(choose(app, "word", "spleen"))
    assert set(before) == {"<b>1</b>", "<b>2</b>", "<b>3</b>"}
    after = places(app.text_input(key="one_more").set_value("Vent your spleen.").run())
    assert after.pop("<b>4</b>")
    assert after == before
    next(button for button in app.button if button.label == "Make the map anew").click().run()
    assert not app.exception
    anew = places(app)
    assert len(anew) == 4
    assert all(anew[number] != place for number, place in before.items())


def test_colours_of_senses_are_the_same_on_map_cards_and_bars(open_page):
    app = open_page("senses")
    app.session_state["method"] = "PCA"
    app = choose(app, "word", "spring")
    on_map = {trace["name"]: trace["marker"]["color"] for trace in drawn(app)}
    app.segmented_control(key="view").set_value("Words").run()
    app.toggle(key="by_sense").set_value(True).run()
    two, all_senses = (
        {bar["name"].removeprefix("towards "): bar["marker"]["color"] for bar in drawn(app, number)}
        for number in (0, 1)
    )
    assert all_senses == on_map
    assert len(two) == 2
    assert two.items() < on_map.items()
    app.segmented_control(key="view").set_value("Groups").run()
    go(app, "groups", "3")
    cards = [html.proto.body for html in app.get("html") if "clip-path" in html.proto.body]
    assert len(cards) == 3
    assert all(any(colour in card for card in cards) for colour in on_map.values())


def test_word_that_is_nowhere_in_a_file_once_or_in_one_sense_is_told_or_drawn(open_page):
    def with_file(content):
        app = open_page("senses")
        app.session_state["method"] = "PCA"
        app.get("file_uploader")[0].set_value(("a.csv", content.encode(), "text/csv")).run()
        return choose(app, "word", "bank")

    rows = "text,sense\nThe bank is steep.,river\n"
    app = with_file("text,sense\nA river.,river\n")
    assert errors(app) == []
    assert "Your one sentence lacks “bank”." in words(app)
    app.button_group(key="words_of_file").set_value("river").run()
    assert app.selectbox(key="word").value == "river"
    assert "Your one sentence lacks" not in words(app)
    assert "“bank” is in none of the 1 sentences" in errors(with_file("text,sense\nSo it is.,river\n"))[0]
    assert any("One occurrence" in error.value for error in with_file(rows).error)
    app = with_file(rows + "A bank of sand.,river\nAny bank.,river\n")
    app.selectbox(key="file_senses").set_value("sense").run()
    assert not app.exception
    assert not app.error
    assert [trace["name"] for trace in json.loads(app.get("plotly_chart")[0].proto.spec)["data"]] == ["river"]


@pytest.mark.parametrize(
    ("word", "offered"), [("银行", ["Chinese"]), ("hoja", ["Spanish"]), ("spleen", []), ("ring", [])]
)
def test_word_of_another_language_has_it_a_click_away(open_page, word, offered):
    app = choose(open_page("senses", {"method": "PCA"}), "word", word)
    buttons = [button for button in app.button if button.label.startswith("Switch to ")]
    assert [button.label.removeprefix("Switch to ") for button in buttons] == offered
    for button in buttons:
        app.selectbox(key="word").options.append(word)
        button.click().run()
        assert app.selectbox(key="language").value in ("zh", "es")
        assert app.selectbox(key="word").value == word
        assert not [button for button in app.button if button.label.startswith("Switch to ")]


@pytest.mark.parametrize("view", ["Map", "Groups", "Words", "Quiz", "Compare"])
def test_senses_of_one_sentence_each_break_no_view(open_page, view):
    app = open_page("senses", {"method": "PCA", "word": "bank", "view": view})
    rows = "text,sense\nThe bank is steep.,river\nThe bank is closed.,money\nA bank of cloud.,heap\n"
    app.get("file_uploader")[0].set_value(("a.csv", rows.encode(), "text/csv")).run()
    app.selectbox(key="file_senses").set_value("sense").run()
    assert not app.exception
    assert not app.error
    assert not any("nan" in caption.value for caption in app.caption)


def test_of_very_many_occurrences_the_first_are_drawn_and_the_page_says_so(open_page, monkeypatch):
    monkeypatch.setattr(word_in_contexts, "MOST_PLACED", 30)
    app = open_page("senses")
    assert any("occurs 36 times; the first 30 are on the map" in warning.value for warning in app.warning)


def test_typed_sentence_is_added_to_the_others(open_page):
    app = open_page("senses")
    app.text_area(key="own").set_value("The bank was steep.").run()
    app.text_input(key="one_more").set_value("My bank is closed.").run()
    assert app.text_area(key="own").value == "The bank was steep.\nMy bank is closed."
    assert app.text_input(key="one_more").value == ""


@pytest.mark.parametrize("view", ["Map", "Groups", "Words", "Quiz", "Compare"])
def test_senses_of_copied_sentences_alone_break_no_view(open_page, view):
    app = open_page("senses", {"method": "PCA", "word": "bank", "view": view})
    rows = "text,sense\n" + "The bank is steep.,river\nThe bank is closed.,money\n" * 2
    app.get("file_uploader")[0].set_value(("a.csv", rows.encode(), "text/csv")).run()
    app.selectbox(key="file_senses").set_value("sense").run()
    assert not app.exception
    assert not any("nan" in caption.value for caption in app.caption)
    said = {"Quiz": "two different sentences"}.get(view, "")
    assert any(said in info.value for info in app.info) or not said


def test_noise_is_drawn_by_the_same_method_and_named(open_page):
    app = open_page("senses")
    app.session_state["method"] = "PCA"
    app.run()
    app.toggle(key="noise").set_value(True).run()
    assert not app.exception
    assert any("This is noise" in caption.value for caption in app.caption)
    assert "random numbers" in app.get("plotly_chart")[0].proto.spec


def test_lines_without_the_word_are_named(open_page):
    app = open_page("senses")
    app.text_area(key="own").set_value("The bank.\nNothing here.").run()
    assert "Nothing here" in app.warning[0].value


def test_failed_umap_is_told_and_pca_stands_in(open_page, monkeypatch):
    broken = Future()
    broken.set_exception(MemoryError())
    monkeypatch.setattr("components.engine.geometry.umap_process.submit_umap", lambda states, dimensions: broken)
    app = open_page("senses")
    app = choose(app, "word", "fan")
    assert not app.exception
    assert "UMAP’s process failed (MemoryError)" in app.warning[0].value
    assert app.get("plotly_chart")


def test_two_models_are_compared_when_one_asks_for_two_models(open_page, multilingual):
    app = open_page("senses", query={"view": "Compare", "versus": compare.MODELS})
    assert not app.exception
    assert [app.selectbox(key=key).value for key in ("model_a", "model_b")] == list(BUNDLED)
    assert [app.slider(key=key).value for key in ("layer_a", "layer_b")] == [6, 12]
    app.selectbox(key="model_b").set_value(DEFAULT_MODEL).run()
    assert [app.slider(key=key).value for key in ("layer_a", "layer_b")] == [6, 3]
