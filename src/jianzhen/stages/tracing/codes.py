"""What a code found on goods is, its parts, and whether its check digit holds (pure; no register is asked).

Positions of the Chinese traceability codes come from secondary descriptions that agree; they are shown as parts and no
conclusion is drawn from them. Only check digits are judged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from stdnum import isbn
from stdnum.cn import ric

from jianzhen.base.codes import CodeFault, clean_code, gs1_check_digit, is_uscc, parse_tobacco_carton
from jianzhen.stages.tracing import codes_gs1

TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "gtin": ("商品条码（GTIN）", "GTIN (EAN/UPC)"),
    "isbn": ("国际标准书号", "ISBN"),
    "sscc": ("物流单元代码", "SSCC"),
    "gs1_digital_link": ("GS1数字链接", "GS1 Digital Link"),
    "gs1_element_string": ("GS1单元数据串", "GS1 element string"),
    "pesticide": ("农药追溯码（32位）", "pesticide traceability code"),
    "seed_label": ("种子标签二维码", "seed label"),
    "tobacco": ("卷烟条码（32位）", "tobacco carton code"),
    "tobacco_licence": ("烟草专卖零售许可证号", "tobacco retail licence number"),
    "drug": ("药品追溯码（20位）", "drug traceability code"),
    "uscc": ("统一社会信用代码", "unified social credit code"),
    "resident_id": ("居民身份证号码", "resident identity number"),
    "patent": ("专利（申请）号", "patent or application number"),
    "licence": ("许可、备案或者登记编号", "licence, filing or registration number"),
    "unknown": ("未识别", "not recognised"),
}

_PATENT: Final = re.compile(
    r"(?:ZL|CN)?(?P<year>(?:19|20)\d\d)(?P<kind>[12389])(?P<serial>\d{7})(?:\.?(?P<check>[\dX]))?"
)
_OLD_PATENT: Final = re.compile(
    r"(?:ZL|CN)?(?P<year>8[5-9]|9\d|0[0-3])(?P<kind>[12389])(?P<serial>\d{5})\.(?P<check>[\dX])"
)
_PATENT_KINDS: Final = {
    "1": "invention",
    "2": "utility_model",
    "3": "design",
    "8": "pct_invention",
    "9": "pct_utility_model",
}
_PATENT_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
"""Weights of the check digit (ZC 0006-2003, 5.1), modulo 11, X for ten; the older eight digits take the first eight."""

_USCC_FORM: Final = re.compile(r"[159ANY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_PESTICIDE_TYPES: Final = {"1": "PD", "2": "WP", "3": "LS"}
_PRODUCERS: Final = {"1": "holder", "2": "commissioned_processing", "3": "commissioned_packing"}
_PROVINCES: Final = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{10}")
_WEB: Final = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:cn|com|net|org)(?:/\S*)?", re.IGNORECASE)
_LONG_DIGITS: Final = re.compile(r"(?<!\d)\d{32}(?!\d)")


@dataclass(frozen=True, slots=True)
class CodeReading:
    """The answer.

    Args:
        code: the text in half width, without blanks.
        what: a key of :data:`TITLES`.
        parts: what its positions say.
        holds: whether its check digit holds; ``None`` where it has none or none that is established.
        faults: reason codes of what does not fit.
        also: what else a text of this form may be.
    """

    code: str
    what: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    holds: bool | None = None
    faults: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the answer as the command line prints it."""
        zh, en = TITLES[self.what]
        return {
            "code": self.code,
            "what": self.what,
            "title_zh": zh,
            "title_en": en,
            "parts": dict(self.parts),
            "check_digit_holds": self.holds,
            "faults": list(self.faults),
            "also": list(self.also),
        }


def read_code(text: str, patterns: Mapping[str, Sequence[str]]) -> CodeReading:
    """Return what ``text`` is.

    Args:
        text: the code as scanned or typed.
        patterns: licence formats of the law, by version id; matched against the text without blanks.
    """
    for reader in (_seed_label, _linked, _element_string):
        found = reader(text)
        if found is not None:
            return found
    code = clean_code(text)
    licence = _licence(text, patterns)
    if licence is not None and not code.isdecimal():
        return licence
    for read in (*_READERS.get(len(code), ()), _patent):
        found = read(code)
        if found is not None:
            return found
    return licence or CodeReading(code, "unknown", also=_guesses(code))


def _guesses(code: str) -> tuple[str, ...]:
    """A producer's own unit code on a seed label has at most twenty letters and digits, and no form to check."""
    return ("seed_unit",) if 0 < len(code) <= 20 and code.isascii() and code.isalnum() else ()


def _seed_label(text: str) -> CodeReading | None:
    """Read the four lines of a seed label's QR code: variety, producer, unit code, address on the web (2016)."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", unicodedata.normalize("NFKC", text)) if line.strip()]
    if len(lines) != 4 or not _WEB.search(lines[3]):
        return None
    unit = clean_code(lines[2].rpartition(":")[2])
    names = ("variety", "producer", "unit", "address")
    parts = dict(zip(names, (line.partition(":")[2].strip() or line for line in lines[:2]), strict=False))
    parts |= {"unit": unit, "address": lines[3]}
    sound = 0 < len(unit) <= 20 and unit.isascii() and unit.isalnum()
    return CodeReading("\n".join(lines), "seed_label", parts, faults=() if sound else ("seed.unit",))


def _linked(text: str) -> CodeReading | None:
    """Read a web address: a GS1 Digital Link, or one that carries a 32-digit pesticide code."""
    stripped = unicodedata.normalize("NFKC", text).strip()
    if not stripped.lower().startswith(("http://", "https://")):
        return None
    elements = codes_gs1.digital_link(stripped)
    if elements:
        holds, faults = codes_gs1.judge(elements)
        return CodeReading(stripped, "gs1_digital_link", elements, holds, faults)
    digits = _LONG_DIGITS.search(stripped)
    return _pesticide(digits[0]) if digits else CodeReading(stripped, "unknown")


def _element_string(text: str) -> CodeReading | None:
    found = codes_gs1.element_string(text)
    if found is None:
        return None
    elements, fault = found
    holds, faults = codes_gs1.judge(elements)
    if fault:
        faults = (*faults, fault)
    return CodeReading(text.strip(), "gs1_element_string", elements, holds, faults)


def _licence(text: str, patterns: Mapping[str, Sequence[str]]) -> CodeReading | None:
    """Match the formats of the law; the first that fits, and the others that fit too."""
    compact = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    kinds = [key for key, forms in patterns.items() if any(re.fullmatch(form.strip("^$"), compact) for form in forms)]
    kinds = [key for key in kinds if key.split(".")[1] not in ("uscc", "patent")]
    return CodeReading(compact, "licence", {"rule": kinds[0]}, also=tuple(kinds[1:])) if kinds else None


def _gtin(code: str) -> CodeReading | None:
    if not (code.isascii() and code.isdecimal()):
        return None
    holds = int(code[-1]) == gs1_check_digit(code[:-1])
    parts: dict[str, Any] = {"form": f"GTIN-{len(code)}", "gtin14": code.zfill(14), "check_digit": code[-1]}
    if len(code) == 13 and code[:3] in ("978", "979"):
        return CodeReading(code, "isbn", {"isbn": isbn.format(code)}, holds, () if holds else ("check_digit",))
    if len(code) == 13:
        parts["prefix"] = code[:3]
        parts["issued_by"] = _issuer(int(code[:3]))
        if not holds and (patent := _patent(code)) is not None and patent.holds:
            return patent
    if len(code) == 12 and not holds and _PROVINCES.fullmatch(code):
        return CodeReading(code, "tobacco_licence", {"area": code[:6], "serial": code[6:]}, also=("gtin",))
    return CodeReading(code, "gtin", parts, holds, () if holds else ("check_digit",))


def _issuer(prefix: int) -> str:
    """Return who gives out the numbers of a GS1 prefix, as far as it matters here (GS1 list of prefixes)."""
    if 680 <= prefix <= 681 or 690 <= prefix <= 699:
        return "GS1 China"
    return "restricted circulation" if 200 <= prefix <= 299 or 20 <= prefix <= 29 or 40 <= prefix <= 49 else "other"


def _eighteen(code: str) -> CodeReading | None:
    if is_uscc(code):
        return _uscc(code, holds=True)
    if ric.is_valid(code):
        return CodeReading("", "resident_id", holds=True)
    if code.isascii() and code.isdecimal() and int(code[-1]) == gs1_check_digit(code[:-1]):
        parts = {"extension": code[0], "reference": code[1:-1], "check_digit": code[-1]}
        return CodeReading(code, "sscc", parts, holds=True)
    return _uscc(code, holds=False) if _USCC_FORM.fullmatch(code) else None


def _uscc(code: str, *, holds: bool) -> CodeReading:
    parts = {
        "authority": code[0],
        "category": code[1],
        "area": code[2:8],
        "organisation": code[8:17],
        "check_digit": code[17],
    }
    return CodeReading(code, "uscc", parts, holds, () if holds else ("check_digit",))


def _drug(code: str) -> CodeReading | None:
    if not (code.isascii() and code.isdecimal()) or code.startswith("00"):
        return None
    parts = {"product": code[:7], "serial": code[7:]}
    return CodeReading(code, "drug", parts)  # it has a check digit, by an algorithm no primary text was seen for


def _thirty_two(code: str) -> CodeReading | None:
    if code.isascii() and code.isdecimal():
        return _pesticide(code)
    found = parse_tobacco_carton(code)
    if isinstance(found, CodeFault):
        return CodeReading(code, "tobacco", faults=(found.code,)) if code[16:20].isalpha() else None
    parts = {
        "year_digit": found.year_digit,
        "month": found.month,
        "day": found.day,
        "case": found.carton,
        "carton": found.strip,
        "company": found.company,
        "licence": found.licence,
    }
    return CodeReading(code, "tobacco", parts)


def _pesticide(code: str) -> CodeReading:
    kind, producer = _PESTICIDE_TYPES.get(code[0]), _PRODUCERS.get(code[7])
    parts = {
        "registration": kind,
        "registration_last_six": code[1:7],
        "producer": producer,
        "pack": code[8:11],
        "random": code[11:],
    }
    faults = (("pesticide.registration",) if kind is None else ()) + (
        ("pesticide.producer",) if producer is None else ()
    )
    return CodeReading(code, "pesticide", parts, faults=faults)


def _patent(code: str) -> CodeReading | None:
    match = _PATENT.fullmatch(code) or _OLD_PATENT.fullmatch(code)
    if match is None:
        return None
    body = match["year"] + match["kind"] + match["serial"]
    total = sum(int(digit) * weight for digit, weight in zip(body, _PATENT_WEIGHTS, strict=False)) % 11
    right = "X" if total == 10 else str(total)
    holds = None if match["check"] is None else match["check"] == right
    parts = {
        "year": match["year"],
        "kind": _PATENT_KINDS[match["kind"]],
        "serial": match["serial"],
        "granted": code.startswith("ZL"),
        "check_digit": match["check"],
    }
    return CodeReading(code, "patent", parts, holds, ("check_digit",) if holds is False else ())


_Reader = Callable[[str], CodeReading | None]
_READERS: Final[Mapping[int, tuple[_Reader, ...]]] = {
    8: (_gtin,),
    12: (_gtin,),
    13: (_gtin,),
    14: (_gtin,),
    18: (_eighteen,),
    20: (_drug,),
    32: (_thirty_two,),
}
