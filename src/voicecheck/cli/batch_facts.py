"""Where the facts of a batch's calls come from: what is not named now is that of the run, never dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from voicecheck.errors import UsageError

__all__ = ["FACTS", "FactSources", "facts_from"]

FACTS = "facts"
"""Among the settings of a run: where the facts of its calls come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSources:
    """A table of facts, by its whole path, and a pattern for file names."""

    metadata: str | None
    name_pattern: str | None

    def as_setting(self) -> dict[str, str | None]:
        """As a run keeps it."""
        return asdict(self)

    def read(self) -> dict[str, Any]:
        """The table and the pattern, ready for use.

        Raises
        ------
        VoicecheckError
            When the table cannot be read or the pattern is wrong.
        """
        from voicecheck.audio.metadata import compile_name_pattern, load_metadata

        return {
            "metadata": load_metadata(Path(self.metadata)) if self.metadata else None,
            "name_pattern": compile_name_pattern(self.name_pattern) if self.name_pattern else None,
        }


def facts_from(
    run: Path, metadata: Path | None, name_pattern: str | None, on_kept: Callable[..., None]
) -> FactSources:
    """The sources named now, else those of the run, which `on_kept` is told by `option` and `value`.

    Raises
    ------
    UsageError
        When the table that the run was made with has gone.
    """
    before = _before(run)
    if metadata is None and before.metadata is not None:
        if not Path(before.metadata).is_file():
            raise UsageError(
                f"{run}: expected the table of facts that this run was made with, found no file "
                f"{before.metadata}; name it with --metadata"
            )
        on_kept(option="--metadata", value=before.metadata)
        metadata = Path(before.metadata)
    if name_pattern is None and before.name_pattern is not None:
        on_kept(option="--name-pattern", value=before.name_pattern)
        name_pattern = before.name_pattern
    return FactSources(
        metadata=None if metadata is None else str(metadata.resolve()), name_pattern=name_pattern
    )


def _before(folder: Path) -> FactSources:
    from voicecheck.store import Run

    if not Run.is_begun(folder):
        return FactSources(metadata=None, name_pattern=None)
    with Run.open(folder) as run:
        kept = run.settings.get(FACTS) or {}
    return FactSources(metadata=kept.get("metadata"), name_pattern=kept.get("name_pattern"))
