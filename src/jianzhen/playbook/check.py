"""Checks a playbook against the world it names: law keys, agencies, lexicons, and its own examples' number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from jianzhen.base.errors import Where
from jianzhen.playbook.errors import PlaybookError, PlaybookExampleError, PlaybookFileError, PlaybookReferenceError
from jianzhen.playbook.model import MIN_EXAMPLES, Playbook, lexicons_of, patterns_of
from jianzhen.playbook.primitives import Check
from jianzhen.playbook.reader import HEAD, read_playbook

PLACEHOLDER: Final = "FILL-IN"
DATA_SUFFIXES: Final = frozenset({".yml", ".csv", ".md"})


def check(folder: Path, law_keys: Collection[str], agency_codes: Collection[str]) -> Playbook:
    """Return the playbook in ``folder`` if everything it names exists; its golden examples are not run here.

    Raises:
        PlaybookError: the first thing found wrong, with file, key and remedy.
    """
    for error in faults(folder, law_keys, agency_codes):
        raise error
    return read_playbook(folder)


def faults(folder: Path, law_keys: Collection[str], agency_codes: Collection[str]) -> Iterator[PlaybookError]:
    """Yield everything wrong with the playbook in ``folder``; a file of the wrong form ends the list."""
    yield from _foreign_files(folder)
    try:
        playbook = read_playbook(folder)
    except PlaybookError as error:
        yield error
        return
    head = folder / HEAD
    yield from _unfilled(folder)
    yield from _laws(head, playbook, law_keys)
    yield from _agencies(head, playbook, agency_codes)
    yield from _checks(head, playbook)
    yield from _lexicons(folder, head, playbook)
    yield from _examples(folder, playbook)


def _foreign_files(folder: Path) -> Iterator[PlaybookError]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in DATA_SUFFIXES:
            yield PlaybookFileError(
                "a playbook holds data only (.yml, .csv, .md)",
                where=Where(file=str(path)),
                remedy="remove the file; if the domain needs code, the engine lacks a primitive",
            )


def _unfilled(folder: Path) -> Iterator[PlaybookError]:
    for path in sorted(path for path in folder.rglob("*") if path.suffix in DATA_SUFFIXES):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if PLACEHOLDER in line:
                yield PlaybookFileError(
                    f"{PLACEHOLDER} was left standing", where=Where(file=str(path), row=number), remedy="fill it in"
                )


def _laws(head: Path, playbook: Playbook, law_keys: Collection[str]) -> Iterator[PlaybookError]:
    named = [("law", key) for key in playbook.head.law]
    for check_ in playbook.head.checks:
        named += [(f"checks.{check_.code}.law", key) for key in check_.law]
        named += [(f"checks.{check_.code}.patterns", key) for key in patterns_of(check_)]
    for place, key in named:
        if key not in law_keys:
            yield PlaybookReferenceError(
                f"unknown law key {key!r}",
                where=Where(file=str(head), key=place),
                remedy="use a key that `jianzhen law show` knows, or add the rule to the law files",
            )


def _agencies(head: Path, playbook: Playbook, codes: Collection[str]) -> Iterator[PlaybookError]:
    agencies = playbook.head.agencies
    for place, group in (("lead", agencies.lead), ("joint", agencies.joint)):
        for agency in group:
            if agency.code not in codes:
                yield PlaybookReferenceError(
                    f"unknown agency code {agency.code!r}",
                    where=Where(file=str(head), key=f"agencies.{place}"),
                    remedy="use a code of the city file",
                )


def _checks(head: Path, playbook: Playbook) -> Iterator[PlaybookError]:
    counted = Counter(check_.code for check_ in playbook.head.checks)
    for code in (code for code, times in counted.items() if times > 1):
        yield PlaybookReferenceError(
            f"the check {code!r} is given twice", where=Where(file=str(head), key="checks"), remedy="rename one"
        )


def _lexicons(folder: Path, head: Path, playbook: Playbook) -> Iterator[PlaybookError]:
    present = {name for name, _ in playbook.lexicons}
    named = [
        (f"checks.{check_.code}.{key}", name) for check_ in playbook.head.checks for key, name in lexicons_of(check_)
    ]
    named.append(("routing.lexicon", playbook.head.routing.lexicon))
    for place, name in named:
        if name not in present:
            yield PlaybookReferenceError(
                f"unknown lexicon {name!r}",
                where=Where(file=str(head), key=place),
                remedy=f"add lexicon/{name}.csv or correct the name",
            )
    for name in sorted(present - {name for _, name in named}):
        yield PlaybookReferenceError(
            f"the lexicon {name!r} is used by no check",
            where=Where(file=str(folder / "lexicon" / f"{name}.csv")),
            remedy="name it in a check or delete it",
        )


def _examples(folder: Path, playbook: Playbook) -> Iterator[PlaybookError]:
    known = {check_.code: check_ for check_ in playbook.head.checks}
    counted: Counter[str] = Counter()
    for group in playbook.examples:
        counted[group.check] += len(group.examples)
        if group.check not in known:
            yield PlaybookReferenceError(
                f"examples for the unknown check {group.check!r}",
                where=Where(file=str(folder / "examples"), key="check"),
                remedy="correct the code or add the check",
            )
    for code, check_ in known.items():
        yield from _enough(folder, check_, counted[code])


def _enough(folder: Path, check_: Check, count: int) -> Iterator[PlaybookError]:
    if count < MIN_EXAMPLES:
        yield PlaybookExampleError(
            f"the check {check_.code!r} has {count} golden examples, at least {MIN_EXAMPLES} are needed",
            where=Where(file=str(folder / "examples"), key=check_.code),
            remedy="add hits, misses and near misses",
        )


def valid_name(name: str) -> bool:
    """Say whether ``name`` can be a domain's folder name."""
    return re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) is not None
