"""The folder a new playbook begins with: whole in form, open where only a person knows."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

FILES: Final = ("playbook.yml", "README.md", "lexicon/words.csv", "lexicon/routing.csv", "examples/words.yml")


def write_skeleton(folder: Path) -> None:
    """Write the skeleton into ``folder``, which must not be there; its name becomes the domain's.

    Raises:
        FileExistsError: the folder is there.
    """
    folder.mkdir(parents=True)
    source = files("jianzhen.playbook") / "skeleton"
    for name in FILES:
        text = source.joinpath(*name.split("/")).read_text(encoding="utf-8")
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("NEW-DOMAIN", folder.name), encoding="utf-8")
