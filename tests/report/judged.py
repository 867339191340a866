"""A judgement of the drawn call, written by hand: one finding of every verdict and every form."""

from __future__ import annotations

from voicecheck.rules.types import Clause, Evidence, Finding, Judgement, Score, SilenceExcuse, Step, Text

GROUPS = {
    "answer-within-three-rings": "answering",
    "pace": "voice",
    "no-interrupting": "conversation",
    "dead-air": "conversation",
    "hold-etiquette": "conversation",
    "honorific": "wording",
    "volume": "voice",
    "silent-call": "special",
    "complaint-procedure": "special",
    "customer-hangs-up-first": "closing",
    "calling-hours": "answering",
    "keep-mandarin": "wording",
}
TITLES = {
    "answer-within-three-rings": ("三声铃响内接听", "Pick up within three rings"),
    "pace": ("语速适中", "Neither too fast nor too slow"),
    "no-interrupting": ("不打断客户", "Never cut in"),
    "dead-air": ("不冷场", "No unannounced silence"),
    "hold-etiquette": ("等待礼仪", "Ask before a wait, thank after it"),
    "honorific": ("称呼用“您”", "Address the customer with 您"),
    "volume": ("音量适中", "Neither too loud nor too soft"),
    "silent-call": ("无声电话", "Call without a voice"),
    "complaint-procedure": ("投诉处理流程", "Handling a complaint"),
    "customer-hangs-up-first": ("客户先挂机", "The customer hangs up first"),
    "calling-hours": ("外呼时段", "Calling hours"),
    "keep-mandarin": ("使用普通话", "Stay in Mandarin"),
}


def both(zh: str, en: str) -> Text:
    """A text in both languages."""
    return {"zh": zh, "en": en}


def title(rule: str) -> Text:
    """The rule's title in both languages."""
    return both(*TITLES[rule])


def finding(rule: str, verdict: str, message: Text, **fields: object) -> Finding:
    """A finding of weight 2 that stands in D0 4.1 unless given otherwise."""
    clause = Clause(document="D0", section="4.1")
    given: dict[str, object] = {"critical": False, "weight": 2.0, "clause": clause}
    return Finding(rule=rule, verdict=verdict, message=message, **{**given, **fields})  # type: ignore[arg-type]


def drawn_judgement() -> Judgement:
    """Findings in the order of a standard."""
    return Judgement(findings=_findings(), score=_score(), excuses=(_excuse(),))


def _excuse() -> SilenceExcuse:
    return SilenceExcuse(start_s=35.2, end_s=44.1, excused_by="hold-etiquette")


def _score() -> Score:
    return Score(
        value=62.5,
        measurable_share=0.888889,
        critical_failed=("no-interrupting",),
        by_group={"answering": 100.0, "voice": 0.0, "conversation": 33.3333, "special": None},
    )


def _findings() -> tuple[Finding, ...]:
    return (
        finding(
            "answer-within-three-rings",
            "pass",
            both("第二声后接听", "answered after 2 rings"),
            value=2.0,
            unit="rings",
            limit=(None, 3.0),
            evidence=(Evidence(start_s=1.0, end_s=10.0),),
        ),
        finding(
            "pace",
            "fail",
            both("语速偏快", "faster than the band"),
            value=312.46,
            unit="spm",
            limit=(180.0, 260.0),
            suggestion=both("说到数字和时间时放慢", "slow down at numbers and times"),
            evidence=(Evidence(start_s=11.0, end_s=15.0, speaker="agent", text="您好这里是星河客服"),),
        ),
        finding(
            "no-interrupting",
            "fail",
            both("打断客户 1 次", "cut in once"),
            value=1.0,
            unit="interruptions",
            limit=(None, 0.0),
            critical=True,
            evidence=(Evidence(start_s=27.2, end_s=28.0, speaker="agent", text="您听我说"),),
        ),
        finding(
            "dead-air",
            "fail",
            both("有 1 处静默没有说明", "one silence without a word before it"),
            value=6.6,
            unit="s",
            limit=(None, 5.0),
            evidence=(Evidence(start_s=52.1, end_s=58.7),),
        ),
        finding("hold-etiquette", "pass", both("先请求,后致谢", "asked before, thanked after")),
        finding(
            "honorific",
            "pass",
            both("没有出现“你”", "no 你 to the customer"),
            value=0.0,
            unit="times",
            limit=(None, 0.0),
        ),
        finding(
            "volume",
            "review",
            both("音量偏低", "rather soft"),
            value=-35.2,
            unit="dBov",
            limit=(-36.0, -16.0),
            reason=both("录音增益未知", "the gain of the recorder is unknown"),
        ),
        finding(
            "complaint-procedure",
            "fail",
            both("流程缺少一步", "one step is missing"),
            steps=(
                Step(
                    id="apology",
                    title=both("道歉", "apologise"),
                    found=True,
                    start_s=31.6,
                    end_s=35.2,
                    text="对不起我帮您查一下请稍等",
                ),
                Step(
                    id="report-back",
                    title=both("回报", "report back"),
                    found=True,
                    expected_s=(0.0, 60.0),
                    actual_s=8.9,
                    start_s=44.1,
                    end_s=50.9,
                ),
                Step(id="sympathy", title=both("表示理解", "show understanding"), found=False),
            ),
        ),
        _without_verdict("silent-call", "not_applicable", "客户有说话", "the customer speaks"),
        _without_verdict("customer-hangs-up-first", "not_measurable", "没有挂机信息", "no hang-up is known"),
        _without_verdict("calling-hours", "not_measurable", "没有外呼时间", "the time is not known"),
        _without_verdict("keep-mandarin", "not_applicable", "客户说普通话", "the customer speaks Mandarin"),
    )


def _without_verdict(rule: str, verdict: str, zh: str, en: str) -> Finding:
    return finding(rule, verdict, both(zh, en), reason=both(zh, en))
