"""Which Whisper models are installed, and whether they are whole. Nothing here goes to the network."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import voicecheck
from voicecheck.asr.settings import AsrSettings
from voicecheck.errors import ModelError

__all__ = [
    "DEMO",
    "ModelFolder",
    "default_model",
    "find_model",
    "list_models",
    "own_place",
    "search_places",
    "verify_hashes",
    "verify_model",
]

DEMO = "demo"
MANIFEST = "manifest.json"
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
MODEL_FILES = (*_NEEDED, *_VOCABULARIES, "preprocessor_config.json")
# Sizes best first, with what a folder's name holds of them; the longer name stands before the shorter one.
_SIZES = (
    ("large-v3-turbo", 1), ("turbo", 1), ("large-v3", 0), ("large-v2", 2), ("large", 3), ("medium", 4),
    ("small", 5), ("base", 6), ("tiny", 7),
)  # fmt: skip
_GUIDE = "models/README.md tells how to get one"
_LARGEST_MANIFEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFolder:
    """A folder with a Whisper model in CTranslate2's format.

    `is_demo` marks the small model that comes with voicecheck, under whatever name it is found. `languages`
    are those of the manifest, empty where it names none; `hashes` are the manifest's, by file; `window_s` is
    the longest stretch of speech that the model hears well at once, None where the manifest sets no limit.
    """

    name: str
    path: Path
    is_demo: bool = False
    languages: tuple[str, ...] = ()
    description: str = ""
    licence: str = ""
    hashes: tuple[tuple[str, str], ...] = ()
    window_s: float | None = None

    @property
    def size_bytes(self) -> int:
        """Size of the model's files."""
        return sum(file.stat().st_size for file in _model_files(self.path))

    @property
    def sha256(self) -> str:
        """Hash over the hashes of the model's files; read once in a process, unless a file changes."""
        lines = [f"{file.name} {_file_sha256(file, *_stamp(file))}" for file in _model_files(self.path)]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def search_places() -> tuple[Path, ...]:
    """Folders whose subfolders are looked at for models, first to last."""
    places = [Path("models")]
    if os.environ.get("VOICECHECK_MODELS"):
        places.extend(Path(part) for part in os.environ["VOICECHECK_MODELS"].split(os.pathsep) if part)
    return (*places, own_place(), *_bundled_places())


def own_place() -> Path:
    """The folder of the user's own models."""
    data_home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data_home) / "voicecheck" / "models"


def find_model(name: str | Path | None) -> ModelFolder | None:
    """The model of that name or folder; None asks for the best one installed, which is None when there is
    none.

    Raises
    ------
    ModelError
        When a name or folder is given and no model is there.
    """
    if name is None:
        return default_model()
    for folder in _candidates(name):
        if (folder / "model.bin").is_file():
            return _read_folder(folder)
    installed = ", ".join(model.name for model in list_models()) or "none"
    looked = ", ".join(str(folder) for folder in _candidates(name))
    raise ModelError(
        f"model {str(name)!r}: expected a folder with model.bin, found none at {looked} (installed: "
        f"{installed}); "
        f"choose an installed one, or --model demo or none; {_GUIDE}"
    )


def default_model() -> ModelFolder | None:
    """The best model installed by the usual ranking of Whisper's sizes, never the demo model."""
    models = [model for model in list_models() if not model.is_demo]
    return min(models, key=_merit, default=None)


def list_models() -> tuple[ModelFolder, ...]:
    """All models in the search places, the first of each name, by name; folders that cannot be read are
    left out.
    """
    found: dict[str, ModelFolder] = {}
    for place in search_places():
        for folder in _subfolders(place):
            try:
                model = _read_folder(folder)
            except ModelError:
                continue
            found.setdefault(model.name, model)
    return tuple(found[name] for name in sorted(found))


def verify_model(folder: ModelFolder, *, settings: AsrSettings | None = None) -> None:
    """Check that the model's files are there, are those of the manifest, and load.

    Raises
    ------
    ModelError
        Naming the first file that is missing, damaged, or does not fit.
    """
    for name in _NEEDED:
        if not (folder.path / name).is_file():
            raise ModelError(
                f"{folder.path}: expected a file {name}, found none; fetch or convert the model again"
            )
    if not any((folder.path / name).is_file() for name in _VOCABULARIES):
        raise ModelError(
            f"{folder.path}: expected vocabulary.json, found none; fetch or convert the model again"
        )
    verify_hashes(folder)
    from voicecheck.asr.decoder import Decoder

    Decoder(folder.path, settings or AsrSettings(device="cpu"))


def verify_hashes(folder: ModelFolder) -> None:
    """Check that the model's files are those of its manifest, where it has one; each is read once a process.

    Raises
    ------
    ModelError
        Naming the first file that is missing or another one.
    """
    for name, expected in folder.hashes:
        file = folder.path / name
        if not file.is_file():
            raise ModelError(f"{folder.path}: expected a file {name}, found none; fetch the model again")
        actual = _file_sha256(file, *_stamp(file))
        if actual != expected.lower():
            raise ModelError(
                f"{file}: expected sha256 {expected[:16]}…, found {actual[:16]}…; the file is "
                "damaged, fetch the model again"
            )


def _bundled_places() -> tuple[Path, ...]:
    package = Path(voicecheck.__file__).resolve().parent
    # In a wheel the demo model lies inside the package, in a source checkout beside the sources.
    return (package / "models", package.parents[1] / "models")


def _candidates(name: str | Path) -> list[Path]:
    text = os.fspath(name)
    folders = [Path(text).expanduser()]
    if not os.path.isabs(text) and os.sep not in text and text not in ("", ".", ".."):
        places = _bundled_places() + search_places() if text == DEMO else search_places()
        folders += [place / text for place in places]
    return list(dict.fromkeys(folders))


def _subfolders(place: Path) -> Iterator[Path]:
    try:
        entries = sorted(place.iterdir())
    except OSError:
        return
    for entry in entries:
        if (entry / "model.bin").is_file():
            yield entry


def _model_files(folder: Path) -> list[Path]:
    return [folder / name for name in sorted(MODEL_FILES) if (folder / name).is_file()]


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns


@lru_cache(maxsize=256)
def _file_sha256(file: Path, _size: int, _mtime_ns: int) -> str:
    """Hash of a file; size and time stand in the key so that a changed file is read again."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _read_folder(folder: Path) -> ModelFolder:
    path = folder.resolve()
    manifest = _manifest(path)
    languages = manifest.get("languages", [])
    files = manifest.get("files", {})
    if (
        not isinstance(languages, list)
        or not _is_strings(languages)
        or not isinstance(files, dict)
        or not _is_strings(files.values())
    ):
        raise ModelError(
            f"{path / MANIFEST}: expected languages as a list of codes and files as a table of sha256, "
            "found other types; fetch the model again"
        )
    if any(Path(name).name != name for name in files):
        raise ModelError(f"{path / MANIFEST}: expected plain file names, found a path; fetch the model again")
    return ModelFolder(
        name=folder.name if folder.name not in ("", ".", "..") else path.name,
        path=path,
        is_demo=DEMO in (folder.name, path.name, manifest.get("name")),
        languages=tuple(languages),
        description=str(manifest.get("description", "")),
        licence=str(manifest.get("licence", "")),
        hashes=tuple(sorted(files.items())),
        window_s=_window_s(path, manifest),
    )


def _window_s(folder: Path, manifest: dict[str, object]) -> float | None:
    value = manifest.get("window_s")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1.0 <= value <= 30.0:
        raise ModelError(
            f"{folder / MANIFEST}: expected window_s from 1 to 30 s, found {value!r}; correct the manifest"
        )
    return float(value)


def _is_strings(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _manifest(folder: Path) -> dict[str, object]:
    file = folder / MANIFEST
    if not file.is_file():
        return {}
    try:
        if file.stat().st_size > _LARGEST_MANIFEST_BYTES:
            raise ValueError("more than a megabyte")
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{file}: expected a JSON table, found {error}; fetch the model again") from error
    if not isinstance(found, dict):
        raise ModelError(
            f"{file}: expected a JSON table, found {type(found).__name__}; fetch the model again"
        )
    return found


def _merit(model: ModelFolder) -> tuple[bool, bool, int, str]:
    name = model.name.lower().replace("_", "-")
    rank = next((rank for size, rank in _SIZES if size in name), len(_SIZES))
    # The distilled models and those named .en know English only.
    return (rank == len(_SIZES), ".en" in name or "distil" in name, rank, model.name)
