"""Where a word stands in sentences: whole words, in any script, with or without inflections. No model.

Words are compared as a reader does, not letter by letter: without case, accents, soft hyphens and signs that are not
seen, with all apostrophes alike, all hyphens, and any white space between two words; letters of other widths and
ligatures (Unicode's compatibility forms) are the plain ones. Places are of the sentence as it was written.

Left out: irregular forms ("went"), and inflections of other languages than English.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from os.path import commonprefix

import regex

from components.engine.errors import WordError
from components.engine.records import Span
from components.engine.text.words import LETTER, UNSPACED

# Not seen: accents and vowel points (by their combining class), soft hyphens and signs without width. Marks that make
# another letter, as in Hindi, Thai or Japanese, have other classes.
POINTS = (*range(10, 36), 202, 214, 216, 218, 220, 222, 224, 226, 228, 230, 232, 233, 234)
UNSEEN = r"[\p{Cf}" + "".join(rf"\p{{ccc={number}}}" for number in POINTS) + "]"
ALIKE = {"'": "'’‘‛ʼʹ`", "-": "-‐‑‒–—−"}
# One syllable that ends in a consonant, a vowel and a consonant doubles the last: bat, batted; not play, fix or wait.
DOUBLES = regex.compile(r"(?:[^aeiou]+|[^aeiou]*qu)?[aeiou][b-df-hj-np-tvz]")
MANY_SYLLABLES = regex.compile(r".*[aeiouy][^aeiouy]+[aeiou][b-df-hj-np-tvz]")  # may double: visited, travelled


def find_occurrences(sentences: Sequence[str], word: str, inflections: bool = False) -> list[Span]:
    """Find every place of `word`, as a whole word.

    With `inflections` also its regular English forms: for "bat" bats, bat's, batted, batting; for "study" studies.
    Raises WordError if `word` is empty.
    """
    pattern = word_pattern(word, inflections)
    spans = []
    for number, sentence in enumerate(sentences):
        if pattern.search(fold(sentence)):
            letters = list(map(fold, sentence))
            origins = [place for place, folded in enumerate(letters) for _ in folded]
            found = pattern.finditer("".join(letters))
            spans += [Span(number, origins[match.start()], origins[match.end() - 1] + 1) for match in found]
    return spans


def fold(text: str) -> str:
    """Write a text without case and compatibility forms, its accents as signs of their own."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKD", text.replace("´", "'")).casefold()


def plain(word: str) -> str:
    """Write a word without what is not seen, with one apostrophe and one hyphen for all."""
    one = {other: sign for sign, others in ALIKE.items() for other in others}
    return "".join(one.get(letter, letter) for letter in regex.sub(UNSEEN, "", fold(word)))


@lru_cache(maxsize=256)
def word_pattern(word: str, inflections: bool) -> regex.Pattern:
    """Build the expression that `find_occurrences` looks for in folded text; a mark belongs to its word.

    Raises WordError if `word` is empty.
    """
    parts = plain(word).split()
    if not parts:
        raise WordError("There is no word to look for. Type one.")
    forms = inflected(parts[-1]) if inflections else [parts[-1]]
    same = commonprefix(forms)
    ends = [spelled(form[len(same) :]) for form in sorted(forms, key=len, reverse=True)]
    body = "".join(rf"{spelled(part)}\s+" for part in parts[:-1]) + f"{spelled(same)}(?:{'|'.join(ends)})"
    if not UNSPACED.search(word):  # in those scripts a word is found anywhere
        body = rf"(?<!{LETTER}){body}(?!{LETTER})"
    return regex.compile(body + r"(?![^\P{M}\ufe00-\ufe0f])")


def spelled(word: str) -> str:
    """Write the expression for a word, with whatever is not seen between and after its letters."""
    signs = (f"[{regex.escape(ALIKE[letter])}]" if letter in ALIKE else regex.escape(letter) for letter in word)
    return "".join(f"{sign}{UNSEEN}*+" for sign in signs)


def inflected(word: str) -> list[str]:
    """List the regular English forms of a word: plural or third person, possessive, past, and with -ing."""
    ends_in_y = regex.fullmatch(r".*[^aeiou]y", word) is not None
    stem = word[:-1]
    with_vowel = regex.search("[aeiouy]", stem) is not None
    forms = [word, f"{word}'s", f"{word}'"]
    if ends_in_y:
        return [*forms, f"{stem}ies", f"{stem}ied", f"{word}ing"]
    forms += [f"{word}es" if regex.search(r"(?:s|x|z|ch|sh)$", word) else f"{word}s"]
    forms += [f"{word}es"] * word.endswith("o")
    if word.endswith("ie"):
        return [*forms, f"{word}d", f"{word[:-2]}ying"]
    if word.endswith("e"):
        if not with_vowel:  # be, the
            return [*forms, f"{word}ing"]
        keeps = regex.search("[eoy]e$", word) is not None  # seeing, hoeing, dyeing
        return [*forms, f"{word}d", f"{word}ing" if keeps else f"{stem}ing"]
    plain, doubled = [f"{word}ed", f"{word}ing"], [f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"]
    if DOUBLES.fullmatch(word):
        return forms + doubled
    return forms + plain + (doubled if MANY_SYLLABLES.fullmatch(word) else [])
