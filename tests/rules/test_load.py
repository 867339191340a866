"""Standard files: every mistake is answered with its line and the nearest valid name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.judging import documented, own_standard
from voicecheck.errors import StandardError
from voicecheck.rules.load import load_standard
from voicecheck.rules.source_lines import line_of, scan_lines
from voicecheck.rules.standard import EventCheck, MetricCheck, PhraseCheck

# The three lines that `own_standard` writes come before these.
FIRST_LINE = 4


@pytest.mark.parametrize(
    ("changes", "line", "says"),
    [
        ("[rules.paace]\nweight = 1", 4, "did you mean 'pace'?"),
        ("[rules.pace]\nwieght = 1", 5, "did you mean 'weight'?"),
        ("[rules.pace.bounds.zh]\nmaximum = 1", 5, "did you mean 'max'?"),
        ('[rules.pace.bounds.zh]\nmetric = "speech_rate"', 5, "did you mean 'speech_rate_spm'?"),
        ('[rules.pace]\n\n# a comment\nweight = "2"', 7, "expected a number"),
        ("[rules.pace]\nweight = -1", 5, "at least 0"),
        ("[rules.pace.bounds.zh]\nmin = 300", 5, "300 > 260"),
        ("[rules.pace.bounds.slow]\nmetric = 'ring_count'", 4, "min, max or both"),
        ('[rules.dead-air]\nhold = ["holt"]', 5, "did you mean 'hold'?"),
        ('[rules.dead-air]\nprotocols = ["silent-cal"]', 5, "did you mean 'silent-call'?"),
        ('[rules.dead-air]\nevent = "silnce"', 5, "did you mean 'silence'?"),
        ("[rules.dead-air]\nmax_count = 1.5", 5, "a whole number from 0"),
        ("[rules.dead-air]\ncritical = 1", 5, "true or false"),
        ('[rules.honorific]\nmode = "never"', 5, "one of none, any, some, all"),
        ("[rules.honorific]\nphrases = []", 5, "at least one phrase list"),
        ('[rules.late-answer-apology.window]\nbefore = "ofer-help"', 5, "did you mean 'offer-help'?"),
        ("[rules.late-answer-apology.applies]\nabove = 'three'", 5, "a number"),
        ('[rules.pace]\ngroup = "voce"', 5, "did you mean 'voice'?"),
        ('[rules.pace]\nclause = { document = "D9", section = "1" }', 5, "D0, D1, D2, D3, D4"),
        ('[rules.pace]\ntitle = "Pace"', 5, "in zh and in en"),
        ('[rules.pace]\nkind = "metrik"', 5, "did you mean 'metric'?"),
        ("[rules.silent-call.steps.first-wait]\nwait_min_s = 9", 5, "9 > 8"),
        ('[phrases.hold]\nzh = ["!?"]', 5, "phrases with words in them"),
        ('[phrases.hold]\nde = ["moment"]', 5, "expected a known key"),
        ('[phrases.hold]\nzh = "稍等"', 5, "a list of texts"),
        ("[rule.pace]\nweight = 1", 4, "did you mean 'rules'?"),
        ('[rules.mine]\nkind = "phrases"', 4, "where the rule comes from"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, changes: str, line: int, says: str) -> None:
    with pytest.raises(StandardError) as caught:
        own_standard(tmp_path, changes)
    message = str(caught.value)
    assert f"own.toml, line {line}, " in message
    assert says in message
    assert "; " in message


def test_a_mistake_of_the_extended_file_is_named_there(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    base.write_text(
        'extends = "documented"\nname = "b"\nversion = "1"\n[rules.pace]\nwieght = 2\n', encoding="utf-8"
    )
    with pytest.raises(StandardError, match=r"base\.toml, line 5"):
        own_standard(tmp_path, "[rules.pace]\nweight = 1\n", extends="base.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "wrong.toml, line 1: expected TOML"),
        ('name = "x"\nversion = [1,\n', "wrong.toml, line 2: expected TOML"),
        ('name = "x"\n[rules\n', "wrong.toml, line 2: expected TOML"),
        ('name = "x"\nextends = "documentd"\n', "wrong.toml, line 2, extends: expected a standard's name"),
        ('extends = "documentd"\n', "did you mean 'documented'?"),
        ('rules = 3\nname = "x"\n', "expected a table, found 3"),
        ('name = "x"\n', "version"),
        ('name = "x"\nversion = "1"\ntitle = {zh = "x", en = "x"}\nmin_word_probability = 0.5\n'
         "min_mean_probability = 0.5\n", "at least one rule"),
        ("extends = 3\n", 'extends = "NAME"'),
        ('extends = "wrong.toml"\n', "line 1, extends: expected a standard that does not extend itself"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_standard(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StandardError) as caught:
        load_standard(path)
    assert says in str(caught.value)


@pytest.mark.parametrize("name", ["documentd", "missing.toml"])
def test_a_standard_that_is_not_there(name: str) -> None:
    with pytest.raises(StandardError, match=name):
        load_standard(name)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b'name = "\xff"')
    with pytest.raises(StandardError, match="UTF-8"):
        load_standard(path)


def test_a_windows_byte_order_mark_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_text('\ufeffextends = "documented"\nname = "n"\nversion = "1"\n', encoding="utf-8")
    assert load_standard(path).name == "n"


def test_single_keys_are_overridden(tmp_path: Path) -> None:
    own = own_standard(tmp_path, "[rules.dead-air]\nlonger_than_s = 9\n[rules.pace.bounds.zh]\nmax = 300\n")
    ours, theirs = own.rule("dead-air"), documented().rule("dead-air")
    if ours is None or theirs is None:
        raise LookupError("dead-air")
    if not isinstance(ours.check, EventCheck) or not isinstance(theirs.check, EventCheck):
        raise TypeError("dead-air")
    assert (ours.check.longer_than_s, theirs.check.longer_than_s) == (9.0, 5.0)
    assert ours.check.hold == theirs.check.hold
    pace = own.rule("pace")
    if pace is None or not isinstance(pace.check, MetricCheck):
        raise LookupError("pace")
    assert (pace.check.bounds[0].minimum, pace.check.bounds[0].maximum) == (180.0, 300.0)


def test_a_new_rule_is_one_table(tmp_path: Path) -> None:
    own = own_standard(
        tmp_path,
        """
[phrases.slogan]
zh = ["时光在线"]
[rules.slogan]
kind = "phrases"
group = "closing"
clause = { document = "D0", section = "our own" }
title = { zh = "口号", en = "Slogan" }
explanation = { zh = "说口号", en = "Say the slogan" }
tip = { zh = "说口号", en = "Say the slogan" }
mode = "any"
phrases = ["slogan"]
""",
    )
    rule = own.rules[-1]
    assert (rule.id, rule.weight, rule.critical) == ("slogan", 1.0, False)
    assert rule.check == PhraseCheck(mode="any", phrases=("slogan",))


def test_a_pending_rule_may_be_given_a_kind(tmp_path: Path) -> None:
    own = own_standard(
        tmp_path,
        """
[rules.brevity]
kind = "metric"
weight = 1
[rules.brevity.bounds.turn]
metric = "longest_turn_s"
max = 60
""",
    )
    rule = own.rule("brevity")
    if rule is None:
        raise LookupError("brevity")
    assert isinstance(rule.check, MetricCheck)
    assert rule.title["en"] == "Keep to the point"


def test_another_kind_drops_the_settings_of_the_first(tmp_path: Path) -> None:
    own = own_standard(tmp_path, '[rules.dead-air]\nkind = "phrases"\nmode = "any"\nphrases = ["hold"]\n')
    rule = own.rule("dead-air")
    if rule is None:
        raise LookupError("dead-air")
    assert rule.check == PhraseCheck(mode="any", phrases=("hold",))
    assert rule.weight == 3.0


def test_a_standard_for_one_language_alone(tmp_path: Path) -> None:
    own = own_standard(tmp_path, 'languages = ["zh"]\n')
    assert own.languages == ("zh",)
    assert "您好" in own.phrases["greeting"].phrases
    assert "hello" not in own.phrases["greeting"].phrases


def test_the_hash_is_that_of_the_content(tmp_path: Path) -> None:
    plain = own_standard(tmp_path, "[rules.pace]\nweight = 5\n").sha256
    commented = own_standard(tmp_path, "# why\n[rules.pace]\nweight = 5 # because\n").sha256
    other = own_standard(tmp_path, "[rules.pace]\nweight = 6\n").sha256
    assert plain == commented != other


def test_lines_of_tables_and_keys() -> None:
    lines = scan_lines(
        'a = 1\n[b]\nc = [\n  "d = 1",\n]\n"e.f" = """\ng = 2\n"""\n[b.h] # end\ni.j = {k = 1}\n'
    )
    assert line_of(lines, ("a",)) == 1
    assert line_of(lines, ("b", "c")) == 3
    assert line_of(lines, ("b", "e.f")) == 6
    assert ("b", "g") not in lines
    assert ("b", "d") not in lines
    assert line_of(lines, ("b", "h", "i", "j", "k")) == 10
    assert line_of(lines, ("z",)) is None


def test_a_rule_that_is_switched_off_is_not_judged(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('extends = "documented"\n[rules.brevity]\nenabled = false\n', encoding="utf-8")
    ids = [rule.id for rule in load_standard(path).rules]
    assert ids == [rule.id for rule in load_standard("documented").rules if rule.id != "brevity"]


def test_a_rule_that_is_switched_off_must_be_right_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'extends = "documented"\n[rules.brevity]\nenabled = false\nwieght = 1\n', encoding="utf-8"
    )
    with pytest.raises(StandardError, match=r"line 4, .*'wieght'; did you mean 'weight'"):
        load_standard(path)
