"""Notes in Markdown as HTML that holds nothing but their text."""

from components.engine.notebook.notes import MARKDOWN, parse_note


def draw_note(note: str) -> str:
    """Draw a note; links, pictures and HTML are letters, and every block finds its own direction of writing."""
    tokens = parse_note(note)
    for token in tokens:
        if token.block and token.nesting == 1:
            token.attrSet("dir", "auto")
    return MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
