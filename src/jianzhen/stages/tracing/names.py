"""Chinese firm and shop names: one spelling, and the parts the law gives a name (行政区划, 字号, 行业, 组织形式).

The parts follow 企业名称登记管理规定 (2020), art. 6. Two names with equal place, 字号, 行业 and form cannot stand in
one register (art. 17), so a full company name is nearly a key; a sole trader's or a shop's name is not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from opencc import OpenCC

from jianzhen.stages.tracing.lexicon import lexicon

COMPANY: Final = "company"
TRADER: Final = "trader"
SHOP: Final = "shop"

_KEEP: Final = frozenset("乾")
"""Traditional forms that simplified names use too (乾 as in 乾坤): the table would make them another word."""

_MASK: Final = re.compile(r"[*＊×✕●◯○■□]|某[某店商公]|[xX]{2,}")
_BRACKETS: Final = re.compile(r"[(（\[【〔「『<《]([^()（）\[\]【】〔〕「」『』<>《》]*)[)）\]】〕」』>》]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")
_PROVINCE_TAIL: Final = ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市")
_CITY_TAIL: Final = ("土家族苗族自治州", "自治州", "地区", "林区", "市")
_DISTRICT: Final = re.compile(r"([\u4e00-\u9fff]{1,7}?(?:自治县|开发区|高新区|新区|区|县|旗|市))(?=.{2})")
_BARE_DISTRICT: Final = re.compile(r"([\u4e00-\u9fff]{2,3}(?:高新|经开)?[区县市])(?=.{2})")
_NO_DISTRICT: Final = re.compile(
    r"(?:小区|社区|园区|市区|地区|景区|厂区|校区|片区|专区|城区|战区|超市|门市|夜市|都市|集市|菜市|早市|花市)$"
)
_BRANCH: Final = re.compile(r"(?:分公司|分店|分部|分厂|店|门市部|经营部|营业部)$")


class _Simplified(dict[int, str]):
    """A translation table that asks for a character once: traditional to simplified, one character to one."""

    def __init__(self) -> None:
        super().__init__({ord(char): char for char in _KEEP})
        self._convert = OpenCC("t2s").convert

    def __missing__(self, code: int) -> str:
        char = chr(code)
        made = self._convert(char) if _HAN.match(char) else char
        self[code] = made if len(made) == 1 else char
        return self[code]


_SIMPLIFIED: Final = _Simplified()


@dataclass(frozen=True, slots=True)
class FirmName:
    """A name in parts; an absent part is empty.

    Args:
        text: the cleaned whole, brackets resolved.
        place: province or city without its ending (武汉).
        district: district or county with its ending (江汉区).
        trade_name: 字号.
        industry: 行业 or 经营特点.
        form: the form in law for a company (``ltd`` …), the word itself for a trader or shop.
        kind: company, trader, shop, or empty.
        branch: what stands behind a company's form or in brackets (江汉分公司).
    """

    text: str
    place: str = ""
    district: str = ""
    trade_name: str = ""
    industry: str = ""
    form: str = ""
    kind: str = ""
    branch: str = ""

    @property
    def core(self) -> str:
        """Return 字号 and 行业: the name without place and form."""
        return self.trade_name + self.industry

    @property
    def canonical(self) -> str:
        """Return the name put together again in the order of the law, with the form's usual word."""
        form = _USUAL.get(self.form, self.form)
        return f"{self.place}{self.district}{self.core}{form}{self.branch}"

    @property
    def full(self) -> bool:
        """Say whether it is a company's name as a register holds it: place, 字号 of two characters, form."""
        return self.kind == COMPANY and bool(self.place) and len(self.trade_name) >= 2


_USUAL: Final = {
    "ltd": "有限公司",
    "joint_stock": "股份有限公司",
    "partnership": "合伙企业",
    "sole": "个人独资企业",
    "cooperative": "专业合作社",
}


def simplify(text: str) -> str:
    """Return ``text`` in half width (NFKC), simplified characters and small letters."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED).casefold())


def clean(text: str) -> str:
    """Return letters, digits and Han characters of ``text`` in one spelling; signs, blanks and emoji go."""
    return "".join(char for char in simplify(text) if char.isalnum())


def is_masked(text: str) -> bool:
    """Say whether a platform or office has blotted out a part of the name (张**, 某某商行)."""
    return _MASK.search(text) is not None


def names_nobody(text: str | None) -> bool:
    """Say whether the text is empty, a placeholder (不详, 个人, 网店) or a masked name."""
    if text is None or is_masked(text):
        return True
    cleaned = clean(text)
    return len(cleaned) < 2 or cleaned in _placeholders() or cleaned.isdecimal()


@lru_cache(maxsize=1)
def _placeholders() -> frozenset[str]:
    return frozenset(clean(word) for word in lexicon().placeholders)


def looks_personal(text: str) -> bool:
    """Say whether the text is a bare name of a natural person: two or three characters after a common surname."""
    cleaned = clean(text)
    if not (2 <= len(cleaned) <= 3 and _HAN.fullmatch(cleaned) and cleaned[0] in lexicon().surnames):
        return False
    return not parse_name(text).kind


@lru_cache(maxsize=65_536)
def parse_name(text: str) -> FirmName:
    """Return the parts of a firm's or shop's name. Nothing is refused: what is not recognised stays 字号."""
    body, place, form, branch = _brackets(simplify(text))
    body = clean(body)
    whole = body
    found_place, district, body = _head(body)
    body, kind, form, tail = _form(body, form)
    trade_name, industry = _industry(body)
    return FirmName(
        text=whole,
        place=found_place or place,
        district=district,
        trade_name=trade_name,
        industry=industry,
        form=form,
        kind=kind,
        branch=clean(tail + branch),
    )


def _brackets(text: str) -> tuple[str, str, str, str]:
    """Return the text without brackets, and the place, form and branch that stood in them."""
    place = form = branch = ""
    forms = lexicon().company_forms
    while (match := _BRACKETS.search(text)) is not None:
        inner, keep = clean(match[1]), ""
        if inner in forms:
            form = forms[inner]
        elif inner in lexicon().notes:
            pass
        elif _is_place(inner):
            place = _bare_place(inner)
        elif _BRANCH.search(inner):
            branch += inner
        else:
            keep = inner
        text = text[: match.start()] + keep + text[match.end() :]
    return text, place, form, branch


def _is_place(text: str) -> bool:
    return _bare_place(text) in {*lexicon().provinces, *lexicon().cities}


def _bare_place(text: str) -> str:
    for tail in (*_PROVINCE_TAIL, *_CITY_TAIL):
        if text.endswith(tail) and len(text) > len(tail) + 1:
            return text.removesuffix(tail)
    return text


def _head(text: str) -> tuple[str, str, str]:
    """Return (place, district, rest): the last of province and city, then district or county."""
    place = ""
    for names, tails in ((lexicon().provinces, _PROVINCE_TAIL), (lexicon().cities, _CITY_TAIL)):
        found, rest = _starts(text, names, tails)
        if found and len(rest) >= 2:
            place, text = found, rest
    match = (_DISTRICT if place else _BARE_DISTRICT).match(text)
    if match is None or _NO_DISTRICT.search(match[1]):
        return place, "", text
    return place, match[1], text[match.end() :]


def _starts(text: str, names: tuple[str, ...], tails: tuple[str, ...]) -> tuple[str, str]:
    found = next((name for name in names if text.startswith(name)), "")
    rest = text.removeprefix(found)
    tail = next((tail for tail in tails if found and rest.startswith(tail)), "")
    return found, rest.removeprefix(tail)


def _form(text: str, form: str) -> tuple[str, str, str, str]:
    """Return (rest, kind, form, what stands behind the form)."""
    words = lexicon()
    for word, law in words.company_forms.items():
        at = text.find(word)
        if at >= 1 and (at + len(word) == len(text) or _BRANCH.search(text)):
            return text[:at], COMPANY, law, text[at + len(word) :]
    if form:
        return text, COMPANY, form, ""
    for kind, endings in ((SHOP, words.decorations), (TRADER, words.trader_forms)):
        ending = next((word for word in endings if len(word) > 1 and text.endswith(word)), "")
        if ending and len(text) - len(ending) >= 2:
            return text.removesuffix(ending), kind, ending, ""
    if text.endswith("店") and len(text) > 2:
        return text[:-1], TRADER, "店", ""
    return text, "", "", ""


def _industry(text: str) -> tuple[str, str]:
    """Return (字号, 行业); a 字号 has at least two characters (art. 8)."""
    industry = ""
    while word := next((w for w in lexicon().industries if text.endswith(w) and len(text) - len(w) >= 2), ""):
        text, industry = text.removesuffix(word), word + industry
    return text, industry
