"""Random sentences of service calls, with a fixed part held back for the test.

The demo model knows these words and no others: a text whose characters all lie in
:func:`characters` can be recognised by it.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator

from models.training.sentences import AGENT, CUSTOMER, RUDE
from models.training.slots import SLOTS

TEMPLATES: tuple[str, ...] = AGENT + RUDE + CUSTOMER
HELD_OUT_SHARE_PERCENT = 8
MIN_HELD_OUT_CHARACTERS = 7

_SLOT = re.compile(r"\{(\w+)\}")
_NOT_SPOKEN = re.compile(r"[,。?!、\s]")


def fill(template: str, random_state: random.Random) -> str:
    """Fill every slot of ``template``, slots inside slots too, with punctuation kept."""
    while "{" in template:
        template = _SLOT.sub(lambda match: random_state.choice(SLOTS[match[1]]), template)
    return template


def written(sentence: str) -> str:
    """What the model shall write: the characters alone, without punctuation."""
    return _NOT_SPOKEN.sub("", sentence)


def is_held_out(sentence: str) -> bool:
    """Whether a sentence belongs to the test set and must never be trained on.

    Decided by the digest of its characters, so training and test need no shared list. Short
    sentences and sentences without a slot are never held out: the model must know them all.
    """
    text = written(sentence)
    if len(text) < MIN_HELD_OUT_CHARACTERS or text in _FIXED:
        return False
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < HELD_OUT_SHARE_PERCENT


def sentences(random_state: random.Random, *, held_out: bool) -> Iterator[str]:
    """Endless sentences, either of the training part or of the part held out."""
    templates = [t for t in TEMPLATES if "{" in t] if held_out else list(TEMPLATES)
    while True:
        # The more slots a template has, the more often it is drawn.
        weights = [1.0 + template.count("{") for template in templates]
        sentence = fill(random_state.choices(templates, weights)[0], random_state)
        if is_held_out(sentence) == held_out:
            yield sentence


def characters() -> list[str]:
    """Every character that the grammar can write, sorted."""
    pieces = "".join(TEMPLATES) + "".join("".join(words) for words in SLOTS.values())
    return sorted(set(written(re.sub(r"[\x00-\x7f]", "", pieces))))


_FIXED = frozenset(written(template) for template in TEMPLATES if "{" not in template)
