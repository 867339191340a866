"""What stands in a text where something private was."""

from __future__ import annotations

import re
from typing import Literal, get_args

__all__ = ["KINDS", "PLACEHOLDER", "Kind", "placeholder"]

Kind = Literal["phone", "identity", "card", "email", "name"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_CHINESE: dict[Kind, str] = {
    "phone": "[电话]",
    "identity": "[证件号]",
    "card": "[银行卡号]",
    "email": "[邮箱]",
    "name": "[姓名]",
}
PLACEHOLDER = re.compile(
    "|".join(re.escape(text) for kind in KINDS for text in (f"[{kind}]", _CHINESE[kind]))
)


def placeholder(kind: Kind, language: str | None) -> str:
    """What takes the place of private data of a kind in a text of a language."""
    return _CHINESE[kind] if (language or "").startswith("zh") else f"[{kind}]"
