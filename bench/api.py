"""One listing through the API: p50, p95, p99 over a socket and without, beside a bare endpoint of constant JSON."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from api_ways import PATH, body
from market_texts import marks, titles

from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.cli.benching import Figures

MARKS, REQUESTS, ROUNDS = 300_000, 300, 3
SEED = 23
"""Of the titles asked about; every tenth names a mark."""
PATIENCE = 900
"""Seconds that a server may take until it can screen."""
HERE = Path(__file__).resolve().parent
THREADS = "8"

Way = Callable[[Sequence[str]], list[float]]
"""Texts → the seconds that each took."""


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the longest in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    found = {"p50 ms": cuts[49], "p95 ms": cuts[94], "p99 ms": cuts[98], "longest ms": max(seconds)}
    return {name: round(value * 1000, 1) for name, value in found.items()}


def environment(folder: Path, token: str = "") -> dict[str, str]:
    """Return the environment of a process on the instance made for this, never on anybody's own."""
    return common() | {"JIANZHEN_DATA": str(folder), "BENCH_KEY": token}


def bare_environment() -> dict[str, str]:
    """Return the environment of the bare endpoint."""
    return common() | {"DJANGO_SETTINGS_MODULE": "api_bare_settings"}


def common() -> dict[str, str]:
    """Return what both share: this process's variables without those of any instance, and the folder of benchmarks."""
    found = {name: value for name, value in os.environ.items() if not name.startswith(("JIANZHEN_", "DJANGO_"))}
    return found | {"PYTHONPATH": os.pathsep.join([str(HERE), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])}


@contextmanager
def running(command: Sequence[str], environ: Mapping[str, str], **pipes: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a process of ours and end it."""
    with subprocess.Popen(command, env=dict(environ), text=True, **pipes) as process:  # noqa: S603  our own words
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def without_socket(way: str, environ: Mapping[str, str]) -> Iterator[Way]:
    """Give Django's test client in a process of its own."""
    command = [sys.executable, str(HERE / "api_ways.py"), way]
    with running(command, environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def ask(texts: Sequence[str]) -> list[float]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(list(texts)) + "\n")
            process.stdin.flush()
            found: list[float] = json.loads(process.stdout.readline())
            return found

        yield ask


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def over_socket(port: int, token: str) -> Way:
    """Return a caller that opens one connection and keeps it while it asks."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def ask(texts: Sequence[str]) -> list[float]:
        connection, found = http.client.HTTPConnection("127.0.0.1", port), []
        for text in texts:
            sent, begun = body(text), time.perf_counter()
            connection.request("POST", PATH, sent, headers)
            answer = connection.getresponse()
            said = answer.read()
            found.append(time.perf_counter() - begun)
            if answer.status != 200:
                raise AssertionError(f"{answer.status}: {said[:200]!r}")
        connection.close()
        return found

    return ask


@contextmanager
def served(environ: Mapping[str, str], token: str) -> Iterator[tuple[Way, float, int]]:
    """Serve the instance as its users do; give the caller, the seconds until it could screen, and its process id."""
    port, begun = free_port(), time.perf_counter()
    command = [sys.executable, "-m", "jianzhen", "serve", "--port", str(port), "--threads", THREADS]
    with running(command, environ, stdout=subprocess.DEVNULL) as process:
        until_ready(port, process)
        yield over_socket(port, token), time.perf_counter() - begun, process.pid


@contextmanager
def bare_served(environ: Mapping[str, str]) -> Iterator[Way]:
    """Serve the bare endpoint with the same gunicorn settings."""
    port = free_port()
    options = ["--worker-class", "gthread", "--workers", "1", "--threads", THREADS, "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", "--log-level", "warning", *options, "api_bare:application"]
    with running(command, environ) as process:
        until_open(port, process)
        yield over_socket(port, "")


def until_open(port: int, process: subprocess.Popen[str]) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + PATIENCE
    while True:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        require_going(process, end)
        time.sleep(0.05)


def until_ready(port: int, process: subprocess.Popen[str]) -> None:
    """Wait until the plan is loaded."""
    until_open(port, process)
    end = time.monotonic() + PATIENCE
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/api/v1/health")
        state = json.loads(connection.getresponse().read())["plan"]["state"]
        connection.close()
        if state == "ready":
            return
        if state == "refused":
            raise AssertionError("the plan just compiled was refused")
        require_going(process, end)
        time.sleep(0.2)


def require_going(process: subprocess.Popen[str], end: float) -> None:
    """Pass while the process runs and there is time.

    Raises:
        RefusedError: it ended, or it takes too long.
    """
    if process.poll() is not None or time.monotonic() > end:
        raise RefusedError("the server did not come up", where=Where(key="api"), remedy="Look at what it printed")


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process and its children, in bytes; 0 where the system does not tell."""
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    if not tasks.exists():
        return 0
    pages = [Path(f"/proc/{one}/statm").read_text().split()[1] for one in (pid, *map(int, tasks.read_text().split()))]
    return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE")


def prepared(folder: Path, count: int) -> dict[str, Any]:
    """Make the instance with its plan in a process of its own; return key and seconds."""
    command = [sys.executable, str(HERE / "api_ways.py"), "prepare", str(count)]
    done = subprocess.run(command, env=environment(folder), check=True, capture_output=True, text=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(count: int, requests: int, rounds: int) -> Figures:
    """Measure with so many marks; the ways are asked in turn, so that a busy machine slows all of them."""
    asked = titles(requests * rounds, marks(count), seed=SEED)
    with tempfile.TemporaryDirectory(prefix="jianzhen-bench-") as name, ExitStack() as stack:
        facts = prepared(Path(name), count)
        environ = environment(Path(name), facts["token"])
        ours, loaded, pid = stack.enter_context(served(environ, facts["token"]))
        ways = {
            "API, gunicorn on loopback": ours,
            "API, Django test client": stack.enter_context(without_socket("ours", environ)),
            "bare ninja, gunicorn on loopback": stack.enter_context(bare_served(bare_environment())),
            "bare ninja, Django test client": stack.enter_context(without_socket("bare", bare_environment())),
        }
        seconds = in_turn(ways, asked, requests)
        memory = resident_bytes(pid) / 2**20
    title = f"one listing a request, {count:,} coined marks, {rounds} × {requests} requests a way, one caller"
    rows = tuple({"way": way, "requests": len(took), **percentiles(took)} for way, took in seconds.items())
    remarks = (
        f"Plan compiled and saved in {facts['compiled']:.0f} s, served and loaded in {loaded:.1f} s.",
        f"{memory:,.0f} MiB resident in the server, mapped tables included.",
        "Key, scope, policy, rate, strict JSON and all checks are part of the API's figures; the goal is p95 < 50 ms.",
    )
    return Figures("api", title, rows, remarks)


def in_turn(ways: Mapping[str, Way], asked: Sequence[str], requests: int) -> dict[str, list[float]]:
    """Return all seconds by way; a few requests before the first round are not counted."""
    found: dict[str, list[float]] = {way: [] for way in ways}
    for ask in ways.values():
        ask(asked[:20])
    for start in range(0, len(asked), requests):
        for way, ask in ways.items():
            found[way] += ask(asked[start : start + requests])
    return found


def benchmark() -> Iterator[Figures]:
    """Measure with 300,000 marks."""
    yield measured(MARKS, REQUESTS, ROUNDS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--marks", type=int, default=MARKS)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    for figures in (measured(given.marks, given.requests, given.rounds),):
        for row in figures.rows:
            print(json.dumps(row, ensure_ascii=False))
        print(*figures.remarks, sep="\n")
