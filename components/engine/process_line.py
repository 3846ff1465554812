"""Programs of our own, one at a time, each in a process of its own; the others wait in line.

They outlive the page that began them, but not the server: what a program has to say, and what it needs to go on, stands
in its own files. Its standard input ends with this process, however that ends, and it then ends too; a line on it asks
it to stop.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]


class ProcessLine:
    """The names of what waits and runs. `command` gives a name's module and arguments, or None if it is gone.

    `failed` is told of a name whose process could not be started, and why.
    """

    def __init__(self, command: Callable[[str], list[str] | None], log: Callable[[str], Path]) -> None:
        self._command, self._log = command, log
        self._lock = threading.Condition(threading.RLock())
        self._waiting: list[str] = []
        self._running: tuple[str, subprocess.Popen] | None = None
        self._server: threading.Thread | None = None
        self.failed: Callable[[str, OSError], None] = lambda name, error: None

    def add(self, name: str) -> None:
        """Put a name at the end, unless it waits or runs."""
        with self._lock:
            if name not in self.names():
                self._waiting.append(name)
            if self._server is None or not self._server.is_alive():
                self._server = threading.Thread(target=self._serve, daemon=True)
                self._server.start()
            self._lock.notify_all()

    def names(self) -> list[str]:
        """List what waits and, last, what runs."""
        with self._lock:
            return [*self._waiting, *([self._running[0]] if self._running is not None else [])]

    def before(self, name: str) -> int | None:
        """Count what comes before a name; 0 if it runs, None if it neither waits nor runs."""
        with self._lock:
            if self._running is not None and self._running[0] == name:
                return 0
            return self._waiting.index(name) + (self._running is not None) if name in self._waiting else None

    def runs(self, name: str) -> bool:
        """Tell whether a name has its turn."""
        with self._lock:
            return self._running is not None and self._running[0] == name

    def process(self) -> subprocess.Popen | None:
        """Return what runs now."""
        with self._lock:
            return self._running[1] if self._running is not None else None

    def stop(self, name: str) -> None:
        """Take a name out of the line, or ask its process to stop."""
        with self._lock:
            if name in self._waiting:
                self._waiting.remove(name)
            elif self._running is not None and self._running[0] == name:
                stdin = self._running[1].stdin
                with suppress(OSError, ValueError):  # it has just ended by itself
                    if stdin is not None:
                        stdin.write(b"stop\n")
                        stdin.flush()

    def kill(self, name: str) -> None:
        """Take a name out of the line, or end its process, and wait until it has ended."""
        with self._lock:
            if name in self._waiting:
                self._waiting.remove(name)
            process = self._running[1] if self._running is not None and self._running[0] == name else None
        if process is not None:
            process.kill()
            process.wait()

    def _serve(self) -> None:
        while True:
            with self._lock:
                while not self._waiting:
                    self._lock.wait()
                name = self._waiting.pop(0)
                command = self._command(name)
                if command is None:  # deleted meanwhile
                    continue
                try:
                    process = self._start(command, self._log(name))
                except OSError as error:
                    with suppress(OSError):
                        self.failed(name, error)
                    continue
                self._running = name, process
            process.wait()
            with self._lock:
                self._running = None
                if process.stdin is not None:
                    process.stdin.close()

    def _start(self, command: list[str], log: Path) -> subprocess.Popen:
        with log.open("ab") as file:
            return subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, stdin=subprocess.PIPE, stdout=file, stderr=file
            )


def follow(stopped: threading.Event, code: int) -> None:
    """Obey the server, in a thread of the program: a line asks to stop; the end of the input means it is gone."""
    for _ in sys.stdin:
        stopped.set()
    os._exit(code)
