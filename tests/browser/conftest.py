"""A served instance in processes of its own, and a real Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from jianzhen.faces.words import compile_catalogues
from tests.browser.instance import PASSWORD

ROOT: Final = Path(__file__).resolve().parents[2]
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_PATIENCE: Final = 60  # seconds until a served instance must answer


def chromium() -> str:
    """Return the browser of this machine; without one CI fails and elsewhere the tests skip."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        words = "no Chromium on this machine: as root, apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once."""
    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Make an instance, serve it on loopback, and give its address."""
    chromium()
    compile_catalogues()
    folder = tmp_path_factory.mktemp("served") / "data"
    environment = os.environ | {"JIANZHEN_DATA": str(folder), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    subprocess.run([sys.executable, "-m", "tests.browser.instance", str(folder)], cwd=ROOT, env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jianzhen", "serve", "--data", str(folder), "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield _answering(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answering(address: str, server: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/sign-in", timeout=5):  # noqa: S310 (our own loopback address)
                return address
        except OSError:  # refused, reset, or too slow on a busy machine
            time.sleep(0.3)
    pytest.fail(f"the served instance did not answer at {address} (exit code {server.poll()})")


class Visitor:
    """A person at a browser: signs in, and keeps every error the browser reports."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def sign_in(self, name: str) -> None:
        """Become somebody of the cast."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site}/sign-in")
        self.page.fill("#username", name)
        self.page.fill("#password", PASSWORD)
        self.page.press("#password", "Enter")
        self.page.wait_for_url(f"{self.site}/")

    def open(self, path: str) -> None:
        """Open a page of the console."""
        self.page.goto(f"{self.site}{path}")


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    """Give a person at a fresh window of an old office screen."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    found = Visitor(context.new_page(), site)
    yield found
    context.close()
    assert found.faults == []
