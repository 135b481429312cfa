"""The plan a kernel runs: checks, words, patterns and registers as of one day, named by their digest."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pydantic import TypeAdapter

from jianzhen.base.errors import Where
from jianzhen.base.whole import settle
from jianzhen.playbook.model import Term
from jianzhen.playbook.primitives import Check, PatentNumber
from jianzhen.stages.screening.engine.saved import save_marks
from jianzhen.stages.screening.errors import PlanRefusedError
from jianzhen.stages.screening.matching.jit import IS_PLAIN, PLAIN
from jianzhen.stages.screening.scoring.learned import Learned, learned_from

ENGINE_VERSION: Final = 5
"""Raised whenever equal plans would give other findings, or other tables are kept with them: old ones are never taken
for new ones."""

_CHECKS: Final[TypeAdapter[tuple[tuple[str, Check], ...]]] = TypeAdapter(tuple[tuple[str, Check], ...])
_WORDS: Final[TypeAdapter[tuple[tuple[str, tuple[Term, ...]], ...]]] = TypeAdapter(
    tuple[tuple[str, tuple[Term, ...]], ...]
)
TABLES: Final = ("rights", "licences", "prices")


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a screener needs and nothing else.

    ``checks``: (domain, check). ``words``: lexicons by ``domain/name``. ``patterns``: law key → regular expressions.
    ``rights``: rights in force at ``as_of``; ``licences``: all, with a ``standing`` column (valid, ended, pending);
    ``set_aside``: reason → number of register rows that are not screened with. ``digest`` leaves ``as_of`` out:
    two days on which the same rights and licences stand have the same plan, unless a check asks which year it is.
    ``learned``: how verdicts changed weights.
    ``folder``: where the plan is saved with the tables that find its marks, None for a plan in memory only.
    """

    checks: tuple[tuple[str, Check], ...]
    words: Mapping[str, tuple[Term, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    rights: pa.Table
    licences: pa.Table
    prices: pa.Table
    as_of: date
    set_aside: Mapping[str, int]
    digest: str
    learned: Learned | None = None
    folder: Path | None = None

    def terms(self, domain: str, name: str | None) -> tuple[Term, ...]:
        """Return a lexicon's terms, () for no lexicon."""
        return self.words[f"{domain}/{name}"] if name else ()


def _head(plan_parts: Mapping[str, Any]) -> dict[str, Any]:
    learned: Learned | None = plan_parts.get("learned")
    further: dict[str, Any] = {"learned": learned.as_json()} if learned else {}
    if IS_PLAIN:
        further["matcher"] = PLAIN
    if any(isinstance(check, PatentNumber) for _, check in plan_parts["checks"]):
        further["year"] = plan_parts["as_of"].year
    return further | {
        "engine": ENGINE_VERSION,
        "checks": _CHECKS.dump_python(plan_parts["checks"], mode="json"),
        "words": _WORDS.dump_python(tuple(sorted(plan_parts["words"].items())), mode="json"),
        "patterns": dict(sorted(plan_parts["patterns"].items())),
    }


def head_digest(**parts: Any) -> str:
    """Return the digest of all of a plan but its tables and its day: checks, words, patterns, learned, as_of's year."""
    return hashlib.sha256(_head_bytes(parts)).hexdigest()


def _head_bytes(parts: Mapping[str, Any]) -> bytes:
    return json.dumps(_head(parts), ensure_ascii=False, sort_keys=True).encode()


def make_plan(**parts: Any) -> Plan:
    """Return a plan with its digest worked out from the other fields (keywords as in :class:`Plan`)."""
    digest = hashlib.sha256(_head_bytes(parts))
    for name in TABLES:
        digest.update(_table_bytes(parts[name]))
    return Plan(digest=digest.hexdigest(), **parts)


def _table_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    plain = table.combine_chunks().replace_schema_metadata(None)
    with pa.ipc.new_stream(sink, plain.schema) as writer:
        writer.write_table(plain)
    return bytes(hashlib.sha256(memoryview(sink.getvalue())).digest())


def save_plan(plan: Plan, plans: Path) -> Path:
    """Write ``plan`` to ``plans/<digest>/``, whole or not at all, and return that folder; present ones stay."""
    folder = plans / plan.digest
    if folder.is_dir():
        return folder
    draft = plans / f".{plan.digest}-{uuid.uuid4().hex}"
    draft.mkdir(parents=True)
    head = _head({name: getattr(plan, name) for name in ("checks", "words", "patterns", "learned", "as_of")})
    head |= {"digest": plan.digest, "set_aside": dict(plan.set_aside)}
    (draft / "plan.json").write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")
    for name in TABLES:
        table: pa.Table = getattr(plan, name)
        with pa.OSFile(str(draft / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    save_marks(plan.rights, draft)
    return settle(draft, folder)


def load_plan(folder: Path, as_of: date) -> Plan:
    """Return the plan saved in ``folder``, its tables memory-mapped.

    Raises:
        PlanRefusedError: a file is missing, or the plan is of another engine version or another year than ``as_of``.
    """
    try:
        head = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        tables = {name: pa.ipc.open_file(pa.memory_map(str(folder / f"{name}.arrow"))).read_all() for name in TABLES}
    except (OSError, ValueError, pa.ArrowInvalid) as error:
        raise PlanRefusedError(
            f"the plan is not readable: {error}",
            where=Where(file=str(folder)),
            remedy="delete the folder and compile again",
        ) from error
    if head["engine"] != ENGINE_VERSION:
        raise PlanRefusedError(
            f"the plan is of engine version {head['engine']}, this is {ENGINE_VERSION}",
            where=Where(file=str(folder)),
            remedy="compile it again",
        )
    if head.get("year", as_of.year) != as_of.year:
        raise PlanRefusedError(
            f"the plan is of the year {head['year']}, not {as_of.year}",
            where=Where(file=str(folder)),
            remedy="compile the plan of that day",
        )
    return Plan(
        checks=_CHECKS.validate_python(_frozen(head["checks"])),
        words=dict(_WORDS.validate_python(_frozen(head["words"]))),
        patterns={key: tuple(value) for key, value in head["patterns"].items()},
        as_of=as_of,
        set_aside=head["set_aside"],
        digest=head["digest"],
        learned=learned_from(head["learned"]) if "learned" in head else None,
        folder=folder,
        **tables,
    )


def load_same(folder: Path, digest: str, as_of: date) -> Plan:
    """Return the plan saved in ``folder``, which must be the one that was sent.

    Raises:
        PlanRefusedError: the folder cannot be read here, or holds another plan.
    """
    plan = load_plan(folder, as_of)
    if plan.digest != digest:
        raise PlanRefusedError(
            f"the folder holds the plan {plan.digest[:12]}, not {digest[:12]}",
            where=Where(file=str(folder)),
            remedy="Compile the plan again and send it once more",
        )
    return plan


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value
