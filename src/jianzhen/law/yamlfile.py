"""YAML read strictly: repeated keys and binary fractions are errors, and an error knows its line or key."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from jianzhen.base.errors import Where
from jianzhen.law.errors import LawError

ModelT = TypeVar("ModelT", bound=BaseModel)
Fault = Callable[[str, Where, str], LawError]
"""Makes the caller's own error from what is wrong, where, and the remedy."""


class _StrictLoader(yaml.CSafeLoader):
    """Safe loading without the silent losses of YAML: overwritten keys and rounded fractions."""


class _NotStrictError(yaml.MarkedYAMLError):
    """A well-formed file that says one thing twice, or a value that would not survive reading."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: set[Hashable] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise _NotStrictError(problem=f"the key {key} stands twice", problem_mark=key_node.start_mark)
        seen.add(key)
    return dict(loader.construct_mapping(node, deep=True))


def _float(_: _StrictLoader, node: yaml.ScalarNode) -> float:
    problem = f'the number {node.value} would be read as a binary fraction; quote it: "{node.value}"'
    raise _NotStrictError(problem=problem, problem_mark=node.start_mark)


def _timestamp(loader: _StrictLoader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise _NotStrictError(problem=f"{node.value} is no date ({error})", problem_mark=node.start_mark) from error


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:float", _float)
_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def yaml_files(folders: Iterable[Path], fault: Fault) -> list[Path]:
    """Return the ``*.yml`` files of the folders, each folder in name order.

    Raises:
        LawError: made by ``fault``; a folder does not exist.
    """
    found: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise fault("is not a folder", Where(file=str(folder)), "Name an existing folder of .yml files")
        found.extend(sorted(folder.glob("*.yml")))
    return found


def read_documents(path: Path, fault: Fault) -> list[Any]:
    """Return the YAML documents of a file.

    Raises:
        LawError: made by ``fault``; the file cannot be read, is not UTF-8 or not strict YAML.
    """
    try:
        loaded = yaml.load_all(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
        return [document for document in loaded if document is not None]
    except OSError as error:
        raise fault(f"cannot be read ({error.strerror})", Where(file=path.name), "Check the path") from error
    except UnicodeDecodeError as error:
        raise fault("is not UTF-8 text", Where(file=path.name), "Save the file as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = Where(file=path.name, row=mark.line + 1 if mark else None)
        raise fault(error.problem or "is not YAML", where, "Mend that line") from error
    except yaml.YAMLError as error:
        raise fault(f"is not YAML ({error})", Where(file=path.name), "Mend the file") from error


def parse(model: type[ModelT], document: Any, path: Path, fault: Fault) -> ModelT:
    """Read one document as ``model``.

    Raises:
        LawError: made by ``fault``; names the first field that does not fit and what would.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = Where(file=path.name, key=".".join(str(part) for part in first["loc"]) or None)
        raise fault(_what(first), where, _remedy(first)) from error


def _what(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "extra_forbidden":
            return "unknown field"
        case "missing":
            return "required field is missing"
        case _:
            return f"{detail['input']!r} does not fit: {detail['msg']}"


def _remedy(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "extra_forbidden":
            return "Correct the spelling or remove the field; docs/reference/law.md lists the fields"
        case "missing":
            return "Add the field; docs/reference/law.md says what it means"
        case "enum" | "literal_error":
            return f"Use one of {detail['ctx']['expected']}"
        case "date_type" | "date_from_datetime_inexact" | "date_parsing":
            return "Write a date such as 2021-07-15"
        case _:
            return "docs/reference/law.md says what the field may hold"
