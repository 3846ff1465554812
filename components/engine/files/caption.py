"""A caption for what is taken along: what was computed, with which model, settings and versions."""

import platform
from importlib.metadata import version

PACKAGES = ("torch", "transformers", "scikit-learn", "numpy")


def make_caption(what: str, model: str, **settings: object) -> str:
    """Write one paragraph, such as "Accuracy by layer. Model: … Seed: 0. Made with torch 2.13.0, …"."""
    named = " ".join(f"{key.replace('_', ' ').capitalize()}: {value}." for key, value in settings.items())
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return f"{what}. Model: {model}. {named} Made with Sensescope, Python {platform.python_version()}, {versions}."
