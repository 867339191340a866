"""A worker process: listens to calls and finishes them when their words have come."""

from __future__ import annotations

from voicecheck.batch.mailbox import Line, Mailbox
from voicecheck.batch.messages import Begun, Done, Drop, Heard, Listen, Words
from voicecheck.batch.plan import BatchPlan, Task
from voicecheck.batch.speech import pack_speech
from voicecheck.batch.stages import Failure, Unchanged, failure_of, finish, listen_to, speech_of
from voicecheck.pipeline import HeardCall
from voicecheck.store.prepared import PreparedCall

__all__ = ["work"]


def work(pipe: Line, plan: BatchPlan) -> None:
    """Do what the parent says, for ever."""
    # Words first: a call that only waits for them holds the memory of its sound.
    mailbox = Mailbox(pipe, is_urgent=lambda message: not isinstance(message, Listen))
    desk = _Desk(mailbox, plan)
    mailbox.put(Begun(()))
    while True:
        match mailbox.take():
            case Listen(number, task):
                desk.listen(number, task)
            case Words() as words:
                desk.finish(words)
            case Drop(number):
                desk.drop(number)


class _Desk:
    """The calls that wait for their words."""

    def __init__(self, mailbox: Mailbox, plan: BatchPlan) -> None:
        self._mailbox, self._plan = mailbox, plan
        self._heard: dict[int, tuple[str, HeardCall]] = {}

    def listen(self, number: int, task: Task) -> None:
        self._mailbox.put(Begun((number,)))
        outcome: PreparedCall | Unchanged | Failure | None
        try:
            outcome = self._begun(number, task)
        except Exception as error:
            outcome = failure_of(error, task.input.name)
        if outcome is not None:
            self._mailbox.put(Done(number, outcome))

    def _begun(self, number: int, task: Task) -> PreparedCall | Unchanged | None:
        call = listen_to(task, self._plan)
        if isinstance(call, Unchanged):
            return call
        speech = speech_of(call, self._plan)
        if speech is None:
            return finish(call, None, None, self._plan)
        self._heard[number] = (task.input.name, call)
        self._mailbox.put(
            Heard(
                number,
                call.info.duration_s,
                speech.duration_s,
                pack_speech(speech),
            )
        )
        self._mailbox.put(Begun(()))
        return None

    def finish(self, words: Words) -> None:
        if words.number not in self._heard:
            return
        name, call = self._heard.pop(words.number)
        self._mailbox.put(Begun((words.number,)))
        if isinstance(words.transcript, Failure):
            outcome: PreparedCall | Failure = words.transcript
        else:
            try:
                outcome = finish(call, words.transcript, words.choices, self._plan)
            except Exception as error:
                outcome = failure_of(error, name)
        self._mailbox.put(Done(words.number, outcome))

    def drop(self, number: int) -> None:
        self._heard.pop(number, None)
