"""What is not private: order numbers, codes, amounts, dates, times, counts, service lines, other names."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.private_texts.spoken import ZH_DIGITS, random_digits, spoken

__all__ = ["OTHERS"]


def _order(chance: random.Random, language: str) -> str:
    number = chance.choice(("", "2024", "2025", "88")) + random_digits(chance, chance.randint(8, 14))
    if chance.random() < 0.5:
        return number
    return spoken(chance, [number[start : start + 4] for start in range(0, len(number), 4)], language)


def _amount(chance: random.Random, language: str) -> str:
    value = chance.uniform(1, 2_000_000)
    return chance.choice((f"{value:.2f}", f"{value:,.2f}", f"{value:.0f}", f"{value:,.0f}"))


def _spoken_amount(chance: random.Random, language: str) -> str:
    if language == "zh":
        return chance.choice(
            ("三百二十八", "一千二百三十四", "两万五千", "十二万三千四百五十六", "一百零八点五")
        )
    return chance.choice(
        ("three hundred twenty", "one thousand two hundred and thirty four", "twenty five", "ninety nine")
    )


def _date(chance: random.Random, language: str) -> str:
    year, month, day = chance.randint(2018, 2026), chance.randint(1, 12), chance.randint(1, 28)
    if language == "zh":
        return chance.choice(
            (f"{year}年{month}月{day}日", f"{year}-{month:02d}-{day:02d}", f"{year}/{month}/{day}")
        )
    return chance.choice(
        (f"{year}-{month:02d}-{day:02d}", f"{day}/{month}/{year}", f"{month:02d}/{day:02d}/{year}")
    )


def _spoken_date(chance: random.Random, language: str) -> str:
    if language == "zh":
        year = "".join(ZH_DIGITS[int(c)] for c in str(chance.randint(2018, 2026)))
        return f"{year}年{chance.choice('一二三四五六七八九')}月{chance.choice(('三', '十五', '二十八'))}号"
    return chance.choice(
        ("the twenty first of may twenty twenty four", "june tenth two thousand nineteen", "march third")
    )


def _time(chance: random.Random, language: str) -> str:
    return f"{chance.randint(0, 23)}:{chance.randint(0, 59):02d}" + chance.choice(("", ":30"))


def _spoken_time(chance: random.Random, language: str) -> str:
    if language == "zh":
        return chance.choice(("上午九点三十五分", "下午三点", "十二点零五"))
    return chance.choice(("nine thirty five", "ten past three", "half past eleven", "twelve oh five"))


def _short(chance: random.Random, language: str) -> str:
    number = random_digits(chance, chance.choice((3, 4)))
    return number if chance.random() < 0.5 else spoken(chance, [number], language)


def _code(chance: random.Random, language: str) -> str:
    return "".join(chance.choice("ABCDEFGHSTXY") for _ in range(2)) + random_digits(
        chance, chance.choice((4, 10, 13))
    )


def _count(chance: random.Random, language: str) -> str:
    written = str(chance.randint(2, 400))
    spoken = (
        ("两", "三十五", "一百二十") if language == "zh" else ("two", "thirty five", "a hundred and twenty")
    )
    return written if chance.random() < 0.5 else chance.choice(spoken)


def _tail(chance: random.Random, language: str) -> str:
    number = random_digits(chance, 4)
    return number if chance.random() < 0.5 else spoken(chance, [number], language)


def _toll_free(chance: random.Random, language: str) -> str:
    if language == "zh":
        return chance.choice(("400", "800")) + "-" + random_digits(chance, 3) + "-" + random_digits(chance, 4)
    return (
        "1-"
        + chance.choice(("800", "888", "877"))
        + "-"
        + random_digits(chance, 3)
        + "-"
        + random_digits(chance, 4)
    )


def _service(chance: random.Random, language: str) -> str:
    return (
        chance.choice(("10086", "95588", "12315", "95533"))
        if language == "zh"
        else chance.choice(("911", "101", "311"))
    )


def _other_name(chance: random.Random, language: str) -> str:
    if language == "zh":
        return chance.choice(("钱大海", "冯小刚毅", "沈一鸣", "韩冬梅", "唐果", "许诺言"))
    return chance.choice(("Robert Klein", "Tina Roberts", "Igor Petrov", "Wendy Lund"))


OTHERS: dict[str, Callable[[random.Random, str], str]] = {
    "order": _order, "code": _code, "amount": _amount, "spoken_amount": _spoken_amount, "date": _date,
    "spoken_date": _spoken_date, "time": _time, "spoken_time": _spoken_time, "short": _short, "count": _count,
    "tail": _tail, "toll_free": _toll_free, "service": _service, "other_name": _other_name,
}  # fmt: skip
