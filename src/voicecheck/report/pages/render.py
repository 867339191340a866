"""Pages as HTML: everything in one file, nothing from anywhere else, nothing from the data executed.

The data travel as JSON in a block that no browser runs, and the page's own script puts them in as text. The
content security policy names the hash of that script and of the style, so nothing else can run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from voicecheck.report.i18n import Lang
from voicecheck.report.pages.call_data import call_data
from voicecheck.report.pages.index_data import CallEntry, index_data
from voicecheck.report.pages.practice_data import practice_data
from voicecheck.report.pages.run_data import run_data
from voicecheck.report.pages.sound import CallSound
from voicecheck.report.practice import Practice
from voicecheck.report.practice_history import PastCall
from voicecheck.report.result import CallResult
from voicecheck.report.run_calls import RunView, UnjudgedCall

__all__ = ["render_call_page", "render_index", "render_practice_page", "render_run_page"]

_SCRIPTS = {
    "call": (
        "dom",
        "page",
        "player",
        "listen",
        "picture",
        "pins",
        "curves",
        "transcript",
        "findings",
        "summary",
        "call",
    ),
    "index": ("dom", "page", "index"),
    "practice": ("dom", "page", "player", "listen", "charts", "curves", "voice", "practice"),
    "run": ("dom", "page", "charts", "table", "run_charts", "run_tables", "run_overview", "run"),
}
_STYLES = {"practice": ("charts", "practice"), "run": ("charts", "run")}


def render_call_page(result: CallResult, sound: CallSound | None, lang: Lang) -> str:
    """The page of one call, complete.

    Parameters
    ----------
    sound
        The picture's curves and the audio; None leaves both out, and the page shows turns and words alone.
    lang
        The language that the page opens in; the reader can change it.
    """
    return _page("call", call_data(result, sound), lang, audio=_audio(sound))


def render_practice_page(
    practice: Practice,
    sound: CallSound | None,
    lang: Lang,
    *,
    reference_sound: CallSound | None = None,
    history: Sequence[PastCall] = (),
) -> str:
    """The page of a practice call, for its agent alone; `history` from the earliest to the latest."""
    data = practice_data(practice, sound, reference_sound, history)
    return _page("practice", data, lang, audio=_audio(sound))


def render_index(entries: Sequence[CallEntry], unjudged: Sequence[UnjudgedCall], lang: Lang) -> str:
    """The list of several calls' pages, which lie in the same folder."""
    return _page("index", index_data(entries, unjudged), lang, audio=None)


def render_run_page(run: RunView, pages: Mapping[str, str], lang: Lang) -> str:
    """The page of a run; `pages` are the addresses of calls' pages by the path of their recordings."""
    return _page("run", run_data(run, pages), lang, audio=None)


def _audio(sound: CallSound | None) -> str | None:
    opus = sound.opus if sound else None
    return f"data:audio/ogg;base64,{base64.b64encode(opus).decode('ascii')}" if opus else None


def _page(kind: str, data: dict[str, Any], lang: Lang, *, audio: str | None) -> str:
    script, style = _script(kind), _style(kind)
    return (
        _environment()
        .get_template(f"{kind}.html.j2")
        .render(
            lang=lang,
            html_lang="zh-Hans" if lang == "zh" else "en",
            data=data,
            json=_json_block(data),
            words={key: text[lang] for key, text in data["words"].items()},
            script=script,
            style=style,
            audio=audio,
            policy="; ".join(
                (
                    "default-src 'none'",
                    f"script-src '{_sha256(script)}'",
                    f"style-src '{_sha256(style)}'",
                    "media-src data:",
                    "base-uri 'none'",
                    "form-action 'none'",
                )
            ),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("voicecheck.report.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _script(kind: str) -> str:
    """The page's script: its parts in order, in one scope of their own."""
    parts = "\n".join(_text("script", f"{name}.js") for name in _SCRIPTS[kind])
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


@cache
def _style(kind: str) -> str:
    """What all pages share, then the page's own."""
    return "\n".join(_text("style", f"{name}.css") for name in ("page", *_STYLES.get(kind, ())))


@cache
def _text(folder: str, name: str) -> str:
    file = resources.files("voicecheck.report.pages") / folder / name
    return file.read_text(encoding="utf-8")


def _sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _json_block(data: object) -> str:
    """JSON that can stand in a script element: no character in it can end the element or open a comment."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    # Bytes of a file name that are no text cannot be written as UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")
