"""What long work tells on the way, how far it is, and what it asks: whether it should stop."""

from collections.abc import Callable
from typing import Any

OnProgress = Callable[[float], None]  # is told the share that is done, 0 … 1
OnFound = Callable[[Any], None]  # is given what is known so far
ShouldStop = Callable[[], bool]


def unheard(share: float) -> None:
    """Let nobody know how far the work is."""


def unseen(found: Any) -> None:
    """Let nobody know what is known so far."""


def never() -> bool:
    """Let the work go on to its end."""
    return False


def share_between(on_progress: OnProgress, first: float, last: float) -> OnProgress:
    """Return what tells a share of a part that goes from `first` to `last` of the whole."""
    return lambda share: on_progress(first + share * (last - first))
