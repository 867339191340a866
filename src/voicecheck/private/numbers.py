"""Which digits are a telephone, an identity card or a bank card.

What is taken, and from where:

- telephones: Chinese mobiles (11 digits from 13 to 19), numbers with an area code or another leading zero
  (10 to 12 digits), North American numbers (10 digits of the numbering plan), anything after + or 00;
  any 7 to 15 digits after a word such as 电话 or "phone". Toll-free lines of companies are nobody's own.
- identity cards: 18 digits with a region, a date of birth and a check digit (GB 11643-1999); one wrong digit
  may have been misheard, so the check may fail where nothing speaks for another kind of number.
- bank cards: 13 to 19 digits with the prefix of an issuer (ISO/IEC 7812) and a check digit (Luhn); without
  the check only after a word such as 卡号 or "card".

The nearest word before a number says what it is: an order or a tracking number is left alone, unless it is a
mobile. A number of 11 digits and more of which nothing tells what it is, is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from voicecheck.private.placeholders import Kind
from voicecheck.private.runs import DigitGroup

__all__ = ["PrivateNumber", "private_numbers"]

Cue = Literal["phone", "identity", "card", "other"]

_MOST_DIGITS = 22
_FEWEST_DIGITS = 7
_LONGEST_PHONE = 15  # ITU-T E.164
_LONGEST_COUNTRY_CODE = 3
_FEWEST_UNEXPLAINED = 11
_LONGEST_TOLL_FREE = 13
_CN_MOBILE_DIGITS = 11
_WHOLE_RUN = 4  # more sure where nothing of what was said in one go is left over
_FEWEST_REPEATED = 5  # of a known number: the last four digits alone are what people show on purpose

_CUES = re.compile(
    "|".join((
        # 卡 of a membership is none of a bank; "phone order 123" is an order.
        r"(?P<other>(?:订单|运单|快递|物流|包裹|工单|流水|凭证|发票|合同|保单|会员卡?|积分|产品|型号|序列|验证码?|校验|"
        r"工号|员工|邮编|编号|编码|取件|票号|案件|投诉单|受理|参考|批次|条码|货号|单号|学号|版本|余额|金额|密码|口令|"
        r"设备|机身|imei|sn码)(?:号码|号|码|编号|单号)*"
        r"|\b(?:order|tracking|invoice|case|ticket|reference|ref|booking|confirmation|serial|policy|parcel|"
        r"model|sku|zip|post ?code|meter|flight|batch|part|item|membership|member|customer|employee|account|"
        r"transaction|receipt|contract|claim|shipment|package|verification|voucher|coupon|version|device|"
        r"product|balance|amount|total|extension|quote|consignment|delivery|barcode|imei|license|licence)"
        r"(?:\s+(?:order|id|number|code|no\.?|num|is|key))*\b)",
        r"(?P<identity>(?:身份证|身份号|证件|公民身份)(?:号码|号)?|\b(?:national\s+)?(?:id|identity)"
        r"(?:\s+(?:card|number|no\.?))+\b|\bidentity\b|\bid is\b)",
        r"(?P<card>(?:银行卡|储蓄卡|信用卡|借记卡|卡号|卡片|银行账号|银行帐号|账号|帐号)(?:号码|号)?|"
        r"\b(?:credit|debit|bank|visa|mastercard|card)(?:\s+(?:card|number|no\.?))*\b)",
        r"(?P<phone>手机|电话|座机|联系方式|联系|回电|回拨|拨打|拨|打给|打到|微信|号码|致电|来电|"
        r"\b(?:phone|telephone|mobile|cell|cellphone|landline|call|dial|reach|text|whatsapp|contact|callback|"
        r"ring|tel|handset|my number|the number|number to)\b)",
    ))
)  # fmt: skip

_CN_MOBILE = re.compile(r"(?:\+?86|0086)?1[3-9]\d{9}")
_LEADING_ZERO = re.compile(r"0(?!0)\d{9,11}")
_NORTH_AMERICAN = re.compile(r"\+?1?[2-9]\d\d[2-9]\d{6}")
_ABROAD = re.compile(r"(?:\+|00)[1-9]\d{7,14}")
# Groups with hyphens between them: without any, 1 800 ... may as well be a Chinese mobile.
_TOLL_FREE = re.compile(
    r"(?:\+?86-?)?[48]00(?:-?\d){7}|(?:\+?1-)?8(?:00|33|44|55|66|77|88)(?:-?\d){7}|95\d{3,6}|1[0-2]\d{3}"
)
_ISSUERS = re.compile(
    r"(?=\d{13,19}$)(?:62\d{14,17}|60\d{14,17}|81\d{14,17}|9\d{15,18}|4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|"
    r"3[47]\d{13}|35\d{14}|6[45]\d{14}|3[0689]\d{12}|5[0678]\d{10,17}|6\d{12,18})"
)
_REGIONS = frozenset(
    {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
     61, 62, 63, 64, 65, 71, 81, 82, 83}
)  # fmt: skip
_IDENTITY = re.compile(r"(\d\d)\d{4}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_OLD_IDENTITY = re.compile(r"(\d\d)\d{4}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_CUE_REACH = 28  # characters before a number in which a word still belongs to it


@dataclass(frozen=True, slots=True)
class PrivateNumber:
    """A number of a person, from `start` to `end` of the text."""

    kind: Kind
    start: int
    end: int
    digits: str


def private_numbers(
    run: Sequence[DigitGroup], before: str, asked: str, known: Mapping[str, Kind]
) -> list[PrivateNumber]:
    """The private numbers in one run of digits.

    Parameters
    ----------
    before, asked
        What stands before the run on its line, and what the other party said before that, both folded.
    known
        Numbers that were found elsewhere in the call; parts of them are private too.
    """
    cue = _cue(before[-_CUE_REACH:]) or (_cue(asked[-2 * _CUE_REACH :]) if len(before) < _CUE_REACH else None)
    return _search(run, cue, known)


def _search(run: Sequence[DigitGroup], cue: Cue | None, known: Mapping[str, Kind]) -> list[PrivateNumber]:
    """The surest number of the run, and those before and after it."""
    best = max(_candidates(run, cue, known), default=None)
    if best is None:
        return []
    first, end = best.first, best.end
    if best.kind == "phone" and len(_joined(run[:first])) <= _LONGEST_COUNTRY_CODE:
        first = 0
    before, after = _search(run[:first], cue, known), _search(run[end:], None, known)
    if best.kind is None:
        return [*before, *after]
    digits = _joined(run[first:end])
    return [*before, PrivateNumber(best.kind, run[first].start, run[end - 1].end, digits), *after]


class _Candidate(NamedTuple):
    """Groups of a run that may be one number, None: that of a company; the likelier compares as greater."""

    sureness: int
    length: int
    first: int
    end: int
    kind: Kind | None


def _candidates(
    run: Sequence[DigitGroup], cue: Cue | None, known: Mapping[str, Kind]
) -> Iterator[_Candidate]:
    for first in range(len(run)):
        digits = ""
        for end in range(first + 1, len(run) + 1):
            digits += run[end - 1].digits
            if len(digits) > _MOST_DIGITS:
                break
            if len(digits) < _FEWEST_REPEATED:
                continue
            if len(digits) <= _LONGEST_TOLL_FREE and _TOLL_FREE.fullmatch(
                "-".join(one.digits for one in run[first:end])
            ):
                yield _Candidate(5, len(digits), first, end, None)
                continue
            # The word before a run belongs to its first number; an order number may come in several groups.
            is_next = first > 0 and not (
                cue == "other" and (end - first > 1 or len(digits) < _CN_MOBILE_DIGITS)
            )
            whole = end - first == len(run)
            judged = _judged(digits, None if is_next else cue, known, whole=whole)
            if judged is not None:
                sureness = judged[0] + (_WHOLE_RUN if whole else 0)
                yield _Candidate(sureness, len(digits), first, end, judged[1])


def _judged(
    digits: str, cue: Cue | None, known: Mapping[str, Kind], *, whole: bool
) -> tuple[int, Kind] | None:
    """How sure it is that these digits are one number of a person (more is surer), and of which kind."""
    bare = digits.lstrip("+")
    if len(bare) >= _FEWEST_DIGITS:
        kinds: dict[Kind, int] = {
            "identity": _as_identity(digits, cue),
            "phone": _as_phone(digits, cue, whole=whole),
            "card": _as_card(digits, cue),
        }
        kind = max(kinds, key=lambda one: kinds[one])
        if kinds[kind]:
            return kinds[kind], kind
    part_of = next((kind for number, kind in known.items() if bare in number), None)
    return None if part_of is None else (2, part_of)


def _as_identity(digits: str, cue: Cue | None) -> int:
    found = _IDENTITY.fullmatch(digits)
    if found and int(found[1]) in _REGIONS:
        if _identity_check(digits):
            return 6
        return 4 if cue != "other" else 0
    if cue == "identity":
        old = _OLD_IDENTITY.fullmatch(digits)
        # A digit too many or too few was misheard.
        return 5 if 17 <= len(digits) <= 19 else 4 if old else 0
    return 1 if digits.endswith("X") and cue != "other" and len(digits) > _LONGEST_PHONE else 0


def _as_phone(digits: str, cue: Cue | None, *, whole: bool) -> int:
    if digits.endswith("X"):
        return 0
    if _ABROAD.fullmatch(digits):
        return 5
    # Many a membership number is the member's mobile.
    if _CN_MOBILE.fullmatch(digits) and (whole or cue != "other"):
        return 5
    if cue == "other":
        return 0
    if _LEADING_ZERO.fullmatch(digits) or _NORTH_AMERICAN.fullmatch(digits):
        return 4
    if cue == "phone":
        return 3 if len(digits) <= _LONGEST_PHONE and not digits.startswith("+") else 0
    # A long number that nothing explains is somebody's until the contrary is known.
    return 1 if _FEWEST_UNEXPLAINED <= len(digits) <= _LONGEST_PHONE else 0


def _as_card(digits: str, cue: Cue | None) -> int:
    if cue == "other" or not 13 <= len(digits) <= 19 or not digits.isdigit():
        return 0
    if cue == "card":
        return 5
    return 4 if _ISSUERS.fullmatch(digits) and _luhn(digits) else 1 if len(digits) > _LONGEST_PHONE else 0


def _identity_check(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, _IDENTITY_WEIGHTS, strict=False))
    return _IDENTITY_CHECKS[total % 11] == digits[-1]


def _luhn(digits: str) -> bool:
    doubled = (2 * int(digit) for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(digit // 10 + digit % 10 for digit in doubled)
    return total % 10 == 0


def _joined(groups: Sequence[DigitGroup]) -> str:
    return "".join(group.digits.lstrip("+") for group in groups)


def _cue(text: str) -> Cue | None:
    last: Cue | None = None
    for found in _CUES.finditer(text):
        last = found.lastgroup  # type: ignore[assignment]
    return last
