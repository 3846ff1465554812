"""What is told of a view wherever it is written: where it comes from, its settings, the finding."""

from datetime import datetime

from components.engine.notebook.kept import MADE, KeptView

FINDING = {"expected": "What I expected", "saw": "What I saw", "otherwise": "What else could explain it"}


def title_of(view: KeptView) -> str:
    """Return the view's title, or its page's name."""
    return view.title.strip() or page_of(view)


def page_of(view: KeptView) -> str:
    """Return the page's name as people read it."""
    return view.page.replace("_", " ").capitalize()


def origin(view: KeptView) -> list[str]:
    """Name the page, the model and the day, as far as they are known."""
    made = datetime.strptime(view.made, MADE)
    return [part for part in (page_of(view), view.model, f"{made.day} {made:%B %Y}") if part]


def settings_told(view: KeptView) -> dict[str, str]:
    """Return the settings as people read them."""
    told = {key: value if isinstance(value, list) else [value] for key, value in view.settings.items()}
    return {key: ", ".join(map(str, values)) for key, values in told.items()}


def finding(view: KeptView) -> dict[str, str]:
    """Return what was expected, seen and doubted, as far as it was written down."""
    return {label: text for name, label in FINDING.items() if (text := getattr(view, name)).strip()}
