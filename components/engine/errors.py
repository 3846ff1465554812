"""The errors that are written for the user.

ExplorerError                shown by app.py as one sentence
├── TextError                the text cannot be encoded (empty, too long)
├── WordError                the word cannot be found or mapped
├── LaneError                UMAP's process failed
├── ModelError               a model cannot be loaded; the one in use stays
├── FileError                a file of sentences, a table, pairs or vectors cannot be read
├── ArchitectureError        a picture needs a part that this kind of model does not have
├── WorkError                a file of saved work cannot be read
├── NotebookError            a notebook, or a kept view, cannot be read, merged or written
├── LessonError              a lesson's file cannot be read
├── ClassError               a class cannot be found, opened or joined
└── CorpusError              a corpus cannot be brought, embedded, searched or mapped

Every message says what is wrong, with the real numbers, and then what to do. Anything else that is raised is a
bug and keeps its own type and traceback.
"""


class ExplorerError(Exception):
    """Be shown to the user as it is."""


class TextError(ExplorerError):
    """Refuse a text."""


class WordError(ExplorerError):
    """Refuse a word, or a word in these sentences."""


class LaneError(ExplorerError):
    """Report that a map could not be computed."""


class ModelError(ExplorerError):
    """Refuse a model."""


class FileError(ExplorerError):
    """Refuse a file of sentences, a table, scored pairs or vectors."""


class WorkError(ExplorerError):
    """Refuse a file of saved work."""


class ArchitectureError(ExplorerError):
    """Report that a picture needs a part that this kind of model does not have."""


class NotebookError(ExplorerError):
    """Refuse a notebook or a kept view."""


class LessonError(ExplorerError):
    """Refuse a lesson."""


class ClassError(ExplorerError):
    """Refuse a class."""


class CorpusError(ExplorerError):
    """Refuse a corpus, or what is asked of one."""
