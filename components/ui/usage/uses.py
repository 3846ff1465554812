"""The uses of a word in groups: which groups there are, and the sense of each use, given or found."""

import re
from dataclasses import dataclass

import numpy as np
import streamlit as st

from components.engine.built_in.wordbench import grouped_words
from components.engine.files.sentence_files import UNNAMED
from components.engine.usage.periods import UNDATED
from components.ui.contexts import find_contexts, found_senses
from components.ui.contexts.word_in_contexts import Material
from components.ui.parts import text_boxes
from components.ui.shell import choices, visit

HOW_TO_READ = """
- A point is the mean vector of the word’s pieces in one sentence, at the chosen layer, scaled to length 1. All figures
  are computed in all dimensions, never on the map.
- **Groups** are what you say they are: `[law]` before a sentence, a column of a file, dates gathered into periods, two
  files, or a lasso that you called a group.
- **Senses** are those of the built-in sentences or yours; where nobody gave any, they are groups found in the vectors.
- Two halves of one group differ too. So every distance stands beside what the same uses give when they are dealt out by
  chance to two groups of these sizes, and p says how often chance differs as much (permutation test).
- **apd**, **prt** and **jsd** are the measures of research on change of meaning (Schlechtweg et al. 2020; Kutuzov &
  Giulianelli 2020). A difference may be one of topic, style, spelling or form, and not of meaning: read the sentences.
- A small p says that the groups differ, not that the difference is large or matters.
"""
visit.declare(__name__, senses_by=str)
GIVEN, FOUND = "given", "found"
WHERE = "A group in brackets before a sentence, such as “[law] The court …”, says where it comes from."
PERIOD = re.compile(r"\d{4}(?:[–-]\d{2,4})?")


@dataclass(frozen=True)
class Uses:
    """Every occurrence with its group and its sense, as numbers."""

    made_of: Material  # all of whose occurrences are in the reference
    names: list[str]  # of the groups: in time if they are periods, else as they come
    groups: np.ndarray  # (n,)
    senses: list[str]
    sense_of: np.ndarray  # (n,): -1 where no sense is given
    given: bool  # somebody said what the senses are; else they were found in the vectors

    @property
    def in_time(self) -> bool:
        """Tell whether the groups are periods."""
        return len(self.names) > 1 and all(PERIOD.fullmatch(name) for name in self.names if name != UNDATED)

    def of(self, name: str) -> np.ndarray:
        """Return the numbers of the uses in one group."""
        return np.flatnonzero(self.groups == self.names.index(name))


def ask_senses(material: Material) -> bool:
    """Ask, where senses are given, whether these are compared or groups found in the vectors; True if given."""
    if not find_contexts.united(material).reference.labelled:
        return False
    about = "Given: by the writer or by you. Found: groups in the vectors at the chosen layer, of all uses."
    return choices.choose("Senses", "senses_by", [GIVEN, FOUND], help=about) == GIVEN


def gather(material: Material, layer: int, given: bool) -> Uses:
    """Put the visitor's uses beside the others, and number groups and senses."""
    made_of = find_contexts.united(material)
    reference = made_of.reference
    names = list(dict.fromkeys(reference.groups))
    if all(PERIOD.fullmatch(name) or name == UNDATED for name in names):
        names.sort()  # “no date” comes last
    senses = [name for name in reference.senses if name != UNNAMED]
    if given:
        numbers = np.array([senses.index(label) if label != UNNAMED else -1 for label in reference.labels])
    elif len(reference.spans) > 1:
        numbers = found_senses.senses(made_of.key, layer).nearest
        senses = [f"sense {number + 1}" for number in range(numbers.max() + 1)]
    else:
        numbers, senses = np.zeros(1, dtype=int), ["sense 1"]
    groups = np.array([names.index(name) for name in reference.groups])
    return Uses(made_of, names, groups, senses, numbers, given)


def asks_for_groups(uses: Uses) -> bool:
    """Ask for a second group if there is one alone, which is no error."""
    if len(uses.names) > 1:
        return False
    st.info(
        f"All {len(uses.groups)} uses are in one group, “{uses.names[0]}”, so there is nothing to compare. Write a "
        "group before a sentence, such as `[law] The court dismissed the charge.`, bring a file with a column of "
        "groups, sources or dates (or two files), or draw a lasso around uses and make them a group.",
        icon=":material/workspaces:",
    )
    st.markdown("See it with words whose built-in sentences have groups:")
    text_boxes.offer_examples("grouped_words", grouped_words(), lambda word: visit.put("word", word))
    return True
