"""What a visitor wrote, in Markdown that holds nothing but its text: links, pictures and HTML stay letters.

A note is read by a parser that knows no links, pictures or HTML, and written anew from what that found. So nothing that
another reader of Markdown would take for more gets through.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from components.engine.text.clean_text import visible

FORBIDDEN = ["link", "image", "autolink", "html_inline", "html_block", "reference", "entity"]
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(FORBIDDEN)
SPECIAL = re.compile(r"[\\`*_\[\]#!|<>$~&]|:(?=\w)")
AT_START = re.compile(r"^(\d{0,9})([-+=.)])")  # of a line, where it would begin a list or underline a heading
# Some readers make links of addresses after the escapes are gone; the word joiner, which is not drawn, breaks them.
ADDRESS = re.compile(r"(https?:(?=/|$)|www(?=\.|$)|@(?=[\w-]|$))", re.IGNORECASE)
BACKSLASH = "&#92;"  # two in a row begin a formula in Jupyter
LARGEST = 3  # the level of a note's largest heading, below those of the notebook and the view


def parse_note(note: str) -> list[Token]:
    """Parse a note, with marks that turn the direction of writing made visible, and its headings made smaller."""
    tokens = MARKDOWN.parse("\n".join(map(visible, note.expandtabs(4).splitlines())))
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{min(6, int(token.tag[1]) + LARGEST - 1)}"
    return tokens


def escaped(text: str) -> str:
    """Escape one line of text so that Markdown draws it letter by letter."""
    signs = ADDRESS.sub("\\1\u2060", visible(text).lstrip())
    inside = SPECIAL.sub(lambda sign: BACKSLASH if sign[0] == "\\" else f"\\{sign[0]}", signs)
    return AT_START.sub(r"\1\\\2", inside)


def escaped_lines(text: str) -> str:
    """Escape a text of several lines, which stay lines."""
    return "\\\n".join(map(escaped, filter(str.strip, text.splitlines())))


def fence_for(content: str) -> str:
    """Return the shortest run of backticks that is not in the content."""
    return "`" * (max(map(len, re.findall("`+", content)), default=0) + 1)


@dataclass
class Level:
    """A list item or a quotation: what its first line begins with, and the others."""

    rest: str
    first: str = ""


class Lines:
    """Lines of Markdown, each begun as the lists and quotations around it want."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.levels: list[Level] = []

    def add(self, text: str) -> None:
        """Add a block, and an empty line after it."""
        for line in [*text.split("\n"), ""]:
            start = "".join(level.first or level.rest for level in self.levels)
            for level in self.levels:
                level.first = ""
            self.lines.append((start + line).rstrip())


def write_note(note: str) -> str:
    """Write a note anew."""
    written, lists, row = Lines(), list[int | None](), list[str]()
    tokens = parse_note(note)
    for number, token in enumerate(tokens):
        match token.type:
            case "blockquote_open":
                written.levels.append(Level("> "))
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "list_item_open":
                written.levels.append(next_item(lists))
            case "blockquote_close" | "list_item_close":
                written.levels.pop()
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case _:
                add_block(written, row, token, tokens[number - 1])
    return "\n".join(written.lines).strip("\n")


def next_item(lists: list[int | None]) -> Level:
    """Begin the next item of the innermost list."""
    count = lists[-1]
    if count is not None:
        lists[-1] = count + 1
    first = "- " if count is None else f"{count}. "
    return Level(" " * len(first), first)


def add_block(written: Lines, row: list[str], token: Token, before: Token) -> None:
    """Add what a token holds, if it holds text; `row` gathers the cells of a table's row."""
    match token.type:
        case "inline" if before.type in ("th_open", "td_open"):
            row.append(in_one_line(token))
        case "inline" if before.type == "heading_open":
            written.add(f"{'#' * int(before.tag[1])} {in_one_line(token)}")
        case "inline":
            written.add(write_inline(token.children or ()))
        case "hr":
            written.add("---")
        case "fence" | "code_block":  # without the name of a language, which some readers draw pictures for
            fence = fence_for(token.content).ljust(3, "`")
            written.add(f"{fence}\n{token.content.rstrip(chr(10))}\n{fence}")
        case kind:
            add_row(written, row, kind)


def add_row(written: Lines, row: list[str], kind: str) -> None:
    """Add a row of a table when it ends, and the line below its head."""
    if kind == "tr_open":
        row.clear()
    elif kind == "tr_close":
        written.add(f"| {' | '.join(row)} |")
    elif kind == "thead_close":
        written.add("|" + " --- |" * len(row))
    elif kind == "table_close":
        written.add("")
    if kind in ("tr_close", "thead_close"):
        written.lines.pop()  # the empty line, of which a table has none


def in_one_line(token: Token) -> str:
    """Write what stands in a heading or a cell, which have one line."""
    return re.sub(r"\\?\n", " ", write_inline(token.children or ()))


def write_inline(children: Sequence[Token]) -> str:
    """Write a line's parts."""
    marks = {"em_open": "*", "em_close": "*", "strong_open": "**", "strong_close": "**"}
    text = ""
    for child in children:
        match child.type:
            case "code_inline":
                fence = fence_for(child.content)
                text += f"{fence} {child.content} {fence}"
            case "softbreak":
                text += "\n"
            case "hardbreak":
                text += "\\\n"
            case kind if kind in marks:
                text += marks[kind]
            case _:
                text += " " * child.content.startswith(" ") + escaped(child.content)
    return text
