"""Wrong codes are answered slowly, by the server as a whole; a right code at once.

A class sits behind one address, so wrong codes are counted for all visitors together. Some a minute are answered at
once, as people mistype; beyond these they stand in one line, and each waits for those before it. Somebody who tries
codes learns of a wrong one by waiting, and what is said is the same for every wrong code. What this cannot stop is a
right code found by chance: a thousand guesses have one chance in 160 to find a class, and find a lesson, no names.
"""

import threading
import time
from collections.abc import Callable

AT_ONCE = 30  # wrong codes in a row that nobody waits for
EVERY = 2.0  # seconds: beyond these, one wrong code is answered


class Line:
    """Tells each wrong code when it may be answered (the generic cell rate algorithm); `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock, self.lock = clock, threading.Lock()
        self.full = 0.0  # when all wrong codes so far would have been answered, one EVERY seconds

    def wait(self) -> float:
        """Take a place in the line; return the seconds until the answer."""
        with self.lock:
            now = self.clock()
            self.full = max(now, self.full) + EVERY
            return max(0.0, self.full - now - AT_ONCE * EVERY)


LINE = Line()
