"""A mistake in a standard file, of every kind: one message that names the line, exit code 2, no traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, cli
from tests.rules.judging import own_standard
from voicecheck.errors import StandardError
from voicecheck.rules.load import load_standard

__all__ = ["cli"]

HEAD = 'extends = "documented"\nname = "own"\nversion = "1"\n'
NEW_RULE = """[rules.mine]
group = "closing"
kind = "KIND"
clause = { document = "D0", section = "ours" }
title = { zh = "我们的", en = "Ours" }
explanation = { zh = "为什么", en = "Why" }
tip = { zh = "怎样做", en = "How" }
"""
STEP = 'title = { zh = "步骤", en = "Step" }\n'

# Text after the three lines of HEAD; the line that must be named; what the message must say.
CHANGES = {
    "control": ('title = { zh = "\\u001b[31m", en = "x" }', 4, "'\\x1b[31m'"),
    "turned round": ('title = { zh = "x", en = "\\u202ex" }', 4, "'\\u202ex'"),
    # names at every level
    "top key": ("titel = { zh = 'x', en = 'x' }", 4, "did you mean 'title'?"),
    "top table": ("[rule.pace]\nweight = 1", 4, "did you mean 'rules'?"),
    "rule": ("[rules.no-interupting]\ncritical = true", 4, "did you mean 'no-interrupting'?"),
    "rule key": ("[rules.pace]\ncritcal = true", 5, "did you mean 'critical'?"),
    "bound": ("[rules.pace.bounds.zhh]\nmax = 250", 4, "did you mean 'zh'?"),
    "bound key": ("[rules.pace.bounds.zh]\nmaximum = 250", 5, "did you mean 'max'?"),
    "window key": ("[rules.no-bare-hello.window]\nfirst_turn = 1", 5, "did you mean 'first_turns'?"),
    "anchor key": ("[rules.empathy.anchor]\nwithin_turn = 2", 5, "did you mean 'within_turns'?"),
    "review of none": ('[rules.transfer-etiquette]\nmode = "none"', 5, "review_turns where words are due"),
    "matter of nobody": (
        '[rules.next-step-stated.anchor]\nspeaker = "agent"', 5, "the customer's words count"
    ),
    "trigger key": ("[rules.noisy-line.trigger]\nword_pass_s = 2", 5, "did you mean 'words_pass_s'?"),
    "step": ("[rules.silent-call.steps.first-wiat]\nwait_min_s = 3", 4, "did you mean 'first-wait'?"),
    "step key": ("[rules.silent-call.steps.first-wait]\nwait_max = 9", 5, "did you mean 'wait_max_s'?"),
    "component": ("[rules.closing-complete.components.thnaks]\nphrases = ['thanks']", 4, "'thanks'?"),
    "component key": ("[rules.closing-complete.components.thanks]\nphrase = ['thanks']", 5, "'phrases'?"),
    "item": ("[rules.no-repeat-questions.items.nmae]\nask = ['ask-name']", 4, "did you mean 'name'?"),
    "clause key": ("[rules.pace.clause]\ndocment = 'D0'", 5, "did you mean 'document'?"),
    "applies key": ("[rules.pace.applies]\nlanguage = ['zh']", 5, "did you mean 'languages'?"),
    "phrase list": ("[phrases.forbiden]\nzh = ['不行']", 4, "did you mean 'forbidden'?"),
    "phrase list key": ("[phrases.forbidden]\nexept = ['不行吗']", 5, "did you mean 'except'?"),
    "phrase list no rule names": ("[phrases.our-slogan]\nzh = ['时光在线']", 4, 'phrases = ["our-slogan"]'),
    "group": ("[groups.voce]\ntitle = { zh = '声音', en = 'Sound' }", 4, "did you mean 'voice'?"),
    "group in a rule": ("[rules.pace]\ngroup = 'vocie'", 5, "did you mean 'voice'?"),
    "document": ("[documents.D7]\ntitle = { zh = '我们的', en = 'Ours' }", 4, "'D7'"),
    "document in a rule": ("[rules.pace.clause]\ndocument = 'D8'", 5, "use one of: D0, D1, D2, D3, D4"),
    "metric": ("[rules.volume.bounds.level]\nmetric = 'level_db'", 5, "did you mean 'level_"),
    "metric with its unit": ("[rules.pace.bounds.zh]\nmetric = 'speech_rate_wpm'", 5, "'speech_rate_spm'?"),
    "metric of a condition": ("[rules.late-answer-apology.applies]\nmetric = 'rings'", 5, "a known name"),
    "list in a rule": ("[rules.dead-air]\nhold = ['holt']", 5, "did you mean 'hold'?"),
    "list in a window": ("[rules.late-answer-apology.window]\nbefore = 'ofer-help'", 5, "'offer-help'?"),
    "list in an anchor": ("[rules.empathy.anchor]\nuntil = ['explanations']", 5, "'explanation'?"),
    "list in a trigger": ("[rules.noisy-line.trigger]\nphrases = ['said-nosy']", 5, "'said-noisy'?"),
    "list in a step": ("[rules.noisy-line.steps.noise]\nphrases = ['noise']", 5, "'noise'"),
    "rule in a rule": ("[rules.dead-air]\nprotocols = ['silent-cal']", 5, "did you mean 'silent-call'?"),
    "kind": ("[rules.pace]\nkind = 'metrics'", 5, "did you mean 'metric'?"),
    "mode": ("[rules.honorific]\nmode = 'never'", 5, "one of none, any, some, all"),
    "event": ("[rules.dead-air]\nevent = 'silenc'", 5, "did you mean 'silence'?"),
    "anchor event": ("[rules.empathy.anchor]\nevents = ['phrases']", 5, "did you mean 'phrase'?"),
    "speaker": ("[rules.empathy.anchor]\nspeaker = 'client'", 5, "agent, customer, either"),
    "verdict": ("[rules.volume.bounds.level]\noutside = 'warn'", 5, "one of fail, review"),
    "direction": ("[rules.pace.applies]\ndirection = 'in'", 5, "inbound, outbound"),
    "part of an ending": ("[rules.no-abrupt-end]\npart = 'abrubt'", 5, "did you mean 'abrupt'?"),
    "language of a bound": (
        "[rules.pace.bounds.zh]\nlanguages = ['zn']", 5, "found 'zn'; use one of: en, zh"
    ),
    "language of the wording": ("language = 'chinese'", 4, "one of zh, en"),
    # types
    "number in quotes": ("[rules.pace.bounds.zh]\nmax = '250'", 5, "a number, found '250'"),
    "number with its unit": ("[rules.dead-air]\nlonger_than_s = '8 s'", 5, "found '8 s'"),
    "count with a fraction": ("[rules.dead-air]\nmax_count = 1.5", 5, "a whole number from 0"),
    "negative count": ("[rules.dead-air]\nmax_count = -1", 5, "a whole number from 0"),
    "flag as a number": ("[rules.dead-air]\ncritical = 1", 5, "true or false, found 1"),
    "flag in quotes": ("[rules.brevity]\nenabled = 'false'", 5, "true or false, found 'false'"),
    "flag for a number": ("[rules.pace]\nweight = true", 5, "found true"),
    "text for a list": ("[phrases.forbidden]\nzh = '不行'", 5, "a list of texts"),
    "number in a list": ("[phrases.forbidden]\nzh = ['不行', 3]", 5, "a list of texts"),
    "empty text in a list": ("[phrases.forbidden]\nzh = ['不行', '']", 5, "a list of texts"),
    "list for a text": ("[rules.pace]\ngroup = ['voice']", 5, "found ['voice']"),
    "value for a table": ("[rules.pace]\nbounds = 3", 5, "a table, found 3"),
    "value for a rule": ("[rules]\npace = 'slow'", 5, "a table, found 'slow'"),
    "list for a table": ("[[rules.pace.bounds]]\nmax = 3", 4, "a table"),
    "date for a number": ("[rules.pace]\nweight = 2024-01-01", 5, "a number"),
    "version as a number": ("[rules.pace]\n[documents.D0]\ntitle = 1", 6, "a text in zh and in en"),
    "title in one language": (
        NEW_RULE.replace("KIND", "pending").replace(', en = "Ours"', ""), 8, "a text in zh and in en"
    ),
    "title as one text": ("[rules.pace]\ntitle = '语速'", 5, "a text in zh and in en"),
    "title with an empty text": ("[rules.pace]\ntitle = { zh = '语速', en = ' ' }", 5, "in zh and in en"),
    "tip in a third language": ("[rules.pace]\ntip.de = 'langsam'", 5, "a text in zh and in en"),
    # numbers that make no sense
    "weight below zero": ("[rules.pace]\nweight = -1", 5, "at least 0, found -1"),
    "not a number": ("[rules.pace]\nweight = nan", 5, "found nan"),
    "infinite": ("[rules.pace.bounds.zh]\nmax = inf", 5, "found inf"),
    "minus infinite": ("[rules.volume.bounds.level]\nmin = -inf", 5, "found -inf"),
    "enormous": ("[rules.pace]\nweight = 1e300", 5, "found 1e+300"),
    "min over max": ("[rules.pace.bounds.zh]\nmin = 300", 5, "min not above max, found 300 > 260"),
    "wait min over max": ("[rules.silent-call.steps.first-wait]\nwait_min_s = 9", 5, "9 > 8"),
    "level min over max": ("[rules.agent-too-quiet.steps.louder]\nlevel_min_db = 7", 5, "7 > 6"),
    "negative wait": ("[rules.silent-call.steps.first-wait]\nwait_min_s = -1", 5, "at least 0"),
    "negative margin": ("[rules.pace.bounds.zh]\nmargin = -5", 5, "at least 0"),
    "probability over one": ("min_word_probability = 50", 4, "from 0 to 1"),
    "share over one": ("[rules.pace]\nmax_turns_outside_share = 70", 5, "from 0 to 1"),
    "stressed share over one": ("[rules.key-word-stress]\nmin_share = 30", 5, "from 0 to 1"),
    "tolerance too wide": ("[phrases.hold]\ntolerance = 5", 5, "from 0 to 0.5"),
    "more parts than there are": ("[rules.polite-words]\nmin_components = 4", 5, "at most the 3 parts"),
    "no part needed": ("[rules.polite-words]\nmin_components = 0", 5, "from 1"),
    "more steps than there are": ("[rules.complaint-procedure]\nmin_steps = 7", 5, "at most the 6 steps"),
    "more cues than there are": ("[rules.key-word-stress]\nmin_cues = 4", 5, "at most the 3 cues"),
    "more lists than there are": (
        "[rules.recap]\nmode = 'some'\nmin_lists = 2", 6, "at most the 1 phrase lists"
    ),
    "number of lists without its mode": ("[rules.recap]\nmin_lists = 2", 5, 'mode = "some"'),
    # windows, anchors, conditions
    "window of no turns": ("[rules.no-bare-hello.window]\nfirst_turns = 0", 5, "from 1"),
    "window of no length": ("[rules.no-bare-hello.window]\nfirst_s = 0", 5, "above 0"),
    "window before the call": ("[rules.no-bare-hello.window]\nfirst_s = -3", 5, "at least 0"),
    "window of beginning and end": ("[rules.no-bare-hello.window]\nlast_turns = 2", 5, "remove one"),
    "window of seconds at both ends": (
        "[rules.recap.window]\nfirst_s = 20\nlast_s = 20", 5, "first_s or last_s, found both"
    ),
    "window around one list": (
        "[rules.recap.window]\nbefore = 'hold'\nafter = 'hold'", 5, "with different lists"
    ),
    "window and anchor": ("[rules.empathy.window]\nfirst_turns = 3", 4, "a window or an anchor"),
    "anchor of words without words": ("[rules.empathy.anchor]\nphrases = []", 5, "no phrases"),
    "anchor with words without their event": (
        "[rules.empathy.anchor]\nevents = ['raised']", 5, "phrases without it"
    ),
    "negative time of an anchor": ("[rules.empathy.anchor]\nwithin_s = -1", 5, "at least 0"),
    "condition of two sides": ("[rules.late-answer-apology.applies]\nbelow = 9", 5, "above or below"),
    "condition without a limit": ("[rules.pace.applies]\nmetric = 'ring_count'", 5, "above or below"),
    # phrases
    "phrase of punctuation": ("[phrases.hold]\nzh = ['稍等', '！？']", 5, "found '！？'"),
    "phrase of a space": ("[phrases.hold]\nzh = ['　']", 5, "a list of texts"),
    "list without a phrase": (
        "[phrases.jargon]\nzh = []\nen = []", 5, "or switch off the rules that name the list"
    ),
    "exception of punctuation": ("[phrases.hold]\nexcept = ['……']", 5, "phrases with words in them"),
    "three dots for a gap": ("[phrases.recap]\nzh = ['您是...吗']", 5, "write one … in place of the dots"),
    "gap at the edge": ("[phrases.recap]\nzh = ['…吗']", 5, "words on both sides of …"),
    "beginning in the middle": ("[phrases.recap]\nzh = ['您^是']", 5, "^ at the beginning"),
    "end in the middle": ("[phrases.recap]\nzh = ['吗$好']", 5, "$ at the end"),
    "exception that excepts nothing": (
        "[phrases.familiar-you]\nexcept = ['您好']", 5, "with one of the phrases in it, found '您好'"
    ),
    "better words for punctuation": ("[phrases.hold.better]\n'!' = 'x'", 5, "a phrase with words in it"),
    "better words that are none": ("[phrases.hold.better]\n'稍等' = ''", 5, "a text in quotes"),
    "way to deal with alike words": ("[phrases.hold]\nalike = 'reviw'", 5, "did you mean 'review'?"),
    "rule without a list": ("[rules.honorific]\nphrases = []", 5, "at least one phrase list"),
    "regex with a mistake": ("[phrases.hold]\nregex = ['稍(等']", 5, "missing )"),
    "regex of the other kind": ("[phrases.hold]\nregex = ['[[:digit:]]+号']", 5, "a mistake"),
    "regex in place of a list": ("[phrases.hold]\nregex = '稍等'", 5, "a list of texts"),
    "regex that matches nothing": ("[phrases.hold]\nregex = ['稍?']", 5, "matches nothing at all"),
    "regex without bounds": ("[phrases.hold]\nregex = ['稍.*等.*']", 5, "bound it: .{0,20}"),
    "regex repeated in a group": ("[phrases.hold]\nregex = ['(稍+)+等']", 5, "can take forever"),
    "regex deep in groups": ("[phrases.hold]\nregex = ['((稍+))+等']", 5, "can take forever"),
    "regex of repeated choices": ("[phrases.hold]\nregex = ['(稍|稍)*等']", 5, "can take forever"),
    "regex of a page": (f"[phrases.hold]\nregex = ['{'稍等' * 200}']", 5, "more than 200 characters"),
    # protocols
    "protocol without steps": (
        NEW_RULE.replace("KIND", "protocol"), 4, "expected at least one step, found none"
    ),
    "step that is nothing": (
        NEW_RULE.replace("KIND", "protocol") + "[rules.mine.steps.one]\n" + STEP, 11, "a saying, a wait"
    ),
    "step that is two things": (
        "[rules.silent-call.steps.first-wait]\nphrases = ['hold']", 4, "a saying, a wait"
    ),
    "wait with one limit": (
        NEW_RULE.replace("KIND", "protocol")
        + f"[rules.mine.steps.hi]\n{STEP}phrases = ['greeting']\n"
        + f"[rules.mine.steps.one]\n{STEP}wait_min_s = 3",
        16, "wait_min_s and wait_max_s together",
    ),
    "wait before anything is said": (
        NEW_RULE.replace("KIND", "protocol")
        + f"[rules.mine.steps.one]\n{STEP}wait_min_s = 3\nwait_max_s = 4", 11, "said before a wait",
    ),
    "step after a later one": (
        "[rules.faint-caller.steps.ask]\nfollows = 'last-wait'", 5, "an earlier step, found 'last-wait'"
    ),
    "step after itself": ("[rules.faint-caller.steps.ask]\nfollows = 'ask'", 5, "put that step first"),
    "step after none": (
        "[rules.faint-caller.steps.last-wait]\nfollows = 'other-phone'", 5, "'another-phone'?"
    ),
    "trigger without anything": ("[rules.dialect-caller.trigger]\nphrases = []", 4, "makes the protocol due"),
    "trigger with half a figure": (
        "[rules.dialect-caller.trigger]\nbelow = 3", 5, "metric and below together"
    ),
    "trigger with a margin of nothing": ("[rules.dialect-caller.trigger]\nmargin = 3", 5, "margin alone"),
    # new rules that are not complete
    "rule without its kind": ("[rules.slogan]\ngroup = 'closing'", 4, "or a new one with its kind"),
    "rule without a clause": ("[rules.mine]\nkind = 'pending'", 4, "where the rule comes from"),
    "rule without a group": ("[rules.mine]\nkind = 'pending'", 4, "add group"),
    "rule without a title": (
        "[rules.mine]\nkind = 'pending'", 4, "mine.title: expected a text in zh and in en"
    ),
    "rule without a mode": (
        NEW_RULE.replace("KIND", "phrases") + "phrases = ['hold']", 4, "none, any, some, all"
    ),
    "rule without bounds": (NEW_RULE.replace("KIND", "metric"), 4, "at least one bound, found none"),
    "rule without parts": (NEW_RULE.replace("KIND", "components"), 4, "at least one part, found none"),
    "bound without limits": (
        NEW_RULE.replace("KIND", "metric") + "[rules.mine.bounds.one]\nmetric = 'ring_count'",
        11, "min, max or both",
    ),
    "bound without a metric": (
        NEW_RULE.replace("KIND", "metric") + "[rules.mine.bounds.one]\nmax = 3", 11, "add metric"
    ),
    "relation without a time": (
        NEW_RULE.replace("KIND", "relation") + "first = 'agent'\nthen = 'customer'",
        4, "mine.within_s: expected a number",
    ),
    "key of another kind": ("[rules.honorific]\nmax = 3", 5, "expected a known key, found 'max'"),
    "another kind without its own": ("[rules.honorific]\nkind = 'metric'", 4, "at least one bound"),
    # standards
    "unknown language of all": ("languages = []\nlanguage = 'yue'", 5, "one of zh, en"),
    "empty name": ("[rules.pace]\n[documents.D0.title]\nzh = ''\nen = 'x'", 5, "in zh and in en"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "line", "says"), CHANGES.values(), ids=CHANGES)
def test_every_mistake_names_its_line(tmp_path: Path, changes: str, line: int, says: str) -> None:
    with pytest.raises(StandardError) as caught:
        own_standard(tmp_path, changes)
    message = str(caught.value)
    (told,) = [one for one in message.splitlines() if says in one] or [message]
    assert f"own.toml, line {line}, " in told, message
    assert says in told
    for one in message.splitlines():
        assert re.search(r"own\.toml, line \d+, .*: expected .*, found .*; .", one), one
    # What follows from a mistake is no mistake of its own; only a rule that is new may lack several things.
    assert len(message.splitlines()) == 1 or changes.startswith("[rules.mine]"), message


# Whole files: what they hold, and what the message must say.
FILES: dict[str, tuple[bytes | str, str]] = {
    "empty": ("", "expected a text in quotes, found nothing"),
    "only a comment": ("# ours\n", 'write name = "..."'),
    "no rules": (
        HEAD.replace('extends = "documented"\n', ""), "expected a text in zh and in en, found nothing"
    ),
    "value left out": (HEAD + "weight =\n", "line 4: expected TOML"),
    "quote not closed": (HEAD + 'title.zh = "我们的\n', 'in: title.zh = "我们的'),
    "bracket not closed": (HEAD + "[rules.pace\nweight = 1\n", "line 4: expected TOML"),
    "list not closed": (HEAD + '[phrases.hold]\nzh = ["稍等"\n', "line 5: expected TOML"),
    "no quotes": (HEAD + "[rules.pace]\ngroup = voice\n", "line 5: expected TOML"),
    "true in capitals": (HEAD + "[rules.pace]\ncritical = True\n", "line 5: expected TOML"),
    "comma for a point": (HEAD + "[rules.pace]\nweight = 1,5\n", "line 5: expected TOML"),
    "words for a line": (HEAD + "please make it slower\n", "in: please make it slower"),
    "key twice": (HEAD + "[rules.pace]\nweight = 1\nweight = 2\n", "line 6: expected TOML"),
    "table twice": (
        HEAD + "[rules.pace]\nweight = 1\n[rules.pace]\ncritical = true\n", "line 6: expected TOML"
    ),
    "table over a value": (HEAD + "[rules]\npace = 1\n[rules.pace]\nweight = 1\n", "line 6: expected TOML"),
    "curly quotes": (HEAD + "[rules.pace]\ngroup = “voice”\n", 'line 5: expected TOML, found a mistake'),
    "curly quotes, what to do": (HEAD + "[rules.pace]\ngroup = “voice”\n", 'write " in place of “'),
    "full-width quotes": (HEAD + "[rules.pace]\ngroup = ＂voice＂\n", 'write " in place of ＂'),
    "full-width brackets": (HEAD + "［rules.pace］\nweight = 1\n", "write [ in place of ［"),
    "full-width equals sign": (HEAD + "[rules.pace]\nweight ＝ 1\n", "write = in place of ＝"),
    "full-width comma": (HEAD + '[phrases.hold]\nzh = ["稍等"，"等等"]\n', "write , in place of ，"),
    "full-width digits": (HEAD + "[rules.pace]\nweight = １\n", "line 5: expected TOML"),
    "full-width space": (HEAD + "[rules.pace]\nweight　= 1\n", "line 5: expected TOML"),
    "GBK": ((HEAD + "# 我们的标准\n").encode("gbk"), "line 4: expected text in UTF-8"),
    "UTF-16": (HEAD.encode("utf-16"), "line 1: expected text in UTF-8, found text that is UTF-16"),
    "bytes": (b"\x00\xff\xfe" * 99, "expected text in UTF-8"),
    "a zero": ((HEAD + "\0").encode(), "line 4: expected TOML"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), "expected text in UTF-8"),
    "Windows line ends": (
        (HEAD + "[rules.pace]\nwieght = 1\n").replace("\n", "\r\n"), "line 5, rules.pace.wieght"
    ),
    "byte order mark": ("\ufeff" + HEAD + "[rules.pace]\nwieght = 1\n", "line 5, rules.pace.wieght"),
    "unusual line ends": (
        HEAD + 'title = { zh = "一\u2028二", en = "\x85" }\n[rules.pace]\nwieght = 1\n', "line 6"
    ),
    "deep": (HEAD + "x = " + "[" * 5000 + "]" * 5000 + "\n", "tables too deep"),
    "long number": (HEAD + "x = " + "9" * 5000 + "\n", "too many digits"),
    "huge": (HEAD + "# " + "x" * 4_000_000, "a file of more than 4 MB"),
    "extends nothing": (
        'extends = ""\n', "line 1, extends: expected a standard's name or a TOML file, found a folder"
    ),
    "extends a number": ("extends = 1\n", 'extends = "NAME"'),
    "extends a list": ('extends = ["documented"]\n', 'extends = "NAME"'),
    "extends a misspelt one": ('extends = "docmented"\n', "did you mean 'documented'?"),
    "extends a missing file": ('extends = "base.toml"\n', "line 1, extends: expected a standard's name"),
    "extends a folder": ('extends = "."\n', "found a folder: '.'"),
    "extends itself": ('extends = "own.toml"\n', "own.toml > own.toml; remove one extends"),
    "extends itself by another way": (
        'extends = "./x/../own.toml"\n', "line 1, extends: expected a standard"
    ),
    "extends a name that is none": ('extends = "a\\u0000b"\n', "line 1, extends: expected a standard's name"),
    "extends someone's home": (
        'extends = "~nobody-here/x.toml"\n', "line 1, extends: expected a standard's name"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "says"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_standard_is_refused(
    tmp_path: Path, content: bytes | str, says: str, cli: Cli
) -> None:
    path = tmp_path / "own.toml"
    (tmp_path / "x").mkdir()
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    ran = cli("standard", "validate", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert "defect" not in ran.err
    assert "Traceback" not in ran.err


def test_standards_that_extend_each_other(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.toml").write_text(f'extends = "{other}.toml"\n', encoding="utf-8")
    with pytest.raises(StandardError, match=r"line 1, extends.*a\.toml > b\.toml > c\.toml > a\.toml"):
        load_standard(tmp_path / "a.toml")


def test_a_folder_and_a_file_that_may_not_be_read(tmp_path: Path, cli: Cli) -> None:
    ran = cli("standard", "validate", str(tmp_path))
    assert ran.code == 2
    assert "found a folder; name the file in it" in ran.err


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(StandardError) as caught:
        own_standard(
            tmp_path,
            """[phrases.hold]
zh = ["!"]
[rules.pace]
wieght = 1
critical = "yes"
[rules.pace.bounds.zh]
min = 300
[rules.paace]
weight = 1
[rules.dead-air]
hold = ["holt", "thnaks"]
""",
        )
    told = str(caught.value).splitlines()
    lines = [int(re.findall(r"line (\d+)", one)[0]) for one in told]
    assert lines == [5, 7, 8, 10, 11, 14, 14]
    assert "'pace'" in told[4]
    assert "'thanks'" in told[6]


def test_mistakes_of_both_files_are_told(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    base.write_text(HEAD + "[rules.pace]\nwieght = 2\n", encoding="utf-8")
    with pytest.raises(StandardError) as caught:
        own_standard(tmp_path, "[rules.pace]\ncritcal = true\n", extends="base.toml")
    own, theirs = str(caught.value).splitlines()
    assert "own.toml, line 5" in own
    assert "base.toml, line 5" in theirs


def test_a_hundred_mistakes_are_not_all_told(tmp_path: Path) -> None:
    with pytest.raises(StandardError) as caught:
        own_standard(tmp_path, "[rules.pace]\n" + "".join(f"wrong-{n} = 1\n" for n in range(100)))
    assert str(caught.value).endswith("\n... and 80 more")


def test_every_file_is_looked_at(tmp_path: Path, cli: Cli) -> None:
    files = []
    for name, changes in (("a", "[rules.paace]\n"), ("b", ""), ("c", "[rules.pace]\nx = 1\n")):
        files.append(tmp_path / f"{name}.toml")
        files[-1].write_text(HEAD + changes, encoding="utf-8")
    ran = cli("standard", "validate", *map(str, files))
    assert ran.code == 2
    assert "a.toml, line 4" in ran.err
    assert "c.toml, line 5" in ran.err
    assert "own 1" in ran.out


def test_an_exception_may_be_for_a_list_used_with_it(tmp_path: Path) -> None:
    own = own_standard(
        tmp_path,
        """[phrases.ours-fine]
except = ["不知道您"]
[rules.forbidden-phrases]
phrases = ["forbidden", "ours-fine"]
""",
    )
    assert own.phrases["ours-fine"].exceptions == ("不知道您",)
