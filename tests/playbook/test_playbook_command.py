"""``jianzhen playbook``: a new folder passes once it is filled in, and golden examples are run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.playbook import playbook
from jianzhen.playbook.errors import PlaybookError

FILLED = {
    "README.md": (("FILL-IN: what this domain finds, what it leaves alone, and where its words come from.", "玩具。"),),
    "playbook.yml": (
        ("mission: M00 # FILL-IN: the mission row, such as M05", "mission: M09"),
        ("code: fill-in", "code: market_regulation"),
        ("FILL-IN: the article that makes this agency responsible", "产品质量法第八条"),
        ("FILL-IN", "玩具"),
    ),
    "lexicon/words.csv": (("FILL-IN", "毒玩具"), ("8 flags", "eight flags")),
    "lexicon/routing.csv": (("FILL-IN", "玩具"),),
    "examples/words.yml": (
        ("FILL-IN: a text that must be found", "批发毒玩具"),
        ("doubtful: ", "miss: "),
        ("FILL-IN: a text that deserves a look", "木玩具"),
        ("FILL-IN: a text that only looks like it", "拒绝毒玩具"),
    ),
}


def begin(parent: Path) -> Path:
    """Make a new playbook and fill it in."""
    done = CliRunner().invoke(playbook, ["new", "toys", "--in", str(parent)])
    assert done.exit_code == 0, done.output
    for name, swaps in FILLED.items():
        path = parent / "toys" / name
        text = path.read_text(encoding="utf-8")
        for old, new in swaps:
            assert old in text, (name, old)
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    return parent / "toys"


def test_a_new_playbook_passes_after_fill_in(tmp_path: Path) -> None:
    """Five steps: new, fill, cite, three examples, check."""
    done = CliRunner().invoke(playbook, ["check", str(begin(tmp_path))], catch_exceptions=False)
    assert done.exit_code == 0
    assert "toys: 1 checks, 3 golden examples, all as they say" in done.output


def test_an_open_place_is_refused(tmp_path: Path) -> None:
    """A fresh folder says which places are open."""
    CliRunner().invoke(playbook, ["new", "toys", "--in", str(tmp_path)])
    with pytest.raises(PlaybookError):
        CliRunner().invoke(playbook, ["check", str(tmp_path / "toys")], catch_exceptions=False)


def test_a_golden_example_that_does_not_come_out_fails_the_check(tmp_path: Path) -> None:
    """The example is named with its text, what was said and what it expects."""
    folder = begin(tmp_path)
    examples = folder / "examples" / "words.yml"
    examples.write_text(examples.read_text(encoding="utf-8").replace("批发毒玩具", "批发积木"), encoding="utf-8")
    with pytest.raises(PlaybookError, match="example 1 \\(批发积木\\): nothing, not hit"):
        CliRunner().invoke(playbook, ["check", str(folder)], catch_exceptions=False)


def test_a_name_that_cannot_be_a_domain_is_refused(tmp_path: Path) -> None:
    """Domains are small letters and digits joined with dashes; an existing folder is not overwritten."""
    with pytest.raises(RefusedError, match="small letters"):
        CliRunner().invoke(playbook, ["new", "Toys!", "--in", str(tmp_path)], catch_exceptions=False)
    begin(tmp_path)
    with pytest.raises(RefusedError, match="already there"):
        CliRunner().invoke(playbook, ["new", "toys", "--in", str(tmp_path)], catch_exceptions=False)
