"""A caption for what is taken along: what was computed, with which model, settings and versions."""

import platform
from importlib.metadata import version

PACKAGES = ("torch", "transformers", "scikit-learn", "numpy")


def make_caption(what: str, model: str, *packages: str, **settings: object) -> str:
    """Write one paragraph, such as "Accuracy by layer. Model: … Seed: 0. Made with torch 2.13.0, …".

    `packages` are those that it was made with beside the usual ones.
    """
    named = " ".join(f"{label_of(key)}: {value}." for key, value in settings.items())
    versions = ", ".join(f"{package} {version(package)}" for package in (*PACKAGES, *packages))
    return f"{what}. Model: {model}. {named} Made with Sensescope, Python {platform.python_version()}, {versions}."


def label_of(key: str) -> str:
    """Write a setting's name as a paper does, where n is small."""
    return key if len(key) == 1 else key.replace("_", " ").capitalize()
