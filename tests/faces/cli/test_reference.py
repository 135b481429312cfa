"""The page of the command line names every command and every option there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from jianzhen.faces.cli.main import cli

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "cli.md"


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = _loaded(group, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _loaded(group: click.Group, name: str) -> click.Command:
    """Load the command as a call for help does: no folder is made, no database opened."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["jianzhen", name, "--help"])
        command = group.get_command(click.Context(group), name)
    assert command is not None
    return command


ALL = dict(_commands(cli, "jianzhen"))


def _sections() -> dict[str, str]:
    parts = re.split(r"^### `(.+?)`$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_its_section_and_no_other() -> None:
    """Headings and commands are the same set."""
    assert set(_sections()) == set(ALL)


@pytest.mark.parametrize("path", sorted(ALL))
def test_every_option_is_mentioned(path: str) -> None:
    """Each option stands in its command's section, and each option named there exists; an example shows the call."""
    section = _sections()[path]
    table = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    known = {word for one in ALL[path].params for word in one.opts if word.startswith("--")}
    assert (
        set(re.findall(r"`(?:--[a-z-]+ \S+, )?(--[a-z-]+)", table)) | set(re.findall(r"`(--[a-z-]+)", table)) == known
    )
    assert re.search(rf"^{re.escape(path)}( |$)", section, flags=re.MULTILINE)
