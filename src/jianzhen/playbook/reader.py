"""Reads a playbook folder into the model; what is not of the form is refused with file, key and remedy."""

from __future__ import annotations

import csv
from collections.abc import Hashable
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import ValidationError

from jianzhen.base.errors import Where
from jianzhen.playbook.errors import PlaybookFileError
from jianzhen.playbook.model import ITEM_FIELDS, Example, Examples, Playbook, PlaybookHead, Term

HEAD: Final = "playbook.yml"
OUTCOMES: Final[tuple[Literal["hit", "doubtful", "miss"], ...]] = ("hit", "doubtful", "miss")
LEXICON_COLUMNS: Final = ("term", "weight", "tag", "note")


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key given twice; later values would silently win otherwise."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} is given twice", node.start_mark)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file, lists as tuples.

    Raises:
        PlaybookFileError: missing, not UTF-8, not YAML, or a key given twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
        value = yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader that also refuses double keys
    except FileNotFoundError as error:
        raise PlaybookFileError(
            "the file is missing", where=Where(file=str(path)), remedy=f"add {path.name}"
        ) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise PlaybookFileError(
            f"not readable as YAML: {reason}", where=Where(file=str(path)), remedy="mend the text at that line"
        ) from error
    return _frozen(value)


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def read_playbook(folder: Path) -> Playbook:
    """Return the playbook in ``folder``.

    Raises:
        PlaybookFileError: a file is missing or not of its form; the message names file and key.
    """
    head = read_head(folder / HEAD)
    if head.domain != folder.name:
        raise PlaybookFileError(
            f"domain {head.domain!r} is not the folder's name {folder.name!r}",
            where=Where(file=str(folder / HEAD), key="domain"),
            remedy="give both the same name",
        )
    if not (folder / "README.md").is_file():
        raise PlaybookFileError("the folder has no README.md", where=Where(file=str(folder)), remedy="write one")
    lexicons = tuple((path.stem, read_lexicon(path)) for path in sorted((folder / "lexicon").glob("*.csv")))
    examples = tuple(read_examples(path) for path in sorted((folder / "examples").glob("*.yml")))
    return Playbook(folder=folder.name, head=head, lexicons=lexicons, examples=examples)


def read_head(path: Path) -> PlaybookHead:
    """Return ``playbook.yml`` as a model.

    Raises:
        PlaybookFileError: a key is unknown, missing or of the wrong type.
    """
    value = read_yaml(path)
    try:
        return PlaybookHead.model_validate(value)
    except ValidationError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: ValidationError) -> PlaybookFileError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    remedy = {
        "extra_forbidden": "remove the key or correct its spelling",
        "missing": "add the key",
        "union_tag_invalid": "use a primitive of the engine: see docs/reference/checks.md",
    }.get(first["type"], "correct the value")
    return PlaybookFileError(f"{first['msg']}{more}", where=Where(file=str(path), key=key or None), remedy=remedy)


def read_lexicon(path: Path) -> tuple[Term, ...]:
    """Return the terms of one lexicon file (columns term, weight, tag, note; only term is required).

    Raises:
        PlaybookFileError: unknown column, empty or repeated term, weight not a number; names row and column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            _check_columns(path, tuple(reader.fieldnames or ()))
            rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise PlaybookFileError(
            f"not readable: {error}", where=Where(file=str(path)), remedy="save as UTF-8 CSV"
        ) from error
    seen: dict[tuple[str, str], int] = {}
    return tuple(_term(path, number, row, seen) for number, row in rows)


def _check_columns(path: Path, columns: tuple[str, ...]) -> None:
    unknown = [name for name in columns if name not in LEXICON_COLUMNS]
    if "term" not in columns or unknown:
        what = f"unknown column {unknown[0]!r}" if unknown else "the column term is missing"
        raise PlaybookFileError(
            what, where=Where(file=str(path), row=1), remedy=f"the columns are {', '.join(LEXICON_COLUMNS)}"
        )


def _term(path: Path, number: int, row: dict[str | None, Any], seen: dict[tuple[str, str], int]) -> Term:
    term = (row.get("term") or "").strip()
    where = Where(file=str(path), row=number, column="term")
    if None in row:
        raise PlaybookFileError("more cells than columns", where=where, remedy="quote cells that hold a comma")
    if not term:
        raise PlaybookFileError("the term is empty", where=where, remedy="fill or delete the row")
    tag = (row.get("tag") or "").strip()
    if (term, tag) in seen:
        raise PlaybookFileError(
            f"the term {term!r} stands in row {seen[term, tag]} too", where=where, remedy="keep one of the rows"
        )
    seen[term, tag] = number
    return Term(term=term, weight=_weight(path, number, row.get("weight")), tag=tag)


def _weight(path: Path, number: int, cell: str | None) -> float | None:
    if cell is None or not cell.strip():
        return None
    try:
        weight = float(cell)
    except ValueError:
        weight = float("nan")
    if not -30 <= weight <= 30:
        raise PlaybookFileError(
            f"weight {cell!r} is not a number of bits between -30 and 30",
            where=Where(file=str(path), row=number, column="weight"),
            remedy="write for example 3 or -1.5",
        )
    return weight


def read_examples(path: Path) -> Examples:
    """Return one examples file.

    Raises:
        PlaybookFileError: an unknown key, no or two outcomes in one example; names the example's number.
    """
    value = read_yaml(path)
    allowed = {"check", "as_of", "defaults", "rights", "licences", "prices", "examples"}
    if not isinstance(value, dict) or not {"check", "as_of", "examples"} <= value.keys() <= allowed:
        raise PlaybookFileError(
            "an examples file holds check, as_of, examples and may hold defaults, rights, licences, prices",
            where=Where(file=str(path)),
            remedy="add or remove keys accordingly",
        )
    defaults = value.get("defaults", {})
    examples = tuple(
        _example(path, str(value["check"]), number, row, defaults) for number, row in enumerate(value["examples"], 1)
    )
    registers = {name: tuple(_cells(row) for row in value.get(name, ())) for name in ("rights", "licences", "prices")}
    try:
        return Examples(check=value["check"], as_of=_cell(value["as_of"]), examples=examples, **registers)
    except ValidationError as error:
        raise _refused(path, error) from error


def _example(path: Path, check: str, number: int, row: Any, defaults: dict[str, Any]) -> Example:
    where = Where(file=str(path), key=f"examples.{number}")
    if not isinstance(row, dict):
        raise PlaybookFileError("an example is a mapping", where=where, remedy="write - {hit: the text}")
    outcomes = [name for name in OUTCOMES if name in row]
    if len(outcomes) != 1:
        raise PlaybookFileError(
            f"an example has one of {', '.join(OUTCOMES)}, this one has {len(outcomes)}",
            where=where,
            remedy="write the item's text under one of them",
        )
    unknown = row.keys() - {*OUTCOMES, "near", "why", *ITEM_FIELDS}
    if unknown:
        raise PlaybookFileError(
            f"unknown key {min(unknown)!r}", where=where, remedy=f"the keys are near, why, {', '.join(ITEM_FIELDS)}"
        )
    fields = {**defaults, **{name: row[name] for name in ITEM_FIELDS if name in row}, "text": row[outcomes[0]]}
    return Example(
        check=check,
        number=number,
        expect=outcomes[0],
        near=bool(row.get("near", False)),
        item=_cells(fields),
        why=str(row.get("why", "")),
    )


def _cells(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), _cell(value)) for name, value in row.items())


def _cell(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return ";".join(_cell(item) for item in value)
    return str(Decimal(repr(value))) if isinstance(value, float) else str(value)


def shipped_folder() -> Path:
    """Return the folder of the playbooks that ship with the product."""
    return Path(str(files("jianzhen"))) / "playbooks"


def read_shipped() -> tuple[Playbook, ...]:
    """Return every shipped playbook, by name."""
    folders = sorted(path.parent for path in shipped_folder().glob(f"*/{HEAD}"))
    return tuple(read_playbook(folder) for folder in folders)
