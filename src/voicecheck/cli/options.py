"""The options that commands share, each declared once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from voicecheck.errors import UsageError

__all__ = [
    "AgentChannel",
    "AgentChannelOption",
    "BeamSizeOption",
    "CallLanguage",
    "CallsArgument",
    "ChannelsOption",
    "ComputeTypeOption",
    "Device",
    "DeviceOption",
    "DiarizationOption",
    "HtmlOption",
    "JobsOption",
    "JsonOption",
    "LabelsOption",
    "LangOption",
    "LanguageOption",
    "MetadataOption",
    "ModelOption",
    "NamePatternOption",
    "NoAudioOption",
    "StandardOption",
    "TextLanguage",
    "TranscriptOption",
    "agent_channel_number",
    "channel_pair",
    "text_language",
]


class AgentChannel(StrEnum):
    """Where the agent speaks."""

    LEFT = "left"
    RIGHT = "right"
    FIRST = "0"
    SECOND = "1"
    AUTO = "auto"


class CallLanguage(StrEnum):
    """What is spoken."""

    ZH = "zh"
    EN = "en"
    AUTO = "auto"


class TextLanguage(StrEnum):
    """What pages and messages are written in."""

    ZH = "zh"
    EN = "en"


class Device(StrEnum):
    """What recognition runs on."""

    CPU = "cpu"
    CUDA = "cuda"
    AUTO = "auto"


CallsArgument = Annotated[
    list[str], typer.Argument(metavar="CALL", help="Recordings: files, folders or patterns.")
]
StandardOption = Annotated[
    str | None,
    typer.Option(
        "--standard", metavar="NAME|FILE", help="Standard to judge by [default: the documented one]."
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME|DIR|demo|none",
        help="Whisper model [default: the best one installed, else none].",
    ),
]
TranscriptOption = Annotated[
    Path | None,
    typer.Option(
        "--transcript", metavar="FILE", help="Use this transcript (JSON, SRT, VTT) for the one call."
    ),
]
DiarizationOption = Annotated[
    Path | None,
    typer.Option(
        "--diarization",
        metavar="FILE.rttm",
        help="Who speaks when in the one mono call [default: NAME.rttm].",
    ),
]
MetadataOption = Annotated[
    Path | None, typer.Option("--metadata", metavar="FILE.csv", help="Call facts by recording.")
]
NamePatternOption = Annotated[
    str | None,
    typer.Option(
        "--name-pattern",
        metavar="REGEX",
        help="Call facts from file names, by named groups such as (?P<agent_id>[0-9]+).",
    ),
]
AgentChannelOption = Annotated[
    AgentChannel, typer.Option("--agent-channel", help="Channel of the agent; 0 is left, 1 is right.")
]
ChannelsOption = Annotated[
    str | None,
    typer.Option("--channels", metavar="A,B", help="The two channels to judge where there are more, from 0."),
]
LanguageOption = Annotated[CallLanguage, typer.Option("--language", help="Language of the call.")]
DeviceOption = Annotated[Device, typer.Option("--device", help="Where recognition runs.")]
ComputeTypeOption = Annotated[
    str,
    typer.Option(
        "--compute-type", metavar="TYPE", help="Arithmetic of recognition: int8, float16, float32, ..."
    ),
]
BeamSizeOption = Annotated[
    int, typer.Option("--beam-size", min=1, max=64, metavar="N", help="Width of the search for words.")
]
JobsOption = Annotated[
    int, typer.Option("--jobs", min=1, max=512, metavar="N", help="Calls judged at the same time.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on standard output, nothing else there.")
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="FILE|DIR", help="Write the page of the call; of several calls, a folder of pages."
    ),
]
LabelsOption = Annotated[
    Path | None,
    typer.Option(
        "--labels",
        metavar="DIR",
        help="Write SRT, WebVTT, Praat TextGrid, Audacity labels and RTTM of each call there.",
    ),
]
NoAudioOption = Annotated[bool, typer.Option("--no-audio", help="Leave the sound out of the pages.")]
LangOption = Annotated[
    TextLanguage | None, typer.Option("--lang", help="Language of pages and messages [default: by locale].")
]


def text_language(option: TextLanguage | None) -> Literal["zh", "en"]:
    """The language that was asked for, else the locale's."""
    from voicecheck.report.i18n import default_lang

    if option is None:
        return default_lang()
    return "zh" if option is TextLanguage.ZH else "en"


def agent_channel_number(option: AgentChannel) -> int | None:
    """The channel counted from 0, None where it is to be found out."""
    numbers = {
        AgentChannel.LEFT: 0,
        AgentChannel.FIRST: 0,
        AgentChannel.RIGHT: 1,
        AgentChannel.SECOND: 1,
    }
    return numbers.get(option)


def channel_pair(option: str | None) -> tuple[int, int] | None:
    """Two different channels counted from 0, or None.

    Raises
    ------
    UsageError
        When the text is not two different numbers with a comma between them.
    """
    if option is None:
        return None
    parts = [part.strip() for part in option.split(",")]
    if (
        len(parts) != 2
        or not all(part.isascii() and part.isdigit() for part in parts)
        or parts[0] == parts[1]
    ):
        raise UsageError(
            f"--channels: expected two different channel numbers such as 0,1, found {option!r}; "
            "count the channels from 0"
        )
    return int(parts[0]), int(parts[1])
