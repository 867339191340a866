"""The standard of a run as JSON and back, so that its verdicts can be made again wherever the run goes."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from voicecheck.errors import StoredDataError
from voicecheck.rules.standard import Check, Rule, Standard

__all__ = ["decode_standard", "encode_standard"]

_KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Check)}


def encode_standard(standard: Standard) -> str:
    """The effective content of a standard as JSON; every check has its kind beside it."""
    content: dict[str, Any] = msgspec.to_builtins(standard)
    for rule, plain in zip(standard.rules, content["rules"], strict=True):
        plain["kind"] = type(rule.check).__name__
    return msgspec.json.encode(content).decode()


def decode_standard(text: str, *, where: str) -> Standard:
    """The standard that `encode_standard` was given.

    Raises
    ------
    StoredDataError
        When the text is no such standard.
    """
    try:
        content = msgspec.json.decode(text, type=dict[str, Any])
        rules = tuple(_rule(plain) for plain in content.pop("rules"))
        return Standard(**_fields(Standard, content), rules=rules)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise StoredDataError(
            f"{where}: expected the standard of the run, found none that this version reads ({error}); "
            "use the version of voicecheck that wrote the run"
        ) from error


def _rule(plain: dict[str, Any]) -> Rule:
    check = msgspec.convert(plain.pop("check"), _KINDS[plain.pop("kind")])
    return Rule(check=check, **_fields(Rule, plain))


def _fields(kind: type, plain: dict[str, Any]) -> dict[str, Any]:
    """The fields that are there, each as its declared type."""
    hints = _hints(kind)
    return {name: msgspec.convert(value, hints[name]) for name, value in plain.items()}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
