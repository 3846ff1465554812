"""Notes in Markdown as HTML that holds nothing but their text: links, pictures and HTML are drawn letter by letter."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from components.figures.palette import visible

FORBIDDEN = ["link", "image", "autolink", "html_inline", "html_block", "reference", "entity"]
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(FORBIDDEN)


def draw_note(note: str, top: int = 3) -> str:
    """Draw a note; its largest heading is an `<h3>`, or of another level `top`.

    Marks that turn the direction of writing become visible, and every block finds its own direction.
    """
    lines = note.expandtabs(4).splitlines()
    tokens = _markdown.parse("\n".join(map(visible, lines)))
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{min(6, int(token.tag[1]) + top - 1)}"
        isolate(token)
    return _markdown.renderer.render(tokens, _markdown.options, {})


def isolate(token: Token) -> None:
    """Let a block find its direction of writing by itself."""
    if token.block and token.nesting == 1:
        token.attrSet("dir", "auto")
