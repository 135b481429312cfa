"""``jianzhen serve``: console and API on one address."""

from __future__ import annotations

from typing import Any

import click
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from jianzhen.custody import guards
from jianzhen.custody.instance import current
from jianzhen.faces.cli.sample_people import sign_in_file


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings: one process, so that SQLite has one owner, and a few threads."""

    def __init__(self, host: str, port: int, threads: int) -> None:
        self.bind = f"{host}:{port}"
        self.threads = threads
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's own defaults."""
        for name, value in (
            ("bind", [self.bind]),
            ("worker_class", "gthread"),
            ("workers", 1),
            ("threads", self.threads),
            ("timeout", 120),
            ("accesslog", None),
            ("loglevel", "warning"),
        ):
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        return get_wsgi_application()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, threads: int) -> None:
    """Serve the instance until stopped with Ctrl-C."""
    guards.require_armed()
    click.echo(f"鉴真 serves {current().root} at http://{host}:{port}/")
    if sign_in_file().exists():
        click.echo(f"sample sign-ins: {sign_in_file()}")
    Server(host, port, threads).run()
