"""Licence numbers quoted in a text: found by prefix or label, held against the rules' forms and the registers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa

from jianzhen.base.codes import is_uscc
from jianzhen.playbook.primitives import NumberForm, Register
from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.engine.names import same_name
from jianzhen.stages.screening.engine.termcheck import applies
from jianzhen.stages.screening.engine.view import ItemView

_WIDE: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_TAIL: Final = (
    r"(?:\s{0,2}[(\[〔][^()\[\]〔〕]{1,6}[)\]〕])?\s{0,2}(?:准?字)?第?"
    r"[A-Z]{0,2}[-—\s]{0,2}\d(?:\d|[A-Z](?=-?\d)|[-—\s](?=\d|[A-Z]-\d)){0,30}(?:\.[\dX](?![\dA-Z.]))?号?"
)
_LABELLED: Final = (
    r"(?:证|编)?(?:号|号码|编号)?\s{0,2}[:为是(]?\s{0,2}([A-Z一-鿿]{0,6}-?\d[\dA-Z-]{1,30}(?:\.[\dX](?![\dA-Z.]))?)"
)
_CHECK_PART: Final = re.compile(r"\.[\dX]$")
_BRACKETS: Final = str.maketrans("〔［[【〕］]】", "(((())))")
MAX_NUMBERS: Final = 20
"""Numbers of one kind looked at in one text."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A number as quoted: span in the text, what stands there, and how it may be read.

    A space may part groups of one number or two numbers, so ``readings`` holds the number up to each space,
    the shortest first, without spaces and dashes; a wildcard before a prefix may have taken a character of the
    text along, so there they stand without their first character too; what may be a check digit (".7") may also be
    the next item of a list, so such a number stands without it too.
    """

    start: int
    end: int
    written: str
    readings: tuple[str, ...]

    @property
    def digits(self) -> int:
        """Digits of the longest reading."""
        return max(sum(map(str.isdigit, reading)) for reading in self.readings)


@lru_cache(maxsize=4)
def _plain(text: str) -> str:
    """Return the text in half width and capitals, character by character; every kind of number asks for it."""
    wide = text.translate(_WIDE)
    plain = wide.upper()
    if len(plain) == len(text):
        return plain
    return "".join(one if len(one.upper()) != 1 else one.upper() for one in wide)


class NumberFinder:
    """Finds numbers of one kind.

    Args:
        prefixes: what such numbers begin with (``?`` stands for one Chinese character).
        labels: words that announce such a number whatever it begins with.
        min_digits: fewer digits are no number of this kind.
    """

    def __init__(self, prefixes: Sequence[str], labels: Sequence[str], min_digits: int) -> None:
        self._wild = any(prefix.startswith("?") for prefix in prefixes)
        heads = "|".join(re.escape(one).replace(r"\?", "[A-Z一-鿿]") for one in prefixes)
        self._by_prefix = re.compile(rf"(?<![A-Z])(?:{heads}){_TAIL}") if prefixes else None
        latin = "|".join(re.escape(one) for one in prefixes if one.isascii() and one.isalpha())
        self._is_model = re.compile(rf"(?:{latin})(?:[A-Z]|[-—\s]?\d{{1,3}}[A-Z]\d)") if latin else None
        names = "|".join(map(re.escape, labels))
        self._by_label = re.compile(rf"(?:{names}){_LABELLED}") if labels else None
        self._quick = tuple(max(one.split("?"), key=len)[:3] for one in (*prefixes, *labels))
        self._min_digits = min_digits

    def find(self, text: str) -> list[Quoted]:
        """Return the numbers in ``text`` in order, at most :data:`MAX_NUMBERS`."""
        plain = _plain(text)
        if not any(one in plain for one in self._quick):
            return []
        spans = [found.span() for found in self._prefixed(plain)]
        if self._by_label:
            labelled = [found.span(1) for found in self._by_label.finditer(plain)]
            spans += [span for span in labelled if not any(_touch(span, other) for other in spans)]
        found = [self._quoted(text, plain, *span) for span in sorted(spans)]
        return [one for one in found if one.digits >= self._min_digits][:MAX_NUMBERS]

    def _prefixed(self, plain: str) -> Iterator[re.Match[str]]:
        """A model number is no licence: letters after a prefix of letters, or digits joined before it (1800WPH1621)."""
        for found in self._by_prefix.finditer(plain) if self._by_prefix else ():
            joined = found.start() and plain[found.start() - 1].isdigit() and found[0][0].isascii()
            if not joined and not (self._is_model and self._is_model.match(found[0])):
                yield found

    def _quoted(self, text: str, plain: str, start: int, end: int) -> Quoted:
        written = plain[start:end]
        cuts = [place.start() for place in re.finditer(r"(?<=\d)\s", written)]
        heads = (0, 1) if self._wild and "一" <= written[0] <= "鿿" else (0,)
        readings = [normal(written[head:cut]) for cut in (*cuts, len(written)) for head in heads]
        bare = [_CHECK_PART.sub("", reading) for reading in readings]
        return Quoted(start, end, text[start:end], tuple(dict.fromkeys((*bare, *readings))))


def normal(number: str) -> str:
    """Return a number without spaces, dashes and 号, upper case, half width, all brackets round."""
    number = number.translate(_BRACKETS)
    return re.sub(r"[\s—-]", "", number.translate(_WIDE).upper()).removesuffix("号")


def stem(number: str) -> str:
    """Return what a register is searched by: a patent's number without ZL and check digit, others unchanged."""
    bare = _CHECK_PART.sub("", number).removeprefix("ZL")
    if len(bare) == 13 and bare.isdigit() and number.startswith("ZL"):
        return bare[:-1]
    return bare


def patent_check_digit(body: str) -> str:
    """Return the check character of a Chinese application number's twelve digits.

    The weighted sum modulo 11 with weights 2-9 and 2-5, ten written X. The law files name the rule as not verified,
    so a wrong digit only warns.
    """
    remainder = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(body)) % 11
    return "X" if remainder == 10 else str(remainder)


def _has_wrong_check_digit(number: str) -> bool:
    body, _, given = number.removeprefix("ZL").partition(".")
    return bool(given) and len(body) == 12 and patent_check_digit(body) != given


def _is_wrong_uscc(number: str) -> bool:
    return not is_uscc(number)


_CHECK_DIGITS: Final[Mapping[str, Callable[[str], bool]]] = {"patent": _has_wrong_check_digit, "uscc": _is_wrong_uscc}
"""Ways in which a number's last character is worked out from the others → says whether it is wrong."""


def _touch(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[0] < right[1] and right[0] < left[1]


class NumberFormCheck:
    """One ``number_form`` check: numbers whose form no rule gives are worth a look, no more.

    Args:
        domain: the playbook.
        check: its parameters.
        patterns: law key → regular expressions.
    """

    def __init__(self, domain: str, check: NumberForm, patterns: Mapping[str, tuple[str, ...]]) -> None:
        self._domain, self._check = domain, check
        self._finder = NumberFinder(check.prefixes, check.labels, check.min_digits)
        self._forms = tuple(re.compile(one) for key in check.patterns for one in patterns[key])

    def groups(self, view: ItemView) -> list[Group]:
        """Return one group with every malformed number of the item, or none."""
        if not applies(self._check, view.kind):
            return []
        for one in self._finder.find(view.folded.original):
            if code := self._fault(one):
                return [Group(None, self._check.base, [self._made(one, code)])]
        return []

    def _fault(self, one: Quoted) -> str | None:
        fitting = [number for number in one.readings if self._fits(number)]
        if not fitting:
            return "number.form"
        wrong = _CHECK_DIGITS.get(self._check.check_digit or "")
        return "number.check" if wrong and wrong(fitting[-1]) else None

    def _fits(self, number: str) -> bool:
        return any(form.fullmatch(number) or form.fullmatch(f"{number}号") for form in self._forms)

    def _made(self, one: Quoted, code: str) -> Evidence:
        params: dict[str, Param] = {"number": one.written, "rule": ";".join(self._check.patterns)}
        check = self._check
        return Evidence(
            check.code, self._domain, check.weight, code, params, "text", one.start, one.end,
            check.law or check.patterns, watch_only=True,
        )  # fmt: skip


class RegisterCheck:
    """One ``register`` check; silent while the register of its kind is empty.

    Args:
        domain: the playbook.
        check: its parameters.
        licences: the plan's licences.
    """

    def __init__(self, domain: str, check: Register, licences: pa.Table) -> None:
        self._domain, self._check = domain, check
        self._finder = NumberFinder(check.prefixes, check.labels, check.min_digits)
        self._known: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in licences.to_pylist():
            if row["kind"] == check.licence_kind:
                self._known[stem(normal(row["number"]))].append(row)
        self._latest = max((_year(number) for number in self._known), default=0)

    def groups(self, view: ItemView) -> list[Group]:
        """Return one group with the worst that the register says of the item's numbers, or none."""
        if not self._known or not applies(self._check, view.kind):
            return []
        found = [self._judged(view, "text", one) for one in self._finder.find(view.folded.original)]
        cell = view.cells.get("licence_no")
        if cell and (quoted := self._finder.find(cell)):
            found += [self._judged(view, "licence_no", one) for one in quoted]
        evidence = sorted((one for one in found if one), key=lambda one: -one.weight)
        return [Group(None, self._check.base, evidence[:1])] if evidence else []

    def _judged(self, view: ItemView, field: str, one: Quoted) -> Evidence | None:
        rows = [row for number in dict.fromkeys(map(stem, one.readings)) for row in self._known.get(number, ())]
        if not rows:
            return self._unknown(field, one)
        answers = [self._answer(view, row) for row in rows]
        if any(answer is None for answer in answers):
            return None
        weight, code, params = min((answer for answer in answers if answer), key=lambda answer: answer[0])
        return self._made(field, one, weight, code, params)

    def _unknown(self, field: str, one: Quoted) -> Evidence:
        """A number of a year that the register is past is firm evidence; a newer one may not have reached the copy."""
        year = _year(stem(one.readings[-1]))
        if year and year < self._latest:
            return self._made(field, one, self._check.unknown_past, "register.unknown_past", {"year": year})
        return self._made(field, one, self._check.unknown, "register.unknown", {}, watch_only=True)

    def _answer(self, view: ItemView, row: dict[str, Any]) -> tuple[float, str, dict[str, Param]] | None:
        check = self._check
        if row["standing"] != "valid":
            weight = check.ended if row["standing"] == "ended" and check.ended is not None else check.not_valid
            return weight, f"register.{row['standing']}", {}
        if check.names_product and row["product"] and not _names_product(view, row["product"]):
            return check.other_product, "register.other_product", {"product": row["product"]}
        seller = view.cells.get("seller")
        if check.holder_is_seller and seller and row["holder"] and not same_name(seller, row["holder"]):
            return check.other_holder, "register.other_holder", {"holder": row["holder"], "seller": seller}
        return None

    def _made(
        self, field: str, one: Quoted, weight: float, code: str, params: dict[str, Param], *, watch_only: bool = False
    ) -> Evidence:
        check, params = self._check, {"number": one.written, **params}
        watch_only = watch_only or check.ceiling == "watch"
        return Evidence(
            check.code, self._domain, weight, code, params, field, one.start, one.end, check.law, watch_only=watch_only
        )


def _year(number: str) -> int:
    """Return the year a number was given in, its first four digits, or 0 if they are none."""
    found = re.search(r"\d{4}", number)
    year = int(found[0]) if found else 0
    return year if 1990 <= year < 2100 else 0


def _names_product(view: ItemView, product: str) -> bool:
    """The text or goods name the registered product, or any part of a mixture (·, 、)."""
    told = view.folded.plain + fold_text(view.cells.get("goods") or "")
    parts = [fold_text(part) for part in re.split(r"[·、,，/+＋]", product)]
    return any(part and part in told for part in parts)
