"""Words that only say "I am listening" (back-channels; Yngve 1970).

A sign of listening is told by what it is made of rather than from a list of whole sayings: interjections and
words of assent, one behind another, and nothing else.
"""

from __future__ import annotations

import re

from voicecheck.text import tokens

__all__ = ["is_listening"]

_ZH = (
    "没错|[这那]样|原来|如此|难怪|怪不得|我?[都也能]?(?:明白|知道|了解|理解|清楚|懂|晓得|在听)|收到|可以|确实|真的|当然"
    "|没问题|有道理|然后|后来|[您你](?:继续)?[说讲]|请[您你]?(?:继续|[说讲])"
    "|[嗯恩唔哦噢喔啊呃哎诶欸唉哈呀哟嗨哼哇是对好行成]"
)
_EN = (
    "m+|mm?h+m+|h+m+|uh|huh|uhhuh|um|yeah|yep|yes|yup|ok|okay|right|sure|oh|ah|aha|wow|alright|fine|true"
    "|exactly|absolutely|indeed|really|definitely|certainly|of course|understood|noted|gotcha|got (?:it|you)"
    "|all right|(?:i )?see|i (?:know|understand|hear you|get (?:it|that))|go on|fair enough|makes sense"
    "|good|great|oh dear"
)
_ASSENT = re.compile(rf"(?:{_ZH})|\b(?:{_EN})\b")
_PARTICLES = re.compile("的|了(?!解)|[呢吧嘛啦得嘞]")
_BETWEEN_CHARACTERS = re.compile("(?<=[^a-z0-9 ]) (?=[^a-z0-9 ])")
# Whoever says one of these wants the floor, or the other to stop.
_OBJECTION = frozenset(
    {"不", "没", "别", "停", "等", "喂", "no", "not", "but", "wait", "stop", "listen", "dont"}
)


def is_listening(text: str) -> bool | None:
    """Whether a saying is nothing but a sign of listening; None where all but one word of it is.

    Recognisers mishear so short a saying more often than others: with one word that does not belong, the
    sound has to tell.
    """
    line = _PARTICLES.sub("", _BETWEEN_CHARACTERS.sub("", " ".join(tokens(text))))
    strange = tokens(_ASSENT.sub(" ", line))
    if not strange:
        return True if line else None
    misheard = len(strange) == 1 and strange[0] not in _OBJECTION and not strange[0].isnumeric()
    return None if misheard and len(tokens(line)) > 1 else False
