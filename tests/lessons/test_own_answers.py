"""What BERT itself answers to a lesson's questions, and how a visitor answers them on the panel."""

import re

import numpy as np

from components.engine.built_in.wordbench import read_bench
from components.engine.encoding.encode import encode
from components.engine.lessons.lesson import HEAD, ORDER, SENSE, WORD, Step
from components.engine.lessons.own_answers import own_answer
from components.ui.lessons import lesson
from tests.driving import errors, in_link, words

TROPHY = "The trophy did not fit into the suitcase because it was too big."
WORD_BANK = {"word": "bank"}
HEADS = "---\ntitle: T\nlanguage: English\nminutes: 5\nabout: A.\n---\n"
STEPS = f"""
---
title: Sense
page: senses
word: bank
predict: Which bank is it?
ask: sense
sentence: The *bank* was steep and muddy.
then: Mud.
---
---
title: Head
page: attention
text: {TROPHY}
question: Which head?
ask: head
from: it
to: big
then: This one.
---
---
title: Order
page: tokens
question: Which is nearest?
ask: order
sentence: The cat sleeps.
answer: Stocks fell sharply on Monday.
answer: The cat sleeps.
answer: A cat is sleeping.
then: The copy.
---
---
title: Word
page: masked
text: The president of the United [MASK] spoke to the press.
question: Which word?
then: That.
---
"""


def step(ask, settings, sentence="", answers=(), link=None):
    return Step("T", "start", settings, "", "Why?", tuple(answers), "So.", False, ask, sentence, link)


def figures(told):
    return [float(figure) for figure in re.findall(r"\d\.\d+", told)]


def test_the_nearest_sense_is_told_and_a_built_in_sentence_does_not_vote_for_itself(encoder):
    bench = read_bench("bank")
    own = own_answer(step(SENSE, WORD_BANK, "The bank was steep and muddy.", bench.senses), encoder)
    assert bench.senses[int(own.said)] == "river edge"
    assert "(36 sentences)" in own.told
    known = own_answer(step(SENSE, WORD_BANK, bench.sentences[0], bench.senses), encoder)
    assert "(35 sentences)" in known.told
    copy = own_answer(step(SENSE, WORD_BANK, bench.sentences[0] + " ", bench.senses), encoder)
    assert max(figures(copy.told)) > max(figures(known.told))  # its twin is in the mean


def test_the_head_that_looks_most_is_found_also_at_a_word_of_several_pieces(encoder):
    own = own_answer(step(HEAD, {"text": TROPHY}, link=("it", "big")), encoder)
    assert own.said == "3.2"
    assert "79 %" in own.told
    text = "It is tokenization, isn’t it?"
    encoding = encode(encoder, text)
    pieces = [place for place, word in enumerate(encoding.word_ids) if word == 2]
    assert len(pieces) > 1
    own = own_answer(step(HEAD, {"text": text}, link=("is", "tokenization")), encoder)
    layer, head = (int(part) - 1 for part in own.said.split("."))
    shares = encoding.attention[:, :, encoding.tokens.index("is")][..., pieces].sum(-1)
    assert shares[layer, head] == shares.max()


def test_a_copy_is_nearest_and_another_subject_farthest(encoder):
    answers = ("Stocks fell sharply on Monday.", "The cat sleeps.", "A cat is sleeping.")
    own = own_answer(step(ORDER, {}, "The cat sleeps.", answers), encoder)
    assert own.said == "1 2 0"
    assert figures(own.told)[0] == 1
    assert list(np.diff(figures(own.told)) < 0) == [True, True]


def test_the_hidden_word_is_guessed_and_what_no_model_can_answer_is_left_to_people(encoder, multilingual):
    asked = step(WORD, {"text": "The president of the United [MASK] spoke to the press."})
    assert own_answer(asked, encoder).said == "states"
    assert "states 98 %" in own_answer(asked, encoder).told
    assert own_answer(asked, multilingual) is None  # it has no head for that
    assert own_answer(step(WORD, {"text": "No word is hidden."}), encoder) is None
    assert own_answer(step(HEAD, {"text": TROPHY}), encoder) is None


def test_each_kind_of_question_is_answered_on_the_panel_and_compared_with_bert(open_page):
    app = open_page("start")
    app.session_state["lesson_text"] = HEADS + STEPS
    app.session_state["lesson"], app.session_state[lesson.GOES] = lesson.OWN, True
    app.run()
    assert not app.title  # until the answer
    app.radio(key="lesson_answer_1").set_value(1).run()
    assert "You: **money house**. BERT: **river edge** (cosine with the mean of each sense" in words(app)
    assert "Which bank is it? “The *bank* was steep and muddy.”" in words(app)
    button(app, "Next").click().run()
    app.number_input(key="lesson_answer_2_layer").set_value(1).run()
    assert "You:" not in words(app)
    app.number_input(key="lesson_answer_2_head").set_value(12).run()
    assert "You: **layer 1, head 12**. BERT: **layer 3, head 2** (it gives big 79 %" in words(app)
    button(app, "Next").click().run()
    app.radio(key="lesson_answer_3").set_value(2).run()
    app.radio(key="lesson_answer_3_2").set_value(1).run()
    assert "You: **C, B, A**. BERT: **B, C, A** (cosine with the sentence: B 1.00" in words(app)
    button(app, "Answer again").click().run()
    app.radio(key="lesson_answer_3").set_value(0).run()
    assert "You:" not in words(app)  # half an answer is none
    app.radio(key="lesson_answer_3_0").set_value(1).run()
    button(app, "Next").click().run()
    app.text_input(key="lesson_answer_4").set_value("Kingdom").run()
    assert "You: **Kingdom**. BERT: **states** (first guesses: states 98 %" in words(app)
    assert in_link(app, "lesson_answers").splitlines() == ["1 1", "2 1.12", "3 0 1 2", "4 Kingdom"]
    assert errors(app) == []


def button(app, label):
    return next(one for one in app.button if one.label == label)
