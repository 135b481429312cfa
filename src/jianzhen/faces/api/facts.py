"""Facts that need no register: codes on goods, the list of checks, the law of a day, and how the process is."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router

from jianzhen.custody.instance import current
from jianzhen.faces.api import answers
from jianzhen.faces.api.asked import CodeAsked
from jianzhen.faces.api.cells import Day
from jianzhen.faces.api.doors import caller_of, doors
from jianzhen.faces.api.problems import ProblemError
from jianzhen.faces.api.resident import resident
from jianzhen.law.book import LawBook
from jianzhen.law.errors import NotInForceError, UnknownRuleError
from jianzhen.stages.cases.queries.instance import law as law_here
from jianzhen.stages.screening.queries import checks as known_checks
from jianzhen.stages.tracing.codes import read_code

router = Router(tags=["facts"], auth=doors(None))


@router.post("/trace/code", response={200: answers.CodeRead, answers.REFUSALS: answers.ProblemBody})
def code(request: HttpRequest, asked: CodeAsked) -> answers.CodeRead:  # noqa: ARG001
    """Say what a code found on goods is, its parts, and whether its check digit holds."""
    return answers.CodeRead(**read_code(asked.code, _patterns()).as_json())


@router.get("/checks", response={200: answers.Checks, answers.REFUSALS: answers.ProblemBody})
def checks(request: HttpRequest) -> answers.Checks:  # noqa: ARG001
    """List every check with one line in Chinese and English."""
    lines = sorted(known_checks().items())
    return answers.Checks(checks=[answers.CheckLine(code=name, title_zh=zh, title_en=en) for name, (zh, en) in lines])


@router.get("/law/{key}", response={200: answers.Rule, answers.REFUSALS: answers.ProblemBody})
def law(
    request: HttpRequest,
    key: Annotated[str, Path(max_length=128)],
    as_of: Annotated[Day | None, Query()] = None,
) -> answers.Rule:
    """Show the version of a rule (key or version id) in force on a day, today in Shanghai if left out."""
    day, book = as_of or caller_of(request).today, law_here().book
    try:
        found = book.at(key, day)
    except UnknownRuleError as fault:
        raise ProblemError("unknown_rule", where="key", what=fault.what, remedy=fault.remedy) from fault
    except NotInForceError as fault:
        return answers.Rule(
            as_of=day,
            key=fault.key,
            status="no_such_duty" if fault.status == "no_such_duty" else "needs_legal_review",
            rule=None,
            reason=fault.what,
            remedy=fault.remedy,
            versions=list(fault.versions),
        )
    return answers.Rule(
        as_of=day,
        key=found.key,
        status="in_force",
        rule=found.to_json(),
        reason="",
        remedy="",
        versions=list(_versions(book, found.key)),
    )


@router.get("/health", response={200: answers.Health, answers.REFUSALS: answers.ProblemBody}, auth=None)
def health(request: HttpRequest) -> answers.Health:  # noqa: ARG001
    """Say that the process answers and whether it can screen; needs no key, begins to load a new plan."""
    state, loaded = resident(current().plans).state()
    plan = answers.PlanState(
        state=state, digest=loaded.digest if loaded else None, as_of=loaded.as_of if loaded else None
    )
    return answers.Health(status="ok", version=version("jianzhen"), plan=plan)


def _versions(book: LawBook, key: str) -> tuple[str, ...]:
    return tuple(book.timeline(key).ids)


def _patterns() -> dict[str, tuple[str, ...]]:
    return _patterns_of(law_here().book)


@lru_cache(maxsize=2)
def _patterns_of(book: LawBook) -> dict[str, tuple[str, ...]]:
    return {version.id: version.patterns for version in book.versions() if version.patterns}
