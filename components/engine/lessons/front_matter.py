"""Front matters: `key: value` lines between two lines of dashes, with the Markdown below each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from components.engine.errors import LessonError

FENCE = "---"
KEY = re.compile(r"[a-z_]+:")


@dataclass(frozen=True)
class Part:
    """A front matter, the line each key first stands on, and the Markdown below it; `where` names it in a refusal."""

    where: str
    line: int
    fields: dict[str, list[str]]
    lines: dict[str, int]
    note: str

    def refuse(self, sentence: str, key: str = "") -> NoReturn:
        """Raise LessonError, with the line of the key, or else the part's first."""
        raise LessonError(f"{self.where}, line {self.lines.get(key, self.line)}: {sentence}")

    def text(self, key: str) -> str:
        """Return what a field says; nothing if it is not there."""
        return "\n".join(self.fields.get(key, ()))

    def needed(self, key: str) -> str:
        """Return what a field says, and refuse if it says nothing."""
        return self.text(key) or self.refuse(f"“{key}: …” is missing.")


def parts_of(text: str, file: str) -> list[Part]:
    """Cut a lesson's text into its front matters and what stands below each."""
    lines = text.splitlines()
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if not fences or any(line.strip() for line in lines[: fences[0]]):
        raise LessonError(f"“{file}”, line 1: a lesson begins with a front matter, between two lines {FENCE}.")
    if len(fences) % 2:
        open_at = next((one for one in fences[::2] if not is_front_matter(lines[one + 1 :])), fences[-1])
        raise LessonError(f"“{file}”, line {open_at + 1}: this line {FENCE} begins a front matter without an end.")
    parts: list[Part] = []
    for start, end, after in zip(fences[::2], fences[1::2], [*fences[2::2], len(lines)], strict=True):
        where = f"“{file}”, " + (f"step {len(parts)}" if parts else "front matter")
        note = "\n".join(lines[end + 1 : after]).strip()
        parts.append(front_matter(enumerate(lines[start + 1 : end], start + 2), where, start + 1, note))
    return parts


def is_front_matter(lines: list[str]) -> bool:
    """Tell whether lines have `key: value` alone until the next fence."""
    until = next((number for number, line in enumerate(lines) if line.rstrip() == FENCE), 0)
    return bool(until) and all(not line.strip() or KEY.match(line) for line in lines[:until])


def front_matter(lines: Iterable[tuple[int, str]], where: str, first: int, note: str) -> Part:
    """Read `key: value` lines, numbered as in the file."""
    part = Part(where, first, {}, {}, note)
    for number, line in lines:
        key, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or not key.strip():
            raise LessonError(f"{where}, line {number}: “{line.strip()[:50]}” is not like “key: value”.")
        part.lines.setdefault(key.strip(), number)
        part.fields.setdefault(key.strip(), []).append(value.strip())
    return part
