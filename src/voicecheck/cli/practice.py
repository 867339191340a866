"""`voicecheck practice`: an agent's own page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecheck.cli import options as given
from voicecheck.cli.console import Output, Stages, open_output, say, write_json
from voicecheck.cli.exits import ExitCode
from voicecheck.cli.redaction import RedactNamesOption, RedactOption, redaction_of
from voicecheck.errors import AudioError, TranscriptError, UsageError

if TYPE_CHECKING:
    from voicecheck.asr.types import Transcriber
    from voicecheck.cli.practice_history import History
    from voicecheck.report.i18n import Lang
    from voicecheck.report.pages.sound import CallSound
    from voicecheck.report.practice import Practice
    from voicecheck.report.practice_history import PastCall
    from voicecheck.report.result import CallResult
    from voicecheck.rules.standard import Standard
    from voicecheck.timeline.redact import Redaction

__all__ = ["practice"]

_STANDARD = "practice"

CallArgument = Annotated[
    Path | None,
    typer.Argument(metavar="CALL", help="The recording; with --record, the file to record to."),
]
ReferenceOption = Annotated[
    Path | None,
    typer.Option("--reference", metavar="GOOD_CALL", help="A good call, whose figures stand beside yours."),
]
HistoryOption = Annotated[
    Path | None,
    typer.Option(
        "--history",
        metavar="FOLDER",
        help="Folder of your practice calls: figures are kept there and shown over time.",
    ),
]
RecordOption = Annotated[
    bool, typer.Option("--record", help="Record from the microphone, with a script to read.")
]
AloneOption = Annotated[
    bool, typer.Option("--alone", help="Only you speak in the recording; it may have one channel.")
]
PageOption = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Where the page goes [default: CALL.practice.html here]."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measuring:
    """How the practice calls are measured and judged."""

    standard: Standard
    transcriber: Transcriber | None
    transcript: Path | None
    agent_channel: int | None
    language: str
    alone: bool
    redaction: Redaction | None


PracticeStandardOption = Annotated[
    str | None,
    typer.Option("--standard", metavar="NAME|FILE", help="Standard to judge by [default: practice]."),
]


def practice(
    call: CallArgument = None,
    reference: ReferenceOption = None,
    history: HistoryOption = None,
    record: RecordOption = False,
    alone: AloneOption = False,
    standard: PracticeStandardOption = None,
    model: given.ModelOption = None,
    transcript: given.TranscriptOption = None,
    agent_channel: given.AgentChannelOption = given.AgentChannel.AUTO,
    language: given.LanguageOption = given.CallLanguage.AUTO,
    device: given.DeviceOption = given.Device.AUTO,
    compute_type: given.ComputeTypeOption = "auto",
    beam_size: given.BeamSizeOption = 5,
    as_json: given.JsonOption = False,
    html: PageOption = None,
    no_audio: given.NoAudioOption = False,
    redact: RedactOption = False,
    redact_names: RedactNamesOption = None,
    lang: given.LangOption = None,
) -> None:
    """A page for yourself: what went well, what to try next.

    Judged by the standard "practice", which is wider than the documented one and scores nothing on the page.
    With --json the result goes to standard output, and a page is written only where --html asks for one.

    \b
    Examples:
      voicecheck practice my-call.wav
      voicecheck practice my-call.wav --reference good-call.wav --history my-practice/
      voicecheck practice --record --history my-practice/
    """
    output = open_output(given.text_language(lang))
    recording = _recording(call, record, history, output.lang)
    how = _how(
        standard,
        model,
        {"device": device.value, "compute_type": compute_type, "beam_size": beam_size},
        transcript=transcript,
        agent_channel=given.agent_channel_number(agent_channel),
        language=language.value,
        alone=alone or record,
        redaction=redaction_of(redact, redact_names),
    )
    from voicecheck.cli.practice_history import History
    from voicecheck.report.practice import practise

    past = History(history) if history is not None else None
    try:
        with Stages(1 + (reference is not None)) as stages:
            result, sound = _measured(recording, how, stages, with_sound=not (as_json and html is None))
            other, other_sound = (
                _measured(reference, replace(how, transcript=None, alone=False), stages)
                if reference
                else (None, None)
            )
            earlier = _earlier(past, result, recording, how, stages, other)
    except (AudioError, TranscriptError) as error:
        say(str(error))
        raise typer.Exit(ExitCode.SOME_FAILED) from None
    except KeyboardInterrupt:
        say("interrupted")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    if past is not None:
        past.save()
    chosen = practise(result, how.standard, other)
    _show(chosen, output, as_json=as_json)
    _tell(result, how)
    if html is not None or not as_json:
        file = html or Path(f"{recording.stem}.practice.html")
        sounds = (_without_audio(sound) if no_audio else sound, other_sound)
        _write_page(file, chosen, sounds, earlier, output.lang)


def _recording(call: Path | None, record: bool, history: Path | None, lang: Lang) -> Path:
    if not record:
        if call is None:
            raise UsageError("practice: expected a recording, found none; name one, or use --record")
        return call
    from voicecheck.cli.file_names import make_folder
    from voicecheck.cli.recording import record as take

    file = call or (history or Path()) / f"practice-{datetime.now():%Y%m%d-%H%M%S}.wav"
    if file.exists():
        raise UsageError(f"--record: expected a new file, found {file}; name another")
    make_folder(file.parent, "--record")
    take(file, lang)
    return file


def _how(standard: str | None, model: str | None, recognition: dict[str, Any], **rest: Any) -> _Measuring:
    from voicecheck.asr.models import find_model
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.rules.load import load_standard

    chosen = load_standard(standard or _STANDARD)
    folder = None if model == "none" else find_model(model)
    transcriber = None
    if folder is not None:
        from voicecheck.asr.engine import WhisperTranscriber
        from voicecheck.bench.cuda import usable_device

        transcriber = WhisperTranscriber(folder, usable_device(AsrSettings(**recognition)))
        if folder.is_demo:
            say("the demo model knows only sentences like those of the sample calls")
    return _Measuring(standard=chosen, transcriber=transcriber, **rest)


def _measured(
    recording: Path, how: _Measuring, stages: Stages, *, with_sound: bool = True
) -> tuple[CallResult, CallSound | None]:
    """The result of a recording, and its sound; of one voice alone as the agent's side of a call."""
    from voicecheck.pipeline import check
    from voicecheck.report.pages.sound import call_sound

    result = check(
        recording,
        standard=how.standard,
        redaction=how.redaction,
        model=how.transcriber,
        transcript=how.transcript,
        agent_channel=0 if how.alone else how.agent_channel,
        language=how.language,
        alone=how.alone,
        on_stage=lambda stage, share: stages.stage(recording.name, stage, share),
    )
    sound = call_sound(recording, result) if with_sound else None
    with stages.aside():
        pass
    return result, sound


def _earlier(
    past: History | None,
    result: CallResult,
    recording: Path,
    how: _Measuring,
    stages: Stages,
    other: CallResult | None,
) -> tuple[PastCall, ...]:
    """The calls before this one; this one is kept for the next time."""
    from voicecheck.cli.practice_history import now
    from voicecheck.report.practice_history import earlier_calls

    if past is None:
        return ()
    known = [result.call.sha256, *([other.call.sha256] if other else [])]
    past.measure_new(
        known, lambda file: _measured(file, replace(how, transcript=None), stages, with_sound=False)[0]
    )
    # A call is practised when it is first looked at here; its file may have been copied about since.
    return earlier_calls(past.calls, past.add(result, recording.name, now()))


def _show(chosen: Practice, output: Output, *, as_json: bool) -> None:
    if as_json:
        from voicecheck.report.encode import result_dict

        write_json(result_dict(chosen.call, output.lang))
        return
    from voicecheck.report.practice_terminal import render_practice

    output.show(render_practice(chosen, output.view))


def _tell(result: CallResult, how: _Measuring) -> None:
    if not result.speakers and not how.alone:
        say(
            "who speaks when cannot be told on one channel, so your voice was not measured; "
            "if only you speak in this recording, add --alone"
        )
    elif result.provenance.transcript is None:
        say("no words were recognised: the pace is counted from the sound, and wording is left out")


def _without_audio(sound: CallSound | None) -> CallSound | None:
    return None if sound is None else replace(sound, opus=None)


def _write_page(
    file: Path,
    chosen: Practice,
    sounds: tuple[CallSound | None, CallSound | None],
    earlier: tuple[PastCall, ...],
    lang: Lang,
) -> None:
    from voicecheck.cli.file_names import make_folder, write_whole
    from voicecheck.report.pages.render import render_practice_page

    make_folder(file.parent, "--html")
    page = render_practice_page(chosen, sounds[0], lang, reference_sound=sounds[1], history=earlier)
    write_whole(file, page, "--html")
    say(f"page written: {file}")
