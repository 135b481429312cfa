"""The forms there are: read once from the data files beside this module, each checked as a whole (pure)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import TypeAdapter, ValidationError

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.forms.model import LAW, MAKER, NUMBERED, Block, Form, FormField, condition, read_field

PACKAGED: Final = Path(__file__).parent / "definitions"
_SHARED: Final = "shared.yml"
_OWN: Final = (
    "title",
    "en",
    "matters",
    "bound",
    "late",
    "number",
    "letterhead",
    "pages",
    "signs",
    "receives",
    "copies",
    "overtaken",
)
_BLOCKS: Final = TypeAdapter(tuple[Block, ...])


@cache
def all_forms() -> Mapping[str, Form]:
    """Return every packaged form by code, in the order of the sets.

    Raises:
        RefusedError: a definition does not say what a form must say; the message names file and form.
    """
    return load(PACKAGED)


def form_of(code: str) -> Form:
    """Return the form with this code, such as ``cf45``.

    Raises:
        RefusedError: there is none.
    """
    forms = all_forms()
    if code not in forms:
        near = difflib.get_close_matches(code, forms, n=3)
        hint = f"Did you mean {', '.join(near)}?" if near else "List them with `jianzhen form list`"
        raise RefusedError("no form has this code", where=Where(key=code), remedy=hint)
    return forms[code]


def load(folder: Path) -> Mapping[str, Form]:
    """Read the forms of a folder: ``shared.yml`` (fields, parts) and files of forms.

    Raises:
        RefusedError: as for :func:`all_forms`; also where two forms have one code.
    """
    shared = _read(folder / _SHARED)
    english = {str(key): str(words) for key, words in shared["english"].items()}
    fields, parts = _shared_fields(shared, english), _shared_parts(shared)
    found: dict[str, Form] = {}
    for path in sorted(set(folder.glob("*.yml")) - {folder / _SHARED}):
        for form in _forms(path, fields, parts, english):
            if form.code in found:
                raise _refused(path.name, form.code, "two forms have this code")
            found[form.code] = form
    return dict(sorted(found.items()))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=_NoDoubles)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise _refused(path.name, None, f"is not YAML: {fault}") from fault
    if not isinstance(value, dict) or value.get("schema_version") != 1:
        raise _refused(path.name, None, "is no file of forms; it begins with schema_version: 1")
    return value


class _NoDoubles(yaml.SafeLoader):
    """A safe loader that refuses a key written twice: YAML would keep the last and lose the first."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        doubles = sorted({str(key) for key in keys if keys.count(key) > 1})
        if doubles:
            raise yaml.YAMLError(f"{', '.join(doubles)} stands twice{node.start_mark}")
        return super().construct_mapping(node, deep=deep)


def _shared_fields(shared: Mapping[str, Any], english: Mapping[str, str]) -> dict[str, FormField]:
    return {key: _field(_SHARED, key, words, english) for key, words in shared["fields"].items()}


def _shared_parts(shared: Mapping[str, Any]) -> dict[str, tuple[Block, ...]]:
    try:
        return {name: _BLOCKS.validate_python(blocks) for name, blocks in shared["parts"].items()}
    except ValidationError as fault:
        raise _refused(_SHARED, "parts", str(fault)) from fault


def _field(file: str, key: str, words: object, english: Mapping[str, str]) -> FormField:
    try:
        return read_field(key, str(words), english.get(key, ""))
    except ValueError as fault:
        raise _refused(file, key, str(fault)) from fault


def _forms(
    path: Path,
    shared: Mapping[str, FormField],
    parts: Mapping[str, tuple[Block, ...]],
    english: Mapping[str, str],
) -> Iterator[Form]:
    value = _read(path)
    head = {"set_title": value["set"], "valid_from": value["valid_from"], "pattern": value["number_pattern"]}
    head |= {"procedure": value["procedure"], "matters": value["matters"]}
    for code, given in value["forms"].items():
        own = {key: _field(path.name, key, words, english) for key, words in given.get("fields", {}).items()}
        yield _form(path.name, str(code), given, head, own, shared, parts)


def _form(
    file: str,
    code: str,
    given: Mapping[str, Any],
    head: Mapping[str, Any],
    own: Mapping[str, FormField],
    shared: Mapping[str, FormField],
    parts: Mapping[str, tuple[Block, ...]],
) -> Form:
    unknown = set(given) - {*_OWN, "fields", "optional", "blocks"}
    if unknown:
        raise _refused(file, code, f"a form has no {', '.join(sorted(unknown))}")
    try:
        blocks = tuple(_opened(_BLOCKS.validate_python(given["blocks"]), parts))
        fields = _needed(blocks, own, shared, frozenset(given.get("optional", ())))
        fields |= {key: shared[key] for key in (MAKER, *(NUMBERED if given.get("number") else ()))}
        rest = {key: given[key] for key in _OWN if key in given}
        return Form(code=code, fields=fields, blocks=blocks, **{**head, **rest})
    except (ValidationError, KeyError) as fault:
        raise _refused(file, code, f"is incomplete or wrong: {fault}") from fault


def _opened(blocks: tuple[Block, ...], parts: Mapping[str, tuple[Block, ...]]) -> Iterator[Block]:
    """Put the shared parts where they are included."""
    for block in blocks:
        if block.include:
            inner = tuple(_opened(parts[block.include], parts))
            yield block.model_copy(update={"include": "", "body": inner})
        elif block.body:
            yield block.model_copy(update={"body": tuple(_opened(block.body, parts))})
        else:
            yield block


def _needed(
    blocks: tuple[Block, ...], own: Mapping[str, FormField], shared: Mapping[str, FormField], optional: frozenset[str]
) -> dict[str, FormField]:
    """Return the form's own fields and the shared ones its blocks name; an own one of the same key wins.

    They stand in the order in which they are printed.
    """
    known = {**shared, **own}
    if strange := sorted(optional - set(known)):
        raise KeyError(f"optional, but no field: {', '.join(strange)}")
    used = dict.fromkeys(key for key in (*_places(blocks), *own, *optional) if key in known)
    return {key: known[key].model_copy(update={"optional": True}) if key in optional else known[key] for key in used}


def _places(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from (key for key in block.named() if not key.startswith(LAW))
        yield from (condition(words)[0] for words in (block.when, block.tick) if words)
        yield from _places(block.body)


def _refused(file: str, key: str | None, what: str) -> RefusedError:
    return RefusedError(what, where=Where(file=file, key=key), remedy="Mend the definition as forms.md describes it")
