"""Models from the hub: only when a visitor asks for one, only the files we read, and never a long wait for nothing.

The client's own retries take more than 20 seconds on a machine without internet, so the hub is first knocked at
once, with a bound. Downloads land in the hub client's usual cache and are found there the next time, offline.
"""

import os
import re
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import httpx2  # the hub client's transport: its errors are what a broken connection raises  # noqa: E402
from huggingface_hub import HfApi, constants, hf_hub_download, snapshot_download  # noqa: E402
from huggingface_hub.errors import (  # noqa: E402
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)

from components.engine.errors import ModelError  # noqa: E402

KNOCK_SECONDS = 4.0  # a name look-up and a connection
ANSWER_SECONDS = 5.0  # the hub's answer about one model
READ = {"config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"}
READ |= {"vocab.json", "merges.txt", "sentencepiece.bpe.model", "sentencepiece.model", "spiece.model", "spm.model"}
READ |= {"tokenizer.model"}


def is_repository(name: str) -> bool:
    """Tell whether `name` has the form of a hub model: "owner/name", or one old-style word."""
    return re.fullmatch(r"[\w.-]{1,96}(/[\w.-]{1,96})?", name) is not None and not name.startswith(".")


def cached_folder(name: str) -> Path:
    """Return the folder of a hub model that is already on this machine.

    Raises ModelError if it is not.
    """
    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, OSError) as error:
        raise ModelError(f"The model “{name}” is not on this machine yet.") from error


def is_cached(name: str) -> bool:
    """Tell whether a hub model can be loaded without the network."""
    try:
        return any(cached_folder(name).glob("*.safetensors"))
    except ModelError:
        return False


def fetch(name: str, on_progress: Callable[[int, int, str], Any] = lambda done, total, file: None) -> Path:
    """Download the files of a hub model that we read, and return their folder.

    `on_progress` is told how many files of how many are done, and the next one's name.
    Raises ModelError within 10 s if the hub cannot be reached or does not know the model.
    """
    knock(name)
    try:
        info = HfApi().model_info(name, timeout=ANSWER_SECONDS)
        names = [sibling.rfilename for sibling in info.siblings or []]
        weights = [file for file in names if file.endswith(".safetensors") and "/" not in file]
        if not weights:
            raise ModelError(
                f"The hub keeps “{name}” without .safetensors weights. Older weight files can run code when they "
                "are read, so they are not opened. Pick another model, or save it as safetensors in a folder."
            )
        files = [file for file in names if file in READ or file.endswith(".safetensors.index.json")] + weights
        for done, file in enumerate(files):
            on_progress(done, len(files), file)
            path = Path(hf_hub_download(name, file, etag_timeout=ANSWER_SECONDS, revision=info.sha))
        remember(path.parent)
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise ModelError(f"The hub knows no public model “{name}”. Check the spelling.") from error
    except (HfHubHTTPError, httpx2.HTTPError, OSError) as error:
        raise ModelError(f"The hub broke off while sending “{name}”. Try again later.") from error
    return path.parent


def remember(folder: Path) -> None:
    """Note in the cache what “main” is: the client does so for names of revisions alone, and looks for it offline."""
    main = folder.parents[1] / "refs" / "main"
    main.parent.mkdir(exist_ok=True)
    main.write_text(folder.name, encoding="utf-8")


def knock(name: str) -> None:
    """Open and close one connection to the hub, in a thread because a name look-up itself has no time limit."""
    endpoint = urlsplit(constants.ENDPOINT)
    port = endpoint.port or (443 if endpoint.scheme == "https" else 80)
    pool = ThreadPoolExecutor(max_workers=1)
    attempt = pool.submit(socket.create_connection, (endpoint.hostname, port), KNOCK_SECONDS)
    try:
        attempt.result(timeout=KNOCK_SECONDS).close()
    except (OSError, FutureTimeoutError) as error:
        raise ModelError(
            f"The model “{name}” is not on this machine, and the hub ({endpoint.hostname}) cannot be reached "
            f"within {KNOCK_SECONDS:.0f} seconds. Connect to the internet, or pick the bundled model."
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
