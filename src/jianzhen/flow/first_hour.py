"""The first hour at a new office: last year's decisions in; missed transfers, overdue publications, repeaters out.

Everything is read from what a pass took in; nothing is written here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from jianzhen.flow.missed import first_of, parties, placer, read_day_or_none, registered
from jianzhen.law.counting import corresponding_day
from jianzhen.law.deadline import compute
from jianzhen.law.errors import LawError
from jianzhen.law.model import Version
from jianzhen.people.policy import Reach
from jianzhen.stages.cases.queries.instance import city, law
from jianzhen.stages.outcomes.queries.publication import publications
from jianzhen.stages.outcomes.rules import publication_rules
from jianzhen.stages.outcomes.schema.first_hour import Decided, FirstHour, MissedItem, OverdueItem, RepeatItem
from jianzhen.stages.referral import queries_missed as referral
from jianzhen.stages.referral.missed.acts import Act, Party, Recorded
from jianzhen.stages.referral.missed.fields import fields
from jianzhen.stages.referral.missed.ledger import acts as acts_of
from jianzhen.stages.referral.missed.reading import IsMark
from jianzhen.stages.referral.missed.reasons import unknown_words
from jianzhen.stages.signals import queries as signals

EVERYTHING: Final = Reach(everything=True, scopes=frozenset())
PUBLISHED: Final = ("公示日期", "公示时间", "发布日期", "公开日期")
KINDS: Final = ("处罚种类", "处罚类别")
WARNING: Final = "警告"
REPEAT_RULE: Final = "tm.repeat"
"""商标法第六十条第二款: two infringements within five years are punished more heavily."""

MOST: Final = 5_000
_MENTIONED: Final = re.compile(r"曾因|再次|屡次|多次被|此前.{0,8}处罚|[一二两三四五]年内.{0,12}(?:处罚|违法)|累犯|从重")


@dataclass(frozen=True, slots=True)
class _Decision:
    """One decision as the overdue list needs it."""

    number: str
    party: str
    uscc: str
    agency: str
    day: date
    file: tuple[str, str]
    extra: Mapping[str, str]


def first_hour(as_of: date) -> FirstHour:
    """Return the report of the open instance as of a day."""
    found = list(_decisions())
    days = [one.day for one in found]
    dated = {one.file for one in found if first_of(one.extra, PUBLISHED)}
    late, review, exempt = _overdue([one for one in found if one.file in dated], as_of)
    return FirstHour(
        as_of=as_of,
        decisions=len(found),
        since=min(days, default=None),
        until=max(days, default=None),
        undated=sum(one.file not in dated for one in found),
        review=review,
        exempt=exempt,
        missed=tuple(_missed()),
        overdue=tuple(sorted([*late, *_own_overdue(as_of)], key=lambda one: (-one.days, one.number))),
        repeats=tuple(repeaters(parties({}), registered(), law().book.at)),
    )


# missed transfers


def _missed() -> Iterator[MissedItem]:
    for line in referral.missed(EVERYTHING, "open", limit=MOST)[1]:
        found = referral.page(line.finding_id, EVERYTHING)
        yield MissedItem(
            finding_id=str(line.finding_id),
            name=line.name,
            names=line.names,
            met_on=line.met_on,
            grade=line.grade,
            article=line.charge,
            measure=line.measure,
            low=line.low,
            high=line.high,
            threshold=line.threshold,
            counted=line.counted,
            alone=line.alone_on == line.met_on,
            offices=line.offices,
            rule_id=line.rule_id,
            unknown=tuple(unknown_words(one, "zh") for one in found.unknown),
        )


# overdue publications


def _decisions() -> Iterator[_Decision]:
    """Yield the penalty decisions in the lake, each as it was last stated."""
    found: dict[tuple[str, str], _Decision] = {}
    for batch in signals.batches():
        for row in batch.to_pylist():
            if row["kind"] == "penalty" and row["event_date"]:
                number = row["doc_no"] or row["source_record_id"]
                found[row["source"], number] = _decision(row, number)
    yield from found.values()


def _decision(row: Mapping[str, Any], number: str) -> _Decision:
    return _Decision(
        number=number,
        party=row["seller_name"] or "",
        uscc=row["seller_uscc"] or "",
        agency=row["agency_name"] or "",
        day=row["event_date"],
        file=(row["source"], row["file_name"]),
        extra=json.loads(row["extra"]) if row["extra"] else {},
    )


def _overdue(found: Sequence[_Decision], as_of: date) -> tuple[list[OverdueItem], int, int]:
    """Return what was published late or not at all, how many have no firm day due, and how many are not published."""
    late: list[OverdueItem] = []
    review = exempt = 0
    place = placer(city(), as_of)
    for one in found:
        if first_of(one.extra, KINDS).strip() == WARNING:
            exempt += 1
            continue
        due = _due(_rule_for(one, place(one.agency)[0]), one.day)
        published = read_day_or_none(first_of(one.extra, PUBLISHED))
        if due is None:
            review += 1
        elif (published or as_of) > due[0]:
            late.append(_late(one, due, published, as_of))
    return late, review, exempt


def _rule_for(one: _Decision, agency: str) -> str:
    """Return the key of the time to publish, by agency and by whether the party is registered in the same province."""
    province = city().places()[0].code[:2]
    home = "same_province" if not one.uscc or one.uscc[2:4] == province else "elsewhere"
    return publication_rules().first_clock(agency, home)[1]


def _due(key: str, day: date) -> tuple[date, str, str] | None:
    """Return the day due with version and citation; None where no rule of the day gives a firm one."""
    if not key:
        return None
    answer = compute(law().book, key, day, calendar=law().calendar)
    due = answer.earliest_safe_date
    return (due, answer.rule_id or key, answer.citation or "") if due else None


def _late(one: _Decision, due: tuple[date, str, str], published: date | None, as_of: date) -> OverdueItem:
    day, rule, citation = due
    return OverdueItem(
        number=one.number,
        party=one.party,
        agency=one.agency,
        decided_on=one.day,
        due=day,
        published_on=published,
        days=((published or as_of) - day).days,
        rule_id=rule,
        citation=citation,
    )


def _own_overdue(as_of: date) -> Iterator[OverdueItem]:
    """Yield the overdue publications of cases decided in this instance."""
    for line in publications(EVERYTHING, "overdue", as_of=as_of, limit=MOST):
        if line.due:
            yield OverdueItem(
                number=line.decision_number or line.case_number,
                party=line.party,
                agency=city().agency_name(line.agency, as_of),
                decided_on=line.decided_on,
                due=line.due,
                published_on=line.published_on,
                days=line.overdue_days,
                rule_id="",
                citation="",
            )


# hidden repeaters


def repeaters(found: Iterable[Party], is_mark: IsMark, rule: Callable[[str, date], Version]) -> Iterator[RepeatItem]:
    """Yield the parties penalised again within the law's window where names, offices or silence hide it."""
    for party in found:
        decided = [act for act in acts_of(party.records, "marks", is_mark) if act.handled_on]
        version = _in_force(rule, max((act.handled_on for act in decided if act.handled_on), default=None))
        close = _close(decided, version) if version else []
        hidden = _hidden(close)
        if version and hidden:
            yield RepeatItem(
                subject_id=party.subject_id,
                name=party.name,
                names=tuple(sorted({one.name for act in close for one in _papers(act) if one.name})),
                uscc=party.uscc,
                field=fields().fields["marks"].zh,
                hidden=hidden,
                decisions=tuple(_told(act) for act in close),
                rule_id=version.id,
                citation=version.citation,
            )


def _in_force(rule: Callable[[str, date], Version], day: date | None) -> Version | None:
    """Return the rule on repetition of that day; None where no text that was read holds one."""
    try:
        return rule(REPEAT_RULE, day) if day else None
    except LawError:
        return None


def _close(decided: Sequence[Act], version: Version) -> list[Act]:
    """Return the decisions that have another within the window."""
    months = 12 * int(version.quantity or 0)
    days = sorted((act.handled_on, number) for number, act in enumerate(decided) if act.handled_on)
    kept: set[int] = set()
    for (early, one), (late, other) in pairwise(days):
        if late < corresponding_day(early, months):
            kept |= {one, other}
    return [decided[number] for _, number in days if number in kept]


def _hidden(close: Sequence[Act]) -> tuple[str, ...]:
    """Return by what a repetition is hidden; one office that met one name twice hides nothing."""
    if len(close) < 2:
        return ()
    papers = [paper for act in close for paper in _papers(act)]
    why = {
        "names": len({paper.name for paper in papers if paper.name}) > 1,
        "offices": len({paper.agency for paper in papers if paper.agency}) > 1,
        "silent": not any(_MENTIONED.search(paper.text) for act in close[1:] for paper in _papers(act)),
    }
    return tuple(code for code, holds in why.items() if holds) if why["names"] or why["offices"] else ()


def _papers(act: Act) -> list[Recorded]:
    return [record for record in act.records if record.decides]


def _told(act: Act) -> Decided:
    paper = _papers(act)[0]
    return Decided(
        day=act.handled_on or paper.day,
        number=paper.number,
        agency=paper.agency,
        name=paper.name,
        amount=act.quantities.get("value"),
        cause=paper.cause or paper.text[:40],
    )
