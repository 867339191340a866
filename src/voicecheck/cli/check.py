"""`voicecheck check`: judge one or several recordings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from voicecheck.cli import options as given
from voicecheck.cli.console import Output, Stages, open_output, say, write_json
from voicecheck.cli.exits import ExitCode, worst
from voicecheck.cli.redaction import (
    RedactNamesOption,
    RedactOption,
    redaction_of,
    tell_of_file_names,
)
from voicecheck.errors import UsageError

if TYPE_CHECKING:
    from voicecheck.asr.models import ModelFolder
    from voicecheck.cli.calls import Outcome, Plan
    from voicecheck.report.i18n import Lang
    from voicecheck.report.result import CallResult
    from voicecheck.timeline.redact import Redaction

__all__ = ["check"]


class Writer(Protocol):
    """Writes files for each call as it is judged, and a last word at the end."""

    def add(self, recording: Path, outcome: Outcome) -> None: ...

    def finish(self) -> None: ...


FailUnderOption = Annotated[
    float | None,
    typer.Option(
        "--fail-under", min=0.0, max=100.0, metavar="SCORE", help="Exit 1 when a call scores below."
    ),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit 1 when a critical rule fails.")]


def check(
    calls: given.CallsArgument,
    standard: given.StandardOption = None,
    model: given.ModelOption = None,
    transcript: given.TranscriptOption = None,
    diarization: given.DiarizationOption = None,
    metadata: given.MetadataOption = None,
    name_pattern: given.NamePatternOption = None,
    agent_channel: given.AgentChannelOption = given.AgentChannel.AUTO,
    channels: given.ChannelsOption = None,
    language: given.LanguageOption = given.CallLanguage.AUTO,
    device: given.DeviceOption = given.Device.AUTO,
    compute_type: given.ComputeTypeOption = "auto",
    beam_size: given.BeamSizeOption = 5,
    jobs: given.JobsOption = 1,
    as_json: given.JsonOption = False,
    html: given.HtmlOption = None,
    no_audio: given.NoAudioOption = False,
    labels: given.LabelsOption = None,
    redact: RedactOption = False,
    redact_names: RedactNamesOption = None,
    lang: given.LangOption = None,
    fail_under: FailUnderOption = None,
    strict: StrictOption = False,
) -> None:
    """Judge recordings against a standard.

    Standard output carries the result, standard error all else. Exit codes: 0 done; 1 a call fell under
    --fail-under or failed a critical rule with --strict; 2 could not start; 3 some recordings could not be
    judged; 130 interrupted, with what was finished.

    \b
    Examples:
      voicecheck check call-17.wav
      voicecheck check call-17.wav --html call-17.html
      voicecheck check calls/ --model demo --json > results.json
      voicecheck check 'calls/*.wav' --metadata calls.csv --fail-under 70
    """
    from voicecheck.audio.discover import find_recordings

    paths = find_recordings(calls)
    plan = _plan(
        paths,
        standard=standard,
        model=model,
        transcript=transcript,
        diarization=diarization,
        metadata=metadata,
        name_pattern=name_pattern,
        agent_channel=agent_channel,
        channels=channels,
        language=language,
        recognition={"device": device.value, "compute_type": compute_type, "beam_size": beam_size},
        jobs=jobs,
        redaction=redaction_of(redact, redact_names),
    )
    if redact:
        tell_of_file_names(paths)
    output = open_output(given.text_language(lang))
    writers = _writers(html, labels, paths, plan, output.lang, with_audio=not no_audio)
    outcomes, interrupted = _run(plan, paths, jobs, None if as_json else output, writers)
    for writer in writers:
        writer.finish()
    if as_json:
        write_json(_document(outcomes, output.lang, single=len(paths) == 1))
    elif len(outcomes) > 1:
        _show_summary(outcomes, output)
    _tell_about_words(plan, outcomes)
    raise typer.Exit(_exit_code(outcomes, interrupted, fail_under, strict))


def _plan(
    paths: tuple[Path, ...],
    *,
    standard: str | None,
    model: str | None,
    transcript: Path | None,
    diarization: Path | None,
    metadata: Path | None,
    name_pattern: str | None,
    agent_channel: given.AgentChannel,
    channels: str | None,
    language: given.CallLanguage,
    recognition: dict[str, Any],
    jobs: int,
    redaction: Redaction | None,
) -> Plan:
    """Everything that can be wrong before the first call is found here."""
    from voicecheck.asr.settings import AsrSettings
    from voicecheck.audio.metadata import compile_name_pattern, load_metadata
    from voicecheck.bench.cuda import usable_device
    from voicecheck.cli.calls import Plan
    from voicecheck.rules.load import DEFAULT_STANDARD, load_standard

    if transcript is not None and len(paths) > 1:
        raise UsageError(
            f"--transcript: expected one recording, found {len(paths)}; "
            "put each transcript beside its recording, as NAME.transcript.json, .srt or .vtt"
        )
    if diarization is not None and len(paths) > 1:
        raise UsageError(
            f"--diarization: expected one recording, found {len(paths)}; "
            "put each diarization beside its recording, as NAME.rttm"
        )
    chosen = _model(model, paths, transcript)
    settings = AsrSettings(**recognition, cpu_threads=_threads(min(jobs, len(paths))))
    return Plan(
        standard=load_standard(standard or DEFAULT_STANDARD),
        model=chosen,
        recognition=settings if chosen is None else usable_device(settings),
        transcript=transcript,
        diarization=diarization,
        metadata=load_metadata(metadata) if metadata else None,
        name_pattern=compile_name_pattern(name_pattern) if name_pattern else None,
        agent_channel=given.agent_channel_number(agent_channel),
        channels=given.channel_pair(channels),
        language=language.value,
        redaction=redaction,
    )


def _model(name: str | None, paths: tuple[Path, ...], transcript: Path | None) -> ModelFolder | None:
    """The model that is needed; none where every call has its transcript."""
    from voicecheck.asr.given import find_transcript
    from voicecheck.asr.models import find_model

    if name == "none":
        return None
    model = find_model(name)
    if transcript is not None or all(find_transcript(path) is not None for path in paths):
        return None
    return model


def _threads(jobs: int) -> int | None:
    """Threads of recognition for each of several workers; None leaves the choice to the engine."""
    return None if jobs == 1 else max(1, (os.cpu_count() or 1) // jobs)


def _writers(
    html: Path | None,
    labels: Path | None,
    paths: tuple[Path, ...],
    plan: Plan,
    lang: Lang,
    *,
    with_audio: bool,
) -> list[Writer]:
    """What writes files for every call; what they cannot do is found here, before the first call."""
    from voicecheck.cli.labels import Labels
    from voicecheck.cli.pages import Pages

    if html is None and not with_audio:
        raise UsageError("--no-audio: expected --html with it, found none; name where the page is to be")
    writers: list[Writer] = []
    if labels is not None:
        writers.append(Labels(labels, paths, lang=lang))
    if html is not None:
        writers.append(Pages(html, paths, lang=lang, channels=plan.channels, with_audio=with_audio))
    return writers


def _run(
    plan: Plan, paths: tuple[Path, ...], jobs: int, output: Output | None, writers: list[Writer]
) -> tuple[list[Outcome], bool]:
    """All outcomes that were finished, and whether the user interrupted; each is shown as it comes."""
    from voicecheck.cli.calls import CallFailure, judge_calls

    if plan.model is not None and plan.model.is_demo:
        say("the demo model knows only sentences like those of the sample calls: judge no other calls by it")
    outcomes: list[Outcome] = []
    try:
        with Stages(len(paths)) as stages:

            def on_stage(stage: str, share: float) -> None:
                stages.stage(paths[len(outcomes)].name, stage, share)

            for outcome in judge_calls(plan, paths, jobs=jobs, on_stage=on_stage):
                for writer in writers:
                    on_stage("write", 0.0)
                    writer.add(paths[len(outcomes)], outcome)
                outcomes.append(outcome)
                with stages.aside():
                    if isinstance(outcome, CallFailure):
                        say(outcome.message)
                    elif output is not None:
                        _show_call(outcome, output, first=len(outcomes) == 1)
    except KeyboardInterrupt:
        say(f"interrupted after {len(outcomes)} of {len(paths)} calls")
        return outcomes, True
    return outcomes, False


def _show_call(result: CallResult, output: Output, *, first: bool) -> None:
    from rich.rule import Rule

    from voicecheck.report.terminal import render_call

    line = Rule(characters=output.view.glyphs.outside, style="dim")
    output.show(*(() if first else (line,)), render_call(result, output.view))


def _show_summary(outcomes: list[Outcome], output: Output) -> None:
    from rich.text import Text

    from voicecheck.report.summary import render_summary

    results = _judged(outcomes)
    output.show(Text(), render_summary(results, len(outcomes) - len(results), output.view))


def _document(outcomes: list[Outcome], lang: Lang, *, single: bool) -> object:
    from voicecheck.cli.calls import CallFailure
    from voicecheck.report.encode import error_entry, result_dict

    entries = [
        error_entry(outcome.path, outcome.kind, outcome.message)
        if isinstance(outcome, CallFailure)
        else result_dict(outcome, lang)
        for outcome in outcomes
    ]
    return entries[0] if single and entries else entries


def _judged(outcomes: list[Outcome]) -> list[CallResult]:
    from voicecheck.report.result import CallResult

    return [outcome for outcome in outcomes if isinstance(outcome, CallResult)]


def _tell_about_words(plan: Plan, outcomes: list[Outcome]) -> None:
    """Say once that calls were judged without words, and how to get them."""
    wordless = sum(result.provenance.transcript is None for result in _judged(outcomes))
    if wordless and plan.model is None:
        say(
            f"no words were recognised in {wordless} of {len(outcomes)} calls, so wording was not judged; "
            "install a Whisper model and name it with --model, or put a transcript beside the "
            "recording (--model demo shows how it works, on the sample calls)"
        )


def _exit_code(
    outcomes: list[Outcome], interrupted: bool, fail_under: float | None, strict: bool
) -> ExitCode:
    results = _judged(outcomes)
    below = fail_under is not None and any(
        result.score.value is not None and result.score.value < fail_under for result in results
    )
    critical = strict and any(result.score.critical_failed for result in results)
    return worst(
        ExitCode.INTERRUPTED if interrupted else ExitCode.DONE,
        ExitCode.SOME_FAILED if len(results) < len(outcomes) else ExitCode.DONE,
        ExitCode.BELOW if below or critical else ExitCode.DONE,
    )
