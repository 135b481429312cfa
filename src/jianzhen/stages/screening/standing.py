"""Which of the compiled plans stands, for which day, and what it was compiled from; one small file beside the plans."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from jianzhen.base.errors import Where
from jianzhen.base.whole import write_whole
from jianzhen.stages.screening.errors import PlanRefusedError
from jianzhen.stages.screening.plan import Plan, save_plan

POINTER: Final = "standing.json"
SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class PriceBasis:
    """What the reference prices of a plan were learned from: so many signals, registers by their digest, on a day."""

    signals: int
    registers: str
    learned_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """The plan that stands and the day whose rights and licences it holds.

    ``inputs`` is the digest of all it was compiled from, empty where nobody kept it; ``set_aside``: reason → register
    rows that are not screened with; ``prices``: None where the plan learned none from signals; ``pictures``: the digest
    of what pictures are compared with, empty where none are.
    """

    digest: str
    as_of: date
    inputs: str = ""
    set_aside: Mapping[str, int] | None = None
    prices: PriceBasis | None = None
    pictures: str = ""


def stand(
    plan: Plan, plans: Path, *, inputs: str = "", prices: PriceBasis | None = None, pictures: str = ""
) -> Standing:
    """Save ``plan`` under ``plans`` where it is not there yet, and make it the one that stands."""
    save_plan(plan, plans)
    made = Standing(plan.digest, plan.as_of, inputs, plan.set_aside, prices, pictures)
    _write(made, plans)
    return made


def compare_with(pictures: str, known: Standing, plans: Path) -> Standing:
    """Let the plan that stands stand with other pictures to compare with."""
    if known.pictures == pictures:
        return known
    made = replace(known, pictures=pictures)
    _write(made, plans)
    return made


def standing(plans: Path) -> Standing | None:
    """Return which plan of the folder ``plans`` stands; None before the first.

    Raises:
        PlanRefusedError: the file that says so is damaged.
    """
    path = plans / POINTER
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return _read(said)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlanRefusedError(
            f"it does not say which plan stands: {error}",
            where=Where(file=str(path)),
            remedy="delete the file and run a pass",
        ) from error


def _write(made: Standing, plans: Path) -> None:
    """Replace the file whole, durably."""
    said: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "digest": made.digest,
        "as_of": made.as_of.isoformat(),
        "inputs": made.inputs,
        "set_aside": dict(made.set_aside or {}),
        "pictures": made.pictures,
    }
    if made.prices:
        said["prices"] = {
            "signals": made.prices.signals,
            "registers": made.prices.registers,
            "learned_on": made.prices.learned_on.isoformat(),
        }
    write_whole(plans / POINTER, json.dumps(said, ensure_ascii=False, indent=1) + "\n")


def _read(said: dict[str, Any]) -> Standing:
    if said["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema version {said['schema_version']}")
    basis = said.get("prices")
    return Standing(
        digest=_folder_name(said["digest"]),
        as_of=date.fromisoformat(said["as_of"]),
        inputs=said["inputs"],
        set_aside=dict(said["set_aside"]),
        prices=_basis(basis) if basis else None,
        pictures=said["pictures"],
    )


def _basis(said: dict[str, Any]) -> PriceBasis:
    return PriceBasis(int(said["signals"]), said["registers"], date.fromisoformat(said["learned_on"]))


def _folder_name(digest: str) -> str:
    """A digest names a folder beside the file and nothing else."""
    int(digest, 16)
    return digest
