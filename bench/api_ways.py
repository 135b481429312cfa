"""What ``bench/api.py`` starts in processes of their own: the instance with its plan, and callers without a socket.

``api_ways.py prepare MARKS`` fills the instance of ``JIANZHEN_DATA`` and prints facts as JSON; ``api_ways.py ours`` and
``api_ways.py bare`` read a JSON list of texts a line and answer with the seconds that each request took.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from typing import Any

from jianzhen.base.clock import law_date, now
from jianzhen.faces.cli.opening import load_django, open_database

PATH = "/api/v1/screen"
PER_MINUTE = 60_000


def body(text: str) -> bytes:
    """Return one listing as a request."""
    return json.dumps({"items": [{"item_id": "1", "text": text, "kind": "listing"}]}).encode()


def prepare(count: int) -> dict[str, Any]:
    """Enrol a platform, issue its key, compile and save a plan of so many coined marks; return key and seconds."""
    instance = open_database()
    from market_texts import marks, register  # noqa: PLC0415 - after the instance is open

    from jianzhen.custody.api_keys import IssueKey  # noqa: PLC0415
    from jianzhen.custody.enrol import EnrolUser  # noqa: PLC0415
    from jianzhen.people.policy import SYSTEM, KeyScope, Role  # noqa: PLC0415
    from jianzhen.playbook.reader import read_shipped  # noqa: PLC0415
    from jianzhen.stages.screening.rules import compile_plan, shipped_patterns  # noqa: PLC0415
    from jianzhen.stages.screening.standing import stand  # noqa: PLC0415

    at, roles = now(), ((Role.PLATFORM, "bench", ""),)
    EnrolUser(actor=SYSTEM, at=at, username="bench", display_name="bench", roles=roles).execute()
    issued = IssueKey(
        actor=SYSTEM,
        at=at,
        username="bench",
        label="bench",
        scopes=frozenset({KeyScope.SCREEN}),
        expires_at=at + timedelta(days=1),
        per_minute=PER_MINUTE,
    ).execute()
    begun = time.perf_counter()
    rights = register(marks(count))
    plan = compile_plan(read_shipped(), shipped_patterns(), rights=rights, as_of=law_date(at))
    stand(plan, instance.plans)
    return {"token": issued.token, "compiled": time.perf_counter() - begun}


def seconds(client: Any, texts: Sequence[str], headers: dict[str, str]) -> Iterator[float]:
    """Yield what each request took through the client."""
    for text in texts:
        sent, begun = body(text), time.perf_counter()
        answer = client.post(PATH, sent, content_type="application/json", headers=headers)
        took = time.perf_counter() - begun
        if answer.status_code != 200:
            raise AssertionError(f"{answer.status_code}: {answer.content[:200]!r}")
        yield took


def wait_for_plan(client: Any) -> None:
    """Wait until health says that the plan is ready."""
    while (state := client.get("/api/v1/health").json()["plan"]["state"]) != "ready":
        if state == "refused":
            raise AssertionError("the plan just compiled was refused")
        time.sleep(0.1)


def answer_lines(way: str) -> None:
    """Answer each line of texts with a line of seconds; the first answer comes when everything is warm."""
    if way == "ours":
        load_django()
    else:
        import_module("api_bare")
    from django.test import Client  # noqa: PLC0415 - after the settings
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    setup_test_environment()
    client, headers = Client(), {}
    if way == "ours":
        headers = {"Authorization": f"Bearer {os.environ['BENCH_KEY']}"}
        wait_for_plan(client)
    for line in sys.stdin:
        print(json.dumps(list(seconds(client, json.loads(line), headers))), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        print(json.dumps(prepare(int(sys.argv[2]))))
    else:
        answer_lines(sys.argv[1])
