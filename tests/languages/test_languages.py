"""Across languages: links by hand, margins by hand, who is near; and the page."""

import time
from collections import Counter
from concurrent.futures import Future
from types import SimpleNamespace

import numpy as np
import pytest

from components.engine.built_in.wordbench import LANGUAGES
from components.engine.catalog import DEFAULT_MODEL, MULTILINGUAL_MODEL
from components.engine.errors import TextError
from components.engine.languages.examples import join_words, read_aligned, read_meanings, read_pairs
from components.engine.languages.neighbourhoods import centre_languages, measure_neighbourhoods
from components.engine.languages.translations import Matched, margin_scores, match
from components.engine.languages.word_alignment import alignment_scores, compare_words, mutual_argmax
from components.engine.text.find_word import find_occurrences
from components.figures import scatter, similarity
from components.ui.languages import meanings


def test_links_are_mutual_by_hand():
    cosines = np.array([[0.9, 0.2, 0.1], [0.8, 0.3, 0.7], [0.1, 0.2, 0.6]])
    assert mutual_argmax(cosines) == {(0, 0)}  # 1 wants 0, who wants 0; 2 wants 2, whom 1 likes better


def test_scores_of_links_by_hand():
    found = [frozenset({(0, 0), (1, 1)}), frozenset({(0, 0)})]
    drawn = [frozenset({(0, 0), (1, 2), (2, 2)}), frozenset({(0, 0)})]
    assert alignment_scores(found, drawn) == pytest.approx((2 / 3, 1 / 2, 4 / 7))
    assert alignment_scores([frozenset()], drawn[:1]) == (0, 0, 0)


def test_margin_by_hand():
    cosines = np.array([[0.8, 0.4], [0.6, 0.2]])
    # neighbours, k = 2: rows .6 and .4, columns .7 and .3
    assert np.allclose(margin_scores(cosines, 2), [[0.8 / 0.65, 0.4 / 0.45], [0.6 / 0.55, 0.2 / 0.35]])


def test_margin_of_unrelated_sentences_stays_a_ratio():
    assert np.abs(margin_scores(np.array([[0.03, 0.01], [-0.09, 0.08]]), 2)).max() < 2


def test_a_sentence_that_is_too_long_is_named_by_its_list(tiny):
    with pytest.raises(TextError, match="In the second list: Text 2 has"):
        match(tiny, ("the cat", "a bank"), ("the cat", "bank " * 1000))


def test_margin_lets_a_sentence_go_that_is_near_to_everything():
    cosines = np.array([[[0.9, 0.7, 0.1], [0.88, 0.8, 0.1], [0.9, 0.2, 0.6]]])
    by_margin, by_cosine = Matched(cosines, margin_scores(cosines, 3)).accuracy()
    assert by_margin[0] > by_cosine[0]


def test_a_sentence_is_aligned_with_itself_word_by_word(encoder):
    text = "The old man sold his white house."
    made = compare_words(encoder, text, text)
    assert made.first == ("The", "old", "man", "sold", "his", "white", "house")
    assert all(made.links(layer) == {(n, n) for n in range(7)} for layer in range(7))


def test_no_word_is_told(encoder):
    with pytest.raises(TextError, match="The second sentence has no word"):
        compare_words(encoder, "One.", "!!!")


def test_chinese_is_laid_out_without_spaces_and_french_after_apostrophes():
    assert join_words(["银行", "提高", "了"])[0] == "银行提高了"
    sentence, places = join_words(["Je", "n'", "ai", "rien"])
    assert sentence == "Je n'ai rien"
    assert [sentence[place.start : place.end] for place in places] == ["Je", "n'", "ai", "rien"]


def test_built_in_material_is_large_enough_and_right():
    first, second = read_pairs()
    assert len(first) == len(second) == len(set(first)) == len(set(second)) >= 40
    assert not any(sign in sentence for sentence in second for sign in ",?!")  # Chinese has signs of its own
    aligned = read_aligned()
    assert len(aligned) >= 20
    assert {pair.language for pair in aligned} == {"zh", "es", "fr", "de"}
    for pair in aligned:
        assert all(i < len(pair.first_words) and j < len(pair.second_words) for i, j in pair.links)
    meanings = read_meanings()
    assert len(set(meanings.sentences)) == len(meanings.sentences)
    counts = Counter(zip(meanings.languages, meanings.meanings, strict=True))
    assert min(counts.values()) >= 8
    assert len(counts) == 25
    for word, sentence in zip(meanings.words, meanings.sentences, strict=True):
        assert len(find_occurrences([sentence], word)) == 1, sentence


def test_who_is_near_by_hand():
    angles = np.radians([0, 1, 90, 91])  # two meanings, each in two languages
    states = np.stack([np.cos(angles), np.sin(angles)], axis=1)[None]
    found = measure_neighbourhoods(states, list("abab"), list("xxyy"), neighbours=1)
    assert found.meaning[0] == 1
    assert found.language[0] == 0
    assert found.chance_meaning == found.chance_language == pytest.approx(1 / 3)


def test_centring_takes_out_what_a_language_has_in_common():
    random = np.random.default_rng(0)
    meaning = np.repeat(random.normal(size=(5, 8)), 2, axis=0)
    languages = ["a", "b"] * 5
    states = (meaning + np.where(np.array(languages)[:, None] == "a", 9.0, -9.0))[None]
    raw = measure_neighbourhoods(states, languages, list("ppqqrrsstt"), neighbours=1)
    centred = measure_neighbourhoods(centre_languages(states, languages), languages, list("ppqqrrsstt"), neighbours=1)
    assert raw.language[0] == 1
    assert centred.meaning[0] == 1


def test_translations_find_each_other_and_words_their_translation(multilingual):
    assert match(multilingual, *read_pairs()).accuracy()[0][-1] >= 0.95
    made = compare_words(multilingual, "The bank raised its interest rates.", "银行提高了利率。")
    links = {(made.first[i], made.second[j]) for i, j in made.links(8)}
    assert {("bank", "银行"), ("rates", "利率")} <= links


def test_page_offers_the_multilingual_model_and_draws_every_view(open_page, multilingual):
    app = open_page("languages", query={"model": DEFAULT_MODEL})
    assert not app.exception
    app.button[[button.label for button in app.button].index("Use multilingual-e5-small")].click().run()
    for view in ("One meaning", "Side by side", "Match lists"):
        app.segmented_control(key="view").set_value(view).run()
        assert not app.exception
        assert not app.error
        assert app.get("plotly_chart"), view
    assert "same line" in app.dataframe[0].value
    app.text_area(key="match_first").set_value("The cat sleeps.\nIt rains.").run()
    assert not app.exception
    assert "same line" not in app.dataframe[0].value  # lists of two lengths do not translate each other line by line
    app.text_area(key="match_first").set_value("one").run()
    assert "The first list has 1 sentence;" in app.error[0].value


def test_page_opens_on_the_model_that_reads_languages_and_others_do_not(open_page, multilingual):
    app = open_page("languages")
    assert app.selectbox(key="model").value == MULTILINGUAL_MODEL
    assert not any("trained on English" in note.value for note in app.markdown)
    app.switch_page("pages/tokens.py").run()
    assert app.selectbox(key="model").value == DEFAULT_MODEL


@pytest.mark.parametrize("colour", meanings.COLOURS)
def test_colour_shape_and_word_tell_meaning_language_and_word(colour):
    chosen = read_meanings()
    made = SimpleNamespace(points=np.random.default_rng(0).normal(size=(2, len(chosen.words), 2)))
    named = meanings.shapes(chosen, colour)
    clouds = meanings.clouds(chosen, made, colour, written=True)
    seen = set()
    for cloud in clouds:
        for place, look in zip(cloud.ids, cloud.shapes, strict=True):
            told = {cloud.name, named[look]}
            assert told == {chosen.meanings[place], LANGUAGES[chosen.languages[place]]}
            seen.add(place)
        assert {word for word in cloud.words if word} == {chosen.words[place] for place in cloud.ids}
    assert seen == set(range(len(chosen.words)))


def test_points_on_one_place_are_drawn_side_by_side_and_others_stay():
    points = np.zeros((2, 6, 2))
    points[:, 5] = 1
    drawn = scatter.spread(points)
    assert np.array_equal(drawn[:, 5], points[:, 5])
    apart = np.linalg.norm(drawn[0, :5, None] - drawn[0, None, :5], axis=-1)[np.triu_indices(5, 1)]
    assert apart.min() > 0.005
    assert np.abs(drawn - points).max() < 0.05


def test_every_link_has_its_cosine_beside_its_words():
    cosines = np.array([[0.9, 0.1], [0.2, 0.734]])
    figure = similarity.draw_links(("the", "bank"), ("die", "Bank"), cosines, [(1, 1)])
    written = {text for trace in figure.data for text in trace.text or ()}
    assert {"the", "bank  0.73", "die", "0.73  Bank"} <= written


def test_map_says_beside_it_what_it_does_not_show(open_page, multilingual):
    app = open_page("languages")
    app.session_state["model"] = MULTILINGUAL_MODEL
    for method, warning in (("PCA", "axes hold"), ("UMAP", "clusters even in noise")):
        app.session_state["method"] = method
        for _ in range(100):  # UMAP is made in a process of its own, and PCA stands in meanwhile
            app.run()
            captions = [caption.value for caption in app.caption if "204 occurrences" in caption.value]
            if captions and captions[0].startswith(method):
                break
            time.sleep(0.5)
        assert warning in captions[0]


def test_failed_umap_is_told_and_pca_stands_in(open_page, multilingual, monkeypatch):
    broken = Future()
    broken.set_exception(MemoryError())
    monkeypatch.setattr("components.engine.geometry.umap_process.submit_umap", lambda states, dimensions: broken)
    link = {"model_in_use": MULTILINGUAL_MODEL}
    app = open_page("languages", query={"meanings": read_meanings().families[:3]}, **link)
    assert not app.exception
    assert "UMAP’s process failed (MemoryError)" in app.warning[0].value
    assert any("These axes hold" in caption.value for caption in app.caption)


def test_senses_page_draws_a_chinese_word_in_every_view_and_offers_the_model(open_page, multilingual):
    app = open_page("senses")
    app.selectbox(key="language").set_value("zh").run()
    assert not app.exception
    assert app.selectbox(key="word").value == "东西"
    assert any("trained on English" in note.value for note in app.markdown)
    app.button[[button.label for button in app.button].index("Use multilingual-e5-small")].click().run()
    for view in ("Map", "Groups", "Words", "Quiz", "Compare"):
        app.segmented_control(key="view").set_value(view).run()
        assert not app.exception, view
        assert not app.error, view
        assert not any("trained on English" in note.value for note in app.markdown)
    app.selectbox(key="language").set_value("en").run()
    assert app.selectbox(key="word").value == "bank"
