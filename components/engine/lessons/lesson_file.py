"""A lesson’s file, read with every fault told by its line.

A lesson is one Markdown file, written in any editor. A front matter (`key: value` lines between two lines `---`) tells
of the lesson; then comes each step, a front matter and its note:

    ---
    title: One word, many vectors
    language: English
    minutes: 15
    about: What the sentence around a word does to its vector.
    ---

    ---
    title: Before the first layer
    page: senses
    word: bank
    layer: 0
    predict: Will the two senses lie apart?
    answer: Yes
    answer: No
    then: They lie mixed.
    ---
    **Bank** in 36 sentences, before any sentence was read.

What is no field of a step is a setting of the app. A key on several lines is a text of several lines, or a list. After
`question` a visitor answers and reads what `then` says; after `predict` the page waits for the answer too. A note holds
no line `---`. `ask` says how the question is answered, if not by choosing among the lines `answer`, or without any by
typing a word (`lesson.ASKS`):

    ask: sense          of the step’s built-in `word` in a `sentence`
    ask: head           perhaps the one that looks most `from` a word of `text` `to` another
    ask: order          three lines `answer`, by how near they are to a `sentence`
    ask: pairs          how alike the step’s `word` is in each two of the lines `answer`, three to six uses of it
"""

from collections.abc import Collection, Mapping
from typing import Any

from components.engine.built_in.wordbench import ENGLISH, read_bench
from components.engine.errors import LessonError, WordError
from components.engine.files.built_in_tables import DATA
from components.engine.lessons.front_matter import Part, parts_of
from components.engine.lessons.lesson import ASKS, CHOICE, HEAD, ORDER, PAIRS, SENSE, WORD, Lesson, Step, Value
from components.engine.text.find_word import find_occurrences

FOLDER = DATA / "lessons"
OF_LESSON = ("title", "language", "minutes", "about")
OF_STEP = ("title", "page", "question", "predict", "ask", "answer", "then", "sentence", "from", "to")
FILE_BYTES, MOST_STEPS, MOST_ANSWERS = 200_000, 60, 6
FEWEST, TO_ORDER, FEWEST_USES = 2, 3, 3
BOOLEANS = {"yes": True, "no": False}


def shipped() -> list[str]:
    """List the names of the lessons that come with the app, in their order."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def read_shipped(name: str, kinds: Mapping[str, type], pages: Collection[str]) -> Lesson:
    """Read one of the app's own lessons.

    Raises LessonError if there is none of this name.
    """
    if name not in shipped():
        raise LessonError(f"There is no lesson “{name}”. There are {', '.join(shipped())}.")
    return read_lesson((FOLDER / f"{name}.md").read_bytes(), f"{name}.md", kinds, pages)


def read_lesson(content: bytes, file: str, kinds: Mapping[str, type], pages: Collection[str]) -> Lesson:
    """Read a lesson's file; `kinds` are the settings that the app has, with their types.

    Raises LessonError, which names the file, the step and the line, if any part is not as it should be.
    """
    if len(content) > FILE_BYTES:
        raise LessonError(f"“{file}” has {len(content):,} bytes; a lesson has at most {FILE_BYTES:,}.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LessonError(f"“{file}” is not written in UTF-8 (byte {error.start + 1:,}). Save it as UTF-8.") from error
    head, *steps = parts_of(text, file)
    if unknown := sorted(head.fields.keys() - set(OF_LESSON)):
        head.refuse(f"“{unknown[0]}” is no field of a lesson; those are {', '.join(OF_LESSON)}.", unknown[0])
    title, language, about = (head.needed(key) for key in ("title", "language", "about"))
    minutes = whole(head, "minutes", head.needed("minutes"))
    if not 1 <= len(steps) <= MOST_STEPS:
        head.refuse(f"there are {len(steps)} steps; a lesson has 1 to {MOST_STEPS}, each begun by a front matter.")
    return Lesson(title, language, minutes, about, tuple(step_of(part, kinds, pages) for part in steps))


def step_of(part: Part, kinds: Mapping[str, type], pages: Collection[str]) -> Step:
    """Read a step."""
    title, page = part.needed("title"), part.needed("page")
    if page not in pages:
        part.refuse(f"there is no page “{page}”; there are {', '.join(sorted(pages))}.", "page")
    settings = {key: setting(part, key, kinds) for key in part.fields if key not in OF_STEP}
    return Step(title, page, settings, part.note, **question_of(part))


def question_of(part: Part) -> dict[str, Any]:
    """Return what a step asks, as fields of a `Step`; nothing if it does not ask."""
    if "question" in part.fields and "predict" in part.fields:
        part.refuse("a step has one question: “question” or “predict”.", "predict")
    question = part.text("question") or part.text("predict")
    if not question:
        for key in [key for key in OF_STEP[4:] if key in part.fields]:
            part.refuse(f"“{key}” needs a “question” or “predict”.", key)
        return {}
    if not part.text("then"):
        part.refuse("a question needs “then: …”, which is said after the answer.", "question")
    ask = part.text("ask") or (CHOICE if "answer" in part.fields else WORD)
    if ask not in ASKS:
        part.refuse(f"“ask” is “{ask}”; write one of {', '.join(ASKS)}.", "ask")
    if "sentence" in part.fields and ask not in (SENSE, ORDER):
        part.refuse(f"“sentence” goes with “ask: {SENSE}” or “ask: {ORDER}”.", "sentence")
    return {
        "question": question,
        "answers": senses(part) if ask == SENSE else answers_of(part, ask),
        "then": part.text("then"),
        "waits": "predict" in part.fields,
        "ask": ask,
        "sentence": part.text("sentence"),
        "link": link(part, ask),
    }


def answers_of(part: Part, ask: str) -> tuple[str, ...]:
    """Return the lines `answer`, if they are as this kind of question wants them."""
    answers = tuple(part.fields.get("answer", ()))
    if len(answers) > MOST_ANSWERS or len(set(answers)) < len(answers):
        part.refuse(f"there are {len(answers)} answers; {MOST_ANSWERS} is the most, and all must differ.", "answer")
    if ask == CHOICE and len(answers) < FEWEST:
        part.refuse(f"a choice needs {FEWEST} lines “answer: …”; there are {len(answers)}.", "ask")
    if ask == ORDER and len(answers) != TO_ORDER:
        part.refuse(f"“ask: {ORDER}” needs {TO_ORDER} lines “answer: …”; there are {len(answers)}.", "ask")
    if ask == ORDER:
        part.needed("sentence")
    elif ask == PAIRS:
        refuse_uses(part, answers)
    elif ask != CHOICE and answers:
        part.refuse(f"“answer” does not go with “ask: {ask}”.", "answer")
    return answers


def refuse_uses(part: Part, uses: tuple[str, ...]) -> None:
    """Refuse uses of a word that cannot be judged in pairs."""
    word, inflections = part.needed("word"), part.text("language") in ("", ENGLISH)
    if len(uses) < FEWEST_USES:
        part.refuse(f"“ask: {PAIRS}” needs {FEWEST_USES} to {MOST_ANSWERS} lines “answer: …”.", "ask")
    for use in [use for use in uses if not find_occurrences([use], word, inflections)]:
        part.refuse(f"“{word}” does not stand in “{use}”.", "answer")


def senses(part: Part) -> tuple[str, ...]:
    """Return the senses of the step’s built-in word, which must stand in its sentence."""
    word, language, sentence = part.needed("word"), part.text("language") or ENGLISH, part.needed("sentence")
    if "answer" in part.fields:
        part.refuse(f"“ask: {SENSE}” offers the word’s own senses; take the lines “answer” out.", "answer")
    try:
        found = read_bench(word, language).senses
    except WordError as error:
        part.refuse(str(error), "word")
    if not find_occurrences([sentence], word, language == ENGLISH):
        part.refuse(f"“{word}” does not stand in “{sentence}”.", "sentence")
    return found


def link(part: Part, ask: str) -> tuple[str, str] | None:
    """Return the two words of the text of which a head is asked for, if there are any."""
    named = [key for key in ("from", "to") if key in part.fields]
    if not named:
        return None
    if ask != HEAD:
        part.refuse(f"“{named[0]}” goes with “ask: {HEAD}”.", named[0])
    for key in ("from", "to"):
        if not find_occurrences([part.text("text")], part.needed(key)):
            part.refuse(f"“{part.text(key)}” does not stand in the step’s “text”.", key)
    return part.text("from"), part.text("to")


def setting(part: Part, key: str, kinds: Mapping[str, type]) -> Value:
    """Return a setting's value, of the type that the app wants."""
    if key not in kinds:
        part.refuse(f"“{key}” is neither a field of a step ({', '.join(OF_STEP)}) nor a setting of the app.", key)
    text = part.text(key)
    if kinds[key] is list:
        return part.fields[key]
    if kinds[key] is bool:
        return BOOLEANS[text] if text in BOOLEANS else part.refuse(f"“{key}” is “{text}”; write yes or no.", key)
    return whole(part, key, text) if kinds[key] is int else text


def whole(part: Part, key: str, text: str) -> int:
    """Return a whole number."""
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        part.refuse(f"“{key}” is “{text}”; write a whole number.", key)
    return int(text)
