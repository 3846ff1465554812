"""The one look of a sense, its colour and its shape, as a small mark beside its name."""

from components.figures.scatter import category, shape

OUTLINES = {  # in CSS, as Streamlit lets no SVG through
    "circle": "circle(40%)",
    "square": "inset(12%)",
    "diamond": "polygon(50% 0, 100% 50%, 50% 100%, 0 50%)",
    "triangle-up": "polygon(50% 4%, 98% 92%, 2% 92%)",
    "cross": "polygon(33% 0, 67% 0, 67% 33%, 100% 33%, 100% 67%, 67% 67%, 67% 100%, 33% 100%, 33% 67%, 0 67%, 0 33%, "
    "33% 33%)",
    "x": "polygon(20% 0, 50% 30%, 80% 0, 100% 20%, 70% 50%, 100% 80%, 80% 100%, 50% 70%, 20% 100%, 0 80%, 30% 50%, "
    "0 20%)",
    "star": "polygon(50% 0, 63% 35%, 100% 35%, 70% 57%, 81% 95%, 50% 72%, 19% 95%, 30% 57%, 0 35%, 37% 35%)",
}


def draw_swatch(number: int | None) -> str:
    """Draw the mark of a numbered sense or group, or of the rest, as HTML."""
    look = f"background:{category(number)};clip-path:{OUTLINES[shape(number)]}"
    return f'<div style="width:1.2rem;height:1.2rem;{look}"></div>'
