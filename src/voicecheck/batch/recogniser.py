"""A recognition process: holds one model on one device and decodes the speech of many calls together."""

from __future__ import annotations

from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.batch.mailbox import Line, Mailbox
from voicecheck.batch.messages import Begun, Loaded, Recognise, Recognised
from voicecheck.batch.speech import Speech, unpack_speech
from voicecheck.batch.stages import failure_of, recognise

__all__ = ["recognise_for_ever"]

_WINDOWS_AT_ONCE = 4
"""Batches of windows that are decoded in one go: more fill the last batch better, fewer answer sooner."""


def recognise_for_ever(pipe: Line, model: ModelFolder, settings: AsrSettings) -> None:
    """Load the model, then recognise what comes."""
    mailbox = Mailbox(pipe)
    try:
        from voicecheck.asr.engine import WhisperTranscriber

        transcriber = WhisperTranscriber(model, settings)
        _ = transcriber.info  # the model's hash, worked out once
    except Exception as error:
        mailbox.put(Loaded({}, failure_of(error, str(model.path))))
        return
    mailbox.put(Loaded(transcriber.choices))
    while True:
        calls = _gathered(mailbox, _WINDOWS_AT_ONCE * transcriber.batch_size * settings.window_s)
        numbers = tuple(call.number for call, _ in calls)
        mailbox.put(Begun(numbers))
        found = recognise(
            transcriber,
            [speech for _, speech in calls],
            progress=lambda _share: mailbox.put(Begun(numbers)),  # noqa: B023 (used within this round)
        )
        for number, transcript in zip(numbers, found, strict=True):
            mailbox.put(Recognised(number, transcript))
        mailbox.put(Begun(()))


def _gathered(mailbox: Mailbox, enough_s: float) -> list[tuple[Recognise, Speech]]:
    """The next call, and those behind it that have arrived, up to so much speech."""
    call: Recognise | None = mailbox.take()
    calls: list[tuple[Recognise, Speech]] = []
    gathered_s = 0.0
    while call is not None:
        speech = unpack_speech(call.speech)
        calls.append((call, speech))
        gathered_s += speech.duration_s
        if call.alone or gathered_s >= enough_s:
            break
        call = mailbox.take_if(lambda message: not message.alone)
    return calls
