"""Kills itself at every write of one step, on a database of its own, and looks at what was left.

``python -m tests.stages.cases.crash_program DATA`` uses the engine of ``JIANZHEN_DATABASE_URL`` (SQLite without it) and
prints how often it was killed and where the case stands in the end.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from uuid import uuid4

import django
from django.core.management import call_command
from django.db import connection, connections

os.environ |= {"JIANZHEN_DATA": sys.argv[1], "DJANGO_SETTINGS_MODULE": "jianzhen.config.settings"}
django.setup()

from tests.stages.cases.crashing import die, everything, fault_at, writes_of  # noqa: E402  (after the set-up)
from tests.stages.conftest import Walk, at, office, route_lead  # noqa: E402


def own_database() -> None:
    """Make a PostgreSQL database for this run, where that is the engine."""
    url = os.environ.get("JIANZHEN_DATABASE_URL", "")
    if url:
        name = f"crash_{uuid4().hex}"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        connections.close_all()
        connections["default"].settings_dict["NAME"] = name


def main(data: str) -> int:
    """Walk two cases to their decision, kill the second at every write, then decide it."""
    own_database()
    Path(data).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    people = office()
    twin, one = (Walk(route_lead("2026-03-02"), people, at("2026-03-02")) for _ in range(2))
    twin.to("hear_statement")
    one.to("hear_statement")
    count, before = writes_of(lambda: twin.take("decide_penalty", decision_number="样例2")), everything()
    killed = sum(killed_at(number, one, before) for number in range(1, count + 1))
    print(killed, one.take("decide_penalty").state)
    return 0


def killed_at(number: int, one: Walk, before: dict[str, list[str]]) -> bool:
    """Let a child process decide the case and die at a write; say whether it died and nothing of it was left."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        with fault_at(number, die):
            one.take("decide_penalty")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if everything() != before:
        raise SystemExit(f"a process killed at write {number} left something behind")
    return os.waitstatus_to_exitcode(status) == 9


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
