"""Change every figure and date of the rules, one at a time, and look whether a computed outcome notices.

    python -m tools.law_mutations [--json FILE]

Each verified version that an outcome asks for is changed by the smallest step: an amount by 0.01 CNY, a count, a period
or a multiple by 1, a figure inside a measure or a condition by 1, a first or last day by one day, in both directions.
The cases of ``law_probes.py`` are answered with the changed book: assessments, periods, ranges of fines.

A change is *killed* when an outcome, a date or a fine differs from the expected one, *refused* when the rule files
would no longer load, and otherwise *survived*, with the reason recorded here; a survivor without one makes the exit
code 1. Rules with a figure of which no outcome is computed are listed at the end.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from tools.law_probes import Probe, probes

from jianzhen.law.assemble import assemble
from jianzhen.law.book import LawBook, packaged_book
from jianzhen.law.errors import RuleFileError
from jianzhen.law.model import Limb, Unit, Version
from jianzhen.law.rulefile import PACKAGED, RuleFiles, read_rule_files
from jianzhen.law.timeline import Timeline

_DAY: Final = timedelta(days=1)
_DIGITS: Final = re.compile(r"(?<=>=)\d+|(?<=<)\d+|(?<=\*)\d+|(?<=within_)\d+(?=_)")

_BEFORE_ANY_FIGURE: Final = "no threshold it could touch was in force a day earlier, so no outcome can depend on it"
_NOTHING_TO_EXTEND: Final = "no period that it extends was in force a day earlier, so no date can depend on it"
_OTHER_TIER_SILENT: Final = "the tier that is asked first has no text that day, so the range stays open either way"
REASONS: Final[Mapping[str, str]] = {
    "crim.cumulate.2004 valid_from -1": _BEFORE_ANY_FIGURE,
    "crim.opvalue.order.2004 valid_from -1": _BEFORE_ANY_FIGURE,
    "crim.unit.3x.2004 valid_from -1": _BEFORE_ANY_FIGURE,
    "crim.225.tobacco.carton valid_from -1": _BEFORE_ANY_FIGURE,
    "ecom.fine.38.range valid_from -1": _OTHER_TIER_SILENT,
    "ecom.fine.ip.range valid_from -1": _OTHER_TIER_SILENT,
    "mail.fine.range valid_from -1": _OTHER_TIER_SILENT,
    "tm.mark.fine valid_to +1": _OTHER_TIER_SILENT,
    "proc.case.ext1 valid_from -1": _NOTHING_TO_EXTEND,
    "proc.seize.ext valid_from -1": _NOTHING_TO_EXTEND,
    "proc.verify.ext valid_from -1": _NOTHING_TO_EXTEND,
}
"""Why a change may survive, by rule and change."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change: the version as it would read, and what was changed."""

    version: Version
    what: str

    @property
    def name(self) -> str:
        """The rule and the change, as the table and the reasons name them."""
        return f"{self.version.id} {self.what}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a change fared: killed by a case, refused at load, or survived."""

    mutation: Mutation
    state: str
    by: str


class _Recorder(LawBook):
    """A book that remembers which keys it was asked for."""

    def __init__(self, timelines: Mapping[str, Timeline]) -> None:
        super().__init__(timelines)
        self.asked: set[str] = set()

    def timeline(self, key: str) -> Timeline:
        self.asked.add(key)
        return super().timeline(key)

    def version(self, id_: str) -> Version:
        found = super().version(id_)
        self.asked.add(found.key)
        return found

    def resolve(self, name: str) -> tuple[Timeline, Version | None]:
        found = super().resolve(name)
        self.asked.add(found[0].key)
        return found


class Bench:
    """The cases, the packaged rules, and which keys each case asks for."""

    def __init__(self, cases: Sequence[Probe] | None = None) -> None:
        self.probes = tuple(probes() if cases is None else cases)
        book = packaged_book()
        self.timelines = {key: book.timeline(key) for key in book.keys()}  # noqa: SIM118  a book is no dictionary
        self.files = read_rule_files((PACKAGED,))

    @cached_property
    def asked(self) -> list[set[str]]:
        """The keys each case asks for."""
        found = []
        for probe in self.probes:
            recorder = _Recorder(self.timelines)
            probe.answer(recorder)
            found.append(recorder.asked)
        return found

    @cached_property
    def versions(self) -> list[Version]:
        """Every verified version of a key that some case asks for."""
        keys = sorted(set().union(*self.asked))
        return [version for key in keys for version in self.timelines[key].versions if version.verified]

    @cached_property
    def unasked(self) -> list[Version]:
        """Every verified version with a figure of which no outcome is computed."""
        used = {version.id for version in self.versions}
        every = (version for line in self.timelines.values() for version in line.versions)
        figured = (version for version in every if version.verified and (version.quantity is not None or version.limbs))
        return sorted((one for one in figured if one.id not in used), key=lambda one: one.id)

    def mutations(self) -> list[Mutation]:
        """Every change."""
        return [mutation for version in self.versions for mutation in mutations_of(version)]

    def judge(self, mutation: Mutation) -> Verdict:
        """Answer the cases that ask for the key with the changed book, until one differs."""
        key = mutation.version.key
        book = LawBook({**self.timelines, key: _changed(self.timelines[key], mutation.version)})
        for probe, asked in zip(self.probes, self.asked, strict=True):
            if key in asked and probe.answer(book) != probe.expected:
                return Verdict(mutation, "killed", probe.name)
        refusal = _refusal(self.files, mutation.version)
        if refusal:
            return Verdict(mutation, "refused", refusal)
        return Verdict(mutation, "survived", REASONS.get(mutation.name, "?"))


def _changed(timeline: Timeline, version: Version) -> Timeline:
    return replace(timeline, versions=tuple(version if one.id == version.id else one for one in timeline.versions))


def _refusal(files: RuleFiles, version: Version) -> str:
    """Say why the rule files would refuse the dates of this version; empty where they would load."""
    changed = RuleFiles(instruments=files.instruments)
    for path, document in files.subjects:
        entry = document.keys.get(version.key)
        if entry and version.id in entry.versions:
            dates = {"valid_from": version.valid_from, "valid_to": version.valid_to}
            one = entry.versions[version.id].model_copy(update=dates)
            key = entry.model_copy(update={"versions": {**entry.versions, version.id: one}})
            document = document.model_copy(update={"keys": {**document.keys, version.key: key}})  # noqa: PLW2901
        changed.subjects.append((path, document))
    try:
        assemble(changed)
    except RuleFileError as error:
        return error.what
    return ""


def mutations_of(version: Version) -> Iterator[Mutation]:
    """Yield every smallest change of the figures and dates of one version."""
    for name in ("valid_from", "valid_to"):
        day: date | None = getattr(version, name)
        for sign in (-1, 1) if day else ():
            yield Mutation(_with(version, **{name: day + sign * _DAY if day else None}), f"{name} {sign:+d}")
    if version.quantity is not None:
        for sign in (-1, 1):
            yield Mutation(_with(version, quantity=_step(version.quantity, version.unit, sign)), f"quantity {sign:+d}")
    for number, limb in enumerate(version.limbs):
        yield from _limb_mutations(version, number, limb)


def _limb_mutations(version: Version, number: int, limb: Limb) -> Iterator[Mutation]:
    for sign in (-1, 1):
        changed = replace(limb, value=_step(limb.value, limb.unit, sign))
        yield _limb_changed(version, number, changed, f"limb {number + 1} value {sign:+d}")
        for match in _DIGITS.finditer(limb.measure):
            words = _respelled(limb.measure, match, sign)
            yield _limb_changed(version, number, replace(limb, measure=words), f"limb {number + 1} {words}")
        for match in _DIGITS.finditer(limb.condition or ""):
            words = _respelled(limb.condition or "", match, sign)
            yield _limb_changed(version, number, replace(limb, condition=words), f"limb {number + 1} if {words}")


def _limb_changed(version: Version, number: int, limb: Limb, what: str) -> Mutation:
    limbs = (*version.limbs[:number], limb, *version.limbs[number + 1 :])
    return Mutation(_with(version, limbs=limbs), what)


def _with(version: Version, **fields: Any) -> Version:
    return replace(version, **fields)


def _respelled(text: str, match: re.Match[str], sign: int) -> str:
    return f"{text[: match.start()]}{int(match[0]) + sign}{text[match.end() :]}"


def _step(figure: int | Decimal, unit: Unit | None, sign: int) -> int | Decimal:
    return figure + sign * (Decimal("0.01") if unit is Unit.CNY else 1)


def table(verdicts: Sequence[Verdict]) -> str:
    """Render one line for each rule, then every survivor with its reason, then the totals."""
    by_rule: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        by_rule.setdefault(verdict.mutation.version.id, Counter())[verdict.state] += 1
    width = max(len(name) for name in by_rule)
    lines = [f"{'rule'.ljust(width)}  changes  killed  refused  survived"]
    for name, counts in by_rule.items():
        shown = (counts.total(), counts["killed"], counts["refused"], counts["survived"])
        lines.append(f"{name.ljust(width)}  {shown[0]:7d}  {shown[1]:6d}  {shown[2]:7d}  {shown[3]:8d}")
    lines += ["", "refused when loaded (overlap or gap), so every outcome fails:"]
    lines += [f"  {one.mutation.name}: {one.by}" for one in verdicts if one.state == "refused"]
    lines += ["", "survived:"]
    lines += [f"  {one.mutation.name}: {one.by}" for one in verdicts if one.state == "survived"]
    totals = Counter(verdict.state for verdict in verdicts)
    parts = ", ".join(f"{totals[state]} {state}" for state in ("killed", "refused", "survived"))
    return "\n".join([*lines, "", f"{len(by_rule)} rules, {len(verdicts)} changes: {parts}"])


def main() -> int:
    """Run every change and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, help="Write every verdict to this file too.")
    arguments = parser.parse_args()
    bench = Bench()
    verdicts = [bench.judge(mutation) for mutation in bench.mutations()]
    print(table(verdicts))
    print(f"\n{len(bench.unasked)} rules with a figure of which no outcome is computed here:")
    print("  " + ", ".join(version.id for version in bench.unasked))
    if arguments.json:
        rows = [{"change": one.mutation.name, "state": one.state, "by": one.by} for one in verdicts]
        arguments.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(any(one.state == "survived" and one.by == "?" for one in verdicts))


if __name__ == "__main__":
    sys.exit(main())
