"""One lead or case in the reader's words: what was done under which law, what is lawful next, which clocks run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from jianzhen.faces.console import codes, facts, laws
from jianzhen.faces.console.clocks import Chip, chip_of
from jianzhen.faces.console.facts import Asked, Option
from jianzhen.faces.console.rows import row_of
from jianzhen.faces.console.shown import yuan
from jianzhen.faces.console.visit import Language, Visit
from jianzhen.faces.console.worn import agency_name
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.checks import PARTY_PLACES, PENALTIES
from jianzhen.stages.cases.procedure import Procedure, procedure_of
from jianzhen.stages.cases.queries.documents import issued_decision
from jianzhen.stages.cases.queries.money import owed_of
from jianzhen.stages.cases.schema.acts import Act
from jianzhen.stages.cases.schema.clock import Clock, State
from jianzhen.stages.cases.schema.pages import LawLine, MatterPage, NextStep, SpineStep

FORWARD: Final = (
    "accept",
    "go_on",
    "conclude_verification",
    "propose_filing",
    "approve_filing",
    "start_investigation",
    "submit_review",
    "pass_review",
    "notify_party",
    "confirm_notice",
    "appoint_host",
    "hand_over_file",
    "set_hearing",
    "hold_hearing",
    "report_hearing",
    "review_after_hearing",
    "decide_penalty",
    "serve_decision",
    "confirm_service",
    "record_performance",
    "file_summary",
    "end_summary",
    "close",
)
"""Acts that carry a matter forward; the first that can be taken now is the page's primary action."""


@dataclass(frozen=True, slots=True)
class Step:
    """A lawful next step as a form, or with the reasons why it has to wait.

    ``law`` holds key and citation of what it starts, where a page links them.
    """

    act: str
    words: str
    effect: str
    fields: tuple[Asked, ...]
    blocked: list[str]
    mine: bool
    who: str
    to: str
    seen: int
    primary: bool = False
    law: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One step on the spine."""

    words: str
    on: date
    who: str
    said: list[tuple[str, str]]
    law: tuple[LawLine, ...]
    state: str


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock with its chip and everything that explains it."""

    words: str
    chip: Chip
    clock: Clock
    figure: str


def steps(page: MatterPage, visit: Visit) -> list[Step]:
    """Return the next steps: those one can take first, the primary one marked."""
    procedure = procedure_of(page.row.agency)
    found = [_step(one, page, procedure, visit) for one in page.next_steps if not _idle(one)]
    ready = {one.act for one in found if not one.blocked and page.row.state not in procedure.act(one.act).ends}
    primary = next((name for name in FORWARD if name in ready), "")
    marked = [_primary(one) if one.act == primary else one for one in found]
    return sorted(marked, key=lambda one: (bool(one.blocked), not one.primary, one.act not in FORWARD))


def _idle(step: NextStep) -> bool:
    """Say whether a step is about a clock or an act that is not there: it asks nothing of anybody now."""
    return any(why["code"] in ("no_clock", "comes_after") for why in step.blocked)


def _primary(step: Step) -> Step:
    return replace(step, primary=True)


def _step(one: NextStep, page: MatterPage, procedure: Procedure, visit: Visit) -> Step:
    act, lang = procedure.act(one.act), visit.lang
    clocks = {name: words.en if lang == "en" else words.zh for name, words in procedure.clock_words.items()}
    return Step(
        act=one.act,
        words=one.words[lang == "en"],
        effect=effect(act, procedure, lang),
        fields=facts.asked(dict(one.fields), choices(act, page, procedure, visit), _known(act, page)),
        blocked=[codes.blocked(why, lang, clocks) for why in one.blocked],
        mine=not any(why["code"] == "not_permitted" for why in one.blocked),
        who=str(codes.PERMISSIONS.get(one.permission, one.permission)),
        to=reverse("step", kwargs={"lead_id": page.row.lead_id, "step": one.act}),
        seen=page.row.version,
    )


def effect(act: Act, procedure: Procedure, lang: Language) -> str:
    """Return what a step will do, said before it is done."""
    parts = list(_effects(act, procedure, lang))
    return _("；").join(parts)


def _effects(act: Act, procedure: Procedure, lang: Language) -> Iterator[str]:
    ends = [procedure.states[name] for name in act.ends if name in procedure.states and name not in act.begins]
    if ends:
        words = _("”或“").join(state.en if lang == "en" else state.zh for state in ends)
        yield _("转为“%(state)s”") % {"state": words}
    started = [name for turn in (act.clocks, *act.then.values()) for name in (*turn.start, *turn.appoint)]
    for name in dict.fromkeys(started):
        clock = procedure.clock_words[name]
        yield _("开始计算期限：%(clock)s") % {"clock": clock.en if lang == "en" else clock.zh}


def _known(act: Act, page: MatterPage) -> dict[str, str]:
    """Return what a document issued before settles already: the number of the decision."""
    number = issued_decision(page.row.lead_id) if "decision_number" in act.facts else ""
    return {"decision_number": number} if number else {}


def choices(act: Act, page: MatterPage, procedure: Procedure, visit: Visit) -> dict[str, Sequence[Option]]:
    """Return the options of the facts that are chosen rather than written."""
    grounds = [name for clock in act.clocks.pause for name in _grounds(procedure, clock)]
    english = visit.lang == "en"
    chosen = {
        kind: tuple(Option(value, words.en if english else words.zh) for value, words in values.items())
        for kind, values in procedure.choices.items()
    }
    return chosen | {
        "officers": officers(page.row.agency, visit.today) if "officers" in act.facts else (),
        "penalties": facts.options("penalties", PENALTIES),
        "party_place": facts.options("party_place", PARTY_PLACES),
        "ground": facts.options("ground", grounds),
        "official": officials(page, visit.today) if "official" in act.facts.values() else (),
        "clock": _open_clocks(page, procedure, english=english),
    }


def officials(page: MatterPage, on: date) -> list[Option]:
    """Return the people of the agency who do not investigate the case."""
    own = {str(one) for one in page.case.officers} if page.case else set()
    found = people.staff_of(page.row.agency, on)
    return [Option(str(user.pk), user.display_name) for user in found if str(user.pk) not in own]


def _open_clocks(page: MatterPage, procedure: Procedure, *, english: bool) -> list[Option]:
    names = dict.fromkeys(line.clock.name for line in page.clocks if line.clock.state is State.NEEDS_REVIEW)
    words = {name: procedure.clock_words[name] for name in names if name in procedure.clock_words}
    return [Option(name, one.en if english else one.zh) for name, one in words.items()]


def _grounds(procedure: Procedure, clock: str) -> tuple[str, ...]:
    rule = procedure.exclusions.get(clock)
    return rule.grounds if rule else ()


def officers(agency: str, on: date) -> list[Option]:
    """Return the agency's officers; one without a running certificate says so and will be refused."""
    return [
        Option(str(user.pk), user.display_name if people.qualified(user.pk, on) else _lapsed(user.display_name))
        for user in people.officers_of(agency)
    ]


def _lapsed(name: str) -> str:
    return _("%(name)s（执法证不在有效期内）") % {"name": name}


def spine(page: MatterPage, lang: Language) -> list[Node]:
    """Return the steps taken, oldest first, with what was said and the law of each step's own day."""
    procedure = procedure_of(page.row.agency)
    named = {str(one) for step in page.spine for one in step.facts.get("officers", ())}
    names = people.names_of(named | {str(step.facts["host"]) for step in page.spine if "host" in step.facts})
    names |= {code: agency_name(code, step.on, lang) for step in page.spine if (code := step.facts.get("agency"))}
    return [_node(step, procedure, names, lang) for step in page.spine]


def _node(step: SpineStep, procedure: Procedure, names: Mapping[str, str], lang: Language) -> Node:
    kinds = procedure.acts[step.act].facts if step.act in procedure.acts else {}
    chosen = {name: _choice(procedure, kind, step.facts.get(name), lang) for name, kind in kinds.items()}
    said = [
        (facts.short(name), chosen.get(name) or _said(name, value, names))
        for name, value in step.facts.items()
        if value != ""
    ]
    state = procedure.states[step.to_state]
    who = step.actor or (_("系统") if step.actor_id == "system" else step.actor_id)
    return Node(step.words[lang == "en"], step.on, who, said, step.law, state.en if lang == "en" else state.zh)


def _choice(procedure: Procedure, kind: str, value: object, lang: Language) -> str:
    """Return the words of a value that the procedure file lets choose, or of a clock; empty for anything else."""
    known = procedure.clock_words if kind == "clock" else procedure.choices.get(kind, {})
    words = known.get(str(value))
    return "" if words is None else words.en if lang == "en" else words.zh


def _said(name: str, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name in facts.MONEY:
        return yuan(Decimal(str(value)))
    if isinstance(value, list):
        return _("、").join(names.get(str(one), facts.option_words(name, str(one))) for one in value)
    return names.get(str(value), facts.option_words(name, str(value)))


def clock_views(page: MatterPage, visit: Visit) -> list[ClockView]:
    """Return the clocks: running ones first, each with the words of its state."""
    calendar = laws.calendar()
    lines = sorted(page.clocks, key=lambda line: (not line.clock.active, line.clock.due or date.max))
    return [
        ClockView(
            line.words[visit.lang == "en"],
            chip_of(line.clock, visit.at, calendar),
            line.clock,
            laws.period(line.clock.quantity, line.clock.unit),
        )
        for line in lines
    ]


def papers_to_file(page: MatterPage, lang: Language) -> list[Option]:
    """Return the kinds of document of the agency's procedure, for the form that files one."""
    kinds = procedure_of(page.row.agency).paper_kinds
    return [Option(name, kind.words.en if lang == "en" else kind.words.zh) for name, kind in kinds.items()]


def context(page: MatterPage, visit: Visit) -> dict[str, Any]:
    """Return what the page of a lead or case shows of its handling."""
    row, lang, found = page.row, visit.lang, steps(page, visit)
    team = people.names_of({str(one) for one in page.case.officers}) if page.case else {}
    penalties = [facts.option_words("penalties", one) for one in page.case.penalties] if page.case else []
    joint = [agency_name(code, visit.today, lang) for code in page.joint_agencies]
    return {
        "page": page,
        "row": row_of(row, visit),
        "spine": spine(page, lang),
        "clocks": clock_views(page, visit),
        "steps": [one for one in found if one.mine],
        "others": [one for one in found if not one.mine],
        "procedure": page.procedure_words[lang == "en"],
        "paper_kinds": papers_to_file(page, lang),
        "may_file": visit.may(Permission.CASE_WORK, row.agency, row.district),
        "joint": _("、").join(joint),
        "team": _("、").join(team.values()),
        "penalties": _("、").join(penalties),
        "owed": owed_of(row.lead_id, visit.today) if page.case and page.case.decided_on else None,
    }
