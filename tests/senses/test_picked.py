"""What a visitor picked on the map of a word rides in the link, and belongs to that word."""

from tests.driving import go, in_link, words


def test_occurrence_that_is_looked_at_is_in_the_link_and_belongs_to_its_word(open_page):
    app = open_page("senses", {"method": "PCA", "view": "Words"})
    fifth = app.selectbox(key="moved").options[4]
    app.selectbox(key="moved").set_value(fifth).run()
    go(app, "view", "Map")
    link = {"method": "PCA", "occurrence": in_link(app, "occurrence")}
    told = "Nearest in other sentences"
    assert told in words(open_page("senses", link))
    assert told not in words(open_page("senses", link | {"word": "spring"}))
    assert told not in words(open_page("senses", link | {"occurrence": "x 99999999999"}))


def test_lasso_is_in_the_link_and_belongs_to_its_word(open_page):
    app = go(open_page("senses", {"method": "PCA", "view": "Words"}), "view", "Map")
    made_of = in_link(app, "occurrence").partition(" ")[0]
    link = {"method": "PCA", "lasso": f"{made_of} 1,5,1,99999"}
    assert "**2 inside the lasso**" in words(open_page("senses", link))
    assert "**2 inside the lasso**" in words(open_page("senses", link | {"method": "UMAP"}))
    for other in ({"word": "spring"}, {"lasso": f"{made_of} 1,x"}, {"lasso": "1,5"}, {"noise": "true"}):
        assert "inside the lasso" not in words(open_page("senses", link | other))
