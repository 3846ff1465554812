"""The one folder for files that the app writes, below the user's cache folder."""

import os
from pathlib import Path

import platformdirs

FOLDER = "SENSESCOPE_FILES"  # environment variable: write elsewhere


def storage() -> Path:
    """Return the folder, which may not exist yet."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else Path(platformdirs.user_cache_path("sensescope", appauthor=False))
