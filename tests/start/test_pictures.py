"""The four pictures of Start say what they compare, and their links open on it."""

from urllib.parse import parse_qs

from tests.driving import words

CRANES = "The crane lifted a crane. A crane flew."


def test_of_three_places_of_a_word_the_two_that_are_compared_are_named(open_page):
    assert "The first two of 3 ` crane `" in words(open_page("start", {"text": CRANES}))
    assert "The two ` bank `" in words(open_page("start"))


def test_link_to_layers_opens_on_the_word_against_every_token(open_page):
    start = open_page("start", {"text": CRANES})
    (link,) = [link.proto for link in start.get("page_link") if "compare" in link.proto.query_string]
    query = {key: values[0] for key, values in parse_qs(link.query_string).items()}
    app = open_page("layers", query)
    assert "Picked: ` crane `" in words(app)
    assert "Cosine with the picked token" in words(app)
