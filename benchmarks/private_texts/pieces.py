"""Private pieces: numbers, addresses and names, as they are written, spoken and spoilt."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.private_texts.spoken import EN_DIGITS, ZH_DIGITS, random_digits, spoilt, spoken

__all__ = ["PIECES", "listed_names"]

SURNAMES_ZH = (
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "赵",
    "黄",
    "周",
    "吴",
    "徐",
    "孙",
    "马",
    "朱",
    "胡",
    "欧阳",
)
GIVEN_ZH = ("伟强", "丽华", "静", "建国", "秀英", "敏", "志远", "雨桐", "浩然", "晓燕", "文博", "娜")
FIRST_EN = ("John", "Mary", "Peter", "Susan", "Ahmed", "Olga", "Kevin", "Laura", "Brian", "Priya")
LAST_EN = ("Smith", "Johnson", "Garcia", "Novak", "Patel", "O'Brien", "Fischer", "Nguyen", "Walker", "Dubois")
DOMAINS = ("qq", "163", "126", "gmail", "example", "outlook", "hotmail", "sina", "mail.company", "my-firm")
ENDINGS = ("com", "com", "com", "cn", "net", "org", "com.cn", "co.uk")
LOCALS = (
    "zhangwei",
    "li.ming",
    "wang_fang",
    "chen88",
    "john.smith",
    "mary",
    "k.brown77",
    "sales",
    "anna-lee",
    "xiaoyu2008",
)


def listed_names(language: str) -> tuple[str, ...]:
    """The names that are private; the made sentences name nobody else, save as distractors."""
    if language == "zh":
        return tuple(surname + given for surname in SURNAMES_ZH for given in GIVEN_ZH)
    return tuple(f"{first} {last}" for first in FIRST_EN for last in LAST_EN)


def _phone(chance: random.Random, language: str, form: str) -> str:
    if language == "zh":
        kind = chance.choice(("mobile", "mobile", "mobile", "landline", "abroad"))
        if kind == "mobile":
            groups = [
                "1" + chance.choice("3456789") + random_digits(chance, 1),
                random_digits(chance, 4),
                random_digits(chance, 4),
            ]
        elif kind == "landline":
            area = chance.choice(("010", "021", "0755", "0571", "028"))
            groups = [area, chance.choice("2345678") + random_digits(chance, 3), random_digits(chance, 4)]
        else:
            groups = [
                "+86" if form == "written" else "86",
                "1" + chance.choice("35789") + random_digits(chance, 1),
                random_digits(chance, 8),
            ]
    else:
        kind = chance.choice(("us", "us", "uk", "uk mobile", "abroad"))
        if kind == "us":
            groups = [
                chance.choice("2345679") + str(chance.randint(1, 9)) + random_digits(chance, 1),
                chance.choice("23456789") + random_digits(chance, 2),
                random_digits(chance, 4),
            ]
        elif kind == "uk":
            groups = ["020", chance.choice("378") + random_digits(chance, 3), random_digits(chance, 4)]
        elif kind == "uk mobile":
            groups = ["07" + random_digits(chance, 3), random_digits(chance, 3), random_digits(chance, 3)]
        else:
            groups = [
                "+" + chance.choice(("44", "49", "33", "1", "61")),
                "20" + random_digits(chance, 2),
                random_digits(chance, 3),
                random_digits(chance, 3),
            ]
    if form == "written":
        if groups[0][0] not in "+0" and language == "en" and chance.random() < 0.3:
            return f"({groups[0]}) {groups[1]}-{groups[2]}"
        return chance.choice(("", " ", "-")).join(groups)
    if form == "hard":
        return spoilt(chance, groups, language, misheard=False)
    return spoken(chance, groups, language)


def _identity(chance: random.Random, language: str, form: str) -> str:
    region = chance.choice(("11", "31", "44", "51", "33", "42")) + f"0{chance.randint(1, 9)}"
    born = f"{chance.randint(1945, 2009)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    body = f"{region}{chance.randint(1, 29):02d}{born}{random_digits(chance, 3)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    if form == "written":
        return chance.choice(
            (body + check, f"{body[:6]} {body[6:14]} {body[14:]}{check}", body + check.lower())
        )
    groups = chance.choice(
        ([body], [body[:6], body[6:10], body[10:14], body[14:]], [body[:3], body[3:6], body[6:14], body[14:]])
    )
    if form == "hard":
        groups = [body[:3], body[3:6], body[6:10], body[10:14], body[14:]]
        said = spoilt(chance, groups, language, misheard=True)
        return f"{said}，{check}" if language == "zh" else f"{said} {check}"
    if check != "X":
        return spoken(chance, [*groups[:-1], groups[-1] + check], language)
    said = chance.choice(("X", "叉", "艾克斯")) if language == "zh" else chance.choice((" x", " X"))
    return spoken(chance, list(groups), language) + said


def _card(chance: random.Random, language: str, form: str) -> str:
    prefix, length = chance.choice(
        (("6222", 19), ("6217", 19), ("6225", 16), ("4", 16), ("52", 16), ("37", 15), ("9558", 19))
    )
    body = prefix + random_digits(chance, length - len(prefix) - 1)
    total = sum(sum(divmod(int(d) * (2 - place % 2), 10)) for place, d in enumerate(reversed(body)))
    number = body + str(-total % 10)
    groups = [number[start : start + 4] for start in range(0, length, 4)]
    if form == "written":
        return chance.choice(("", " ", "-")).join(groups)
    if form == "hard":
        return spoilt(chance, groups, language, misheard=True)
    return spoken(chance, groups, language)


def _email(chance: random.Random, language: str, form: str) -> str:
    local, domain, ending = chance.choice(LOCALS), chance.choice(DOMAINS), chance.choice(ENDINGS)
    if form == "hard":
        return _hard_email(chance, language)
    if form == "written":
        return chance.choice(
            (f"{local}@{domain}.{ending}", f"{local} @ {domain} . {ending}", f"{local}@{domain}. {ending}")
        )
    if language == "zh":
        said = local.replace(".", "点").replace("_", "下划线").replace("-", "横杠")
        if chance.random() < 0.5:
            said = "".join(ZH_DIGITS[int(c)] if c.isdigit() else c for c in said)
        domain = domain.replace(".", "点").replace("-", "横杠")
        if domain.isdigit() and chance.random() < 0.5:
            domain = "".join("幺" if c == "1" else ZH_DIGITS[int(c)] for c in domain)
        return f"{said}{chance.choice(('艾特', '@', ' at ', '圈a '))}{domain}点{ending.replace('.', '点')}"
    said = local.replace(".", " dot ").replace("_", " underscore ").replace("-", " dash ")
    if chance.random() < 0.3 and said.isalpha():
        said = " ".join(said)
    said = "".join(f" {EN_DIGITS[int(c)]}" if c.isdigit() else c for c in said)
    domain = domain.replace(".", " dot ").replace("-", " dash ")
    domain = " ".join(EN_DIGITS[int(c)] for c in domain) if domain.isdigit() else domain
    return f"{said} at {domain} dot {ending.replace('.', ' dot ')}"


def _hard_email(chance: random.Random, language: str) -> str:
    """Spelt out, in two words, or with pauses."""
    name = chance.choice(("zhang", "li", "wang", "smith", "olga", "brown"))
    domain = chance.choice(("qq", "gmail", "example", "163"))
    if language == "zh":
        said = chance.choice(
            (" ".join(name), name, f"{name}{random_digits(chance, 3)}", f"{name} {' '.join('san')}")
        )
        at, dot = chance.choice((" 艾特 ", "，艾特，", " at ", "@")), chance.choice(("点", "，点", "点儿"))
    else:
        said = chance.choice(
            (" ".join(name), f"{name} san", f"{name} {chance.choice(EN_DIGITS)} {chance.choice(EN_DIGITS)}")
        )
        at, dot = (
            chance.choice((" at ", ", at ", "\nat ", " at uh ")),
            chance.choice((" dot ", ", dot ", "\ndot ")),
        )
    return f"{said}{at}{domain}{dot}{chance.choice(('com', 'c o m', 'net'))}"


_ALIKE = {
    "伟强": "为强", "丽华": "丽花", "静": "静", "建国": "建国", "秀英": "秀英", "敏": "敏", "志远": "志愿",
    "雨桐": "宇桐", "浩然": "浩然", "晓燕": "小燕", "文博": "文波", "娜": "娜",
}  # fmt: skip


def _name(chance: random.Random, language: str, form: str) -> str:
    if language == "zh":
        surname, given = chance.choice(SURNAMES_ZH), chance.choice(GIVEN_ZH)
        return surname + (_ALIKE[given] if form == "hard" else given)
    first, last = chance.choice(FIRST_EN), chance.choice(LAST_EN)
    if form != "written":
        return chance.choice((f"{first} {last}".lower(), f"mr {last}".lower(), first.lower()))
    return chance.choice((f"{first} {last}", f"Ms {last}", first))


PIECES: dict[str, Callable[[random.Random, str, str], str]] = {
    "phone": _phone, "identity": _identity, "card": _card, "email": _email, "name": _name,
}  # fmt: skip
