"""The names that users may rely on."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import voicecheck


def test_the_list_of_names_is_sorted_and_complete() -> None:
    assert voicecheck.__all__ == sorted(voicecheck.__all__)
    for name in voicecheck.__all__:
        assert getattr(voicecheck, name) is not None


@pytest.mark.parametrize("name", [name for name in voicecheck.__all__ if name != "__version__"])
def test_every_name_is_explained(name: str) -> None:
    assert inspect.getdoc(getattr(voicecheck, name))


def test_errors_have_one_root() -> None:
    errors = [getattr(voicecheck, name) for name in voicecheck.__all__ if name.endswith("Error")]
    assert all(issubclass(error, voicecheck.VoicecheckError) for error in errors)
    assert len({error.kind for error in errors}) == len(errors)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'meassure'"):
        voicecheck.meassure  # noqa: B018


def test_importing_is_light() -> None:
    heavy = ("numpy", "scipy", "librosa", "soundfile", "av", "faster_whisper", "ctranslate2", "typer", "rich")
    code = f"import sys, voicecheck; print([name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
