"""What is found of a word: in its built-in sentences or a file's, and in the visitor's own, which may name groups."""

import re
from dataclasses import replace

import streamlit as st

from components.engine.built_in.wordbench import ENGLISH, bench_words, grouped_words
from components.engine.errors import WordError
from components.engine.files.sentence_files import MOST_SENTENCES, UNNAMED, FileSentences
from components.ui.contexts.word_in_contexts import BUILT_IN, FROM_FILE, YOURS, Material, join, place
from components.ui.parts import text_boxes
from components.ui.parts.pooling_choice import lines_of
from components.ui.shared import built_in, readings
from components.ui.shell import visit
from components.ui.shell.markdown import prose

GROUP = re.compile(r"(?:\[(?!(?:CLS|SEP|MASK|PAD|UNK)\])([^\[\]]{1,40})\]\s*)?(.+)", re.DOTALL)  # [law] The court …
SPECIAL = re.compile(r"\[(?:CLS|SEP|MASK|PAD|UNK)\]")
MOST_OWN = 500  # more typed sentences than this want a file
FEWEST = 3  # occurrences that make a map which others can be placed on: two make a line


def own_lines(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sentences that a visitor typed, and the group of each: `[law] The court …` says “law”."""
    found = [GROUP.fullmatch(line) for line in lines_of(text)]
    pairs = [(match[2], " ".join((match[1] or "").split()) or YOURS) for match in found if match]
    sentences, groups = zip(*pairs, strict=True) if pairs else ((), ())
    return sentences, groups


def has_built_in(word: str, language: str) -> bool:
    """Tell whether a word has built-in sentences."""
    return word in bench_words(language) or word in grouped_words(language)


def asks_for_sentences(
    word: str, own_text: str, inflections: bool, language: str, file: FileSentences | None = None
) -> bool:
    """Ask for sentences if a word has none yet, which is no error: who brings their own picks the word first.

    Of a file, other words are offered.
    """
    if file is not None:
        if file.sentences or not file.instead:
            return False
        many = f"None of the {file.lines:,} sentences in your file has" if file.lines > 1 else "Your one sentence lacks"
        st.info(f"{many} “{prose(word)}”. It has other words.", icon=":material/search_off:")
        text_boxes.offer_examples("words_of_file", file.instead, lambda other: visit.put("word", other))
        return True
    own_sentences, _ = own_lines(own_text)
    if has_built_in(word, language) or readings.spans(own_sentences, word, inflections):
        return False
    lacking = f", and none of your {len(own_sentences)} has it" if own_sentences else ""
    st.info(
        f"“{prose(word)}” has no built-in sentences{lacking}. Paste at least two with it, one a line, or bring a file: "
        "the map is then made of them.",
        icon=":material/edit_note:",
    )
    return True


def gather(
    model: str,
    word: str,
    own_text: str,
    inflections: bool,
    file: FileSentences | None,
    language: str = ENGLISH,
) -> Material:
    """Find the word everywhere and compute its vectors.

    Raises WordError if there is nothing to draw, or too much.
    """
    own_sentences, own_groups = own_lines(own_text)
    if len(own_sentences) > MOST_OWN:
        raise WordError(f"You have {len(own_sentences):,} sentences; the box takes {MOST_OWN}. Use a file instead.")
    found = {span.sentence for span in readings.spans(own_sentences, word, inflections)}
    first: tuple[str, ...] = ()
    without = tuple(sentence for number, sentence in enumerate(own_sentences) if number not in found)
    if file is not None:
        reference = place(
            model, file.sentences, word, inflections, file.senses or FROM_FILE, file.spans, file.groups or FROM_FILE
        )
        if reference is None:
            raise WordError(f"“{word}” is in none of the {file.lines:,} sentences of your file. Try another word.")
    elif has_built_in(word, language):
        bench = built_in.bench(word, language)
        reference = place(model, bench.sentences, word, language == ENGLISH, bench.labels, (), bench.groups or BUILT_IN)
    else:
        first = basis(word, inflections, own_sentences)
        reference = place(model, first, word, inflections, groups=own_groups[: len(first)])
    assert reference is not None, "the word was found in these sentences"
    own = place(model, own_sentences[len(first) :], word, inflections, groups=own_groups[len(first) :])
    return Material(model, word, reference, own, own_sentences, without, language)


def united(material: Material) -> Material:
    """Count the visitor's sentences to those that the map is made of, as where groups of them are compared."""
    first, own = material.reference, material.own
    if own is None:
        return material
    tells = [one.labels[0] not in (YOURS, FROM_FILE) for one in (first, own)]
    sides = [
        one if any(tells) == told else replace(one, labels=(UNNAMED,) * len(one.labels))
        for one, told in zip((first, own), tells, strict=True)
    ]
    both = replace(join(material.model, sides), typed=first.typed)
    return replace(material, reference=both, own=None, first=len(first.sentences))


def counted(material: Material) -> Material:
    """Return what figures of senses count: the map's occurrences, and those of the visitor's that they gave a sense."""
    own = material.own
    return material if own is None or set(own.labels) <= {YOURS, FROM_FILE, UNNAMED} else united(material)


def basis(word: str, inflections: bool, sentences: tuple[str, ...]) -> tuple[str, ...]:
    """Choose which of the visitor's sentences make the map: all, but one that was added at the end is placed on it."""
    kept_word, seen, first = st.session_state.get("basis", (None, (), ()))
    one_added = kept_word == (word, inflections) and sentences in (seen, (*seen, sentences[-1]))
    if not one_added or len(readings.spans(first, word, inflections)) < FEWEST:
        first = sentences
    st.session_state["basis"] = ((word, inflections), sentences, first)
    return first


def offer_new_basis(material: Material) -> None:
    """Offer to make the map anew when sentences were added to those it is made of."""
    if material.reference.typed and material.own is not None:
        st.button(
            "Make the map anew",
            icon=":material/refresh:",
            on_click=st.session_state.pop,
            args=("basis", None),
            help=f"Of all {len(material.typed)} sentences. One that you add at the end is placed on the map of those "
            "before, so that nothing moves; groups, figures and curves are of those before.",
        )


def say_what_was_cut(material: Material) -> None:
    """Say so if the word occurs more often than is drawn."""
    for placed in filter(None, (material.reference, material.own)):
        if placed.found > len(placed.spans):
            st.warning(
                f"The word occurs {placed.found:,} times; the first {len(placed.spans):,} are on the map.",
                icon=":material/content_cut:",
            )


def say_what_is_missing(material: Material, file: FileSentences | None) -> None:
    """Say which sentences are not on the map, and why."""
    say_what_was_cut(material)
    if without := material.without:
        more = f" (and {len(without) - 1} more)" if len(without) > 1 else ""
        st.warning(
            f"Not on the map, because “{prose(material.word)}” is not in it: {prose(without[0])}{more}",
            icon=":material/search_off:",
        )
    if file is not None and file.found > len(file.sentences):
        st.caption(f"Your file has {file.found:,} sentences with the word; the first {MOST_SENTENCES:,} are used.")
    sides = [placed for placed in (material.reference, material.own) if placed is not None]
    if cut := sum(len({side.spans[number].sentence for number in side.occurrences.windows}) for side in sides):
        st.caption(
            f":material/content_cut: {cut} of your sentences exceed{'s' * (cut == 1)} what the model reads at once. "
            "There the word is seen through a window: as much text around it as fits."
        )


def say_what_is_no_group(own_text: str) -> None:
    """Say so if a line begins with a bracket that names no group."""
    begun = [line for line in lines_of(own_text) if line.startswith("[") and not SPECIAL.match(line)]
    if unread := [line for line in begun if (found := GROUP.fullmatch(line)) is None or not found[1]]:
        st.caption(
            f":material/info: {len(unread)} of your lines begin with a bracket that names no group: a name has 1 to 40 "
            "characters and no brackets in it."
        )
