"""The one folder for files that the app writes, below the user's cache folder."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import platformdirs

FOLDER = "SENSESCOPE_FILES"  # environment variable: write elsewhere


def storage() -> Path:
    """Return the folder, which may not exist yet."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else Path(platformdirs.user_cache_path("sensescope", appauthor=False))


def folder_of(name: str) -> Path | None:
    """Return the folder of this name, or None if there is none, or none can have it."""
    try:
        folder = Path(name).expanduser()
        return folder if name and folder.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long, no such user, a NUL
        return None


def as_meant(name: str) -> str:
    """Read a typed name as it was meant: a copied path without its quotes or file://, and a file as its folder."""
    bare = name.strip(" \t\n\"'“”‘’")
    bare = unquote(urlsplit(bare).path) if bare.startswith("file://") else bare
    try:
        return str(Path(bare).parent) if Path(bare).expanduser().is_file() else bare
    except (OSError, RuntimeError, ValueError):  # as above
        return bare
