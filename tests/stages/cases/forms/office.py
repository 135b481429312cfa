"""Several officers at once, each a process of its own: ``python -m tests.stages.cases.forms.office begin|issue …``."""

from __future__ import annotations

import sys
from uuid import UUID

import django


def begin() -> None:
    """Make the instance that the surroundings name, enrol an officer, take a lead into verification; print both ids."""
    from django.core.management import call_command  # noqa: PLC0415  (needs the apps)

    from tests.stages.conftest import Walk, at, office, route_lead  # noqa: PLC0415  (needs the apps)

    call_command("migrate", verbosity=0)
    people = office()
    walk = Walk(route_lead("2026-03-02"), people, at("2026-03-03"))
    walk.take("accept")
    print(people.officer.actor_id, walk.lead_id)


def issue(officer: str, lead: str, count: int) -> None:
    """Issue some documents of one form, one after the other, and print their numbers."""
    from jianzhen.people.queries import actor_by_id  # noqa: PLC0415  (needs the apps)
    from jianzhen.stages.cases.actions.forms import IssueDocument  # noqa: PLC0415  (needs the apps)
    from tests.stages.cases.forms.test_issuing import said  # noqa: PLC0415  (needs the apps)
    from tests.stages.conftest import at  # noqa: PLC0415  (needs the apps)

    actor = actor_by_id(UUID(officer))
    for _ in range(count):
        act = IssueDocument(actor=actor, at=at("2026-03-04"), lead_id=UUID(lead), form="cf33", said=said("cf33"))
        print(act.execute().number)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "begin":
        begin()
    else:
        issue(sys.argv[2], sys.argv[3], int(sys.argv[4]))
