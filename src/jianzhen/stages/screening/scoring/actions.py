"""The only writers of scoring: adopting a fitted model, which the next pass screens with."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

import pyarrow as pa

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError
from jianzhen.custody.action import Action
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.log import Entry
from jianzhen.people.policy import SYSTEM, Permission
from jianzhen.stages.screening.daily import compile_day
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.scoring import queries
from jianzhen.stages.screening.scoring.errors import NotBetterError
from jianzhen.stages.screening.scoring.learned import Learned
from jianzhen.stages.screening.scoring.retraining import Retrained, retrain


@dataclass(frozen=True, kw_only=True)
class AdoptModel(Action[str]):
    """启用评分模型: what is screened from now on is weighed by this model; its digest is part of the plan's.

    Args:
        model: the fitted model.
        replaces: digest of the model it was compared with; where weights were as set by hand, that of ``Learned()``.
    """

    verb: ClassVar[str] = "screening.learn"
    permission: ClassVar[Permission] = Permission.SCREEN

    model: Learned
    replaces: str

    def check(self) -> None:
        """Refuse when another model took over since the comparison."""
        if (queries.model_in_force() or Learned()).digest != self.replaces:
            raise ConflictError(
                "another model was adopted meanwhile", remedy="Retrain again", zh="期间已采用另一模型。请重新训练"
            )

    def perform(self) -> str:
        """List the model in the lake."""
        row = {"digest": self.model.digest, "model": json.dumps(self.model.as_json(), ensure_ascii=False)}
        batch = pa.RecordBatch.from_pylist([row], schema=queries.MODEL)
        return str(Lake(current().lake).land([batch], queries.MODEL, batch=self.model.digest, at=self.at).path)

    def entry(self, result: str) -> Entry:
        """Keep digests, and what it was made from."""
        facts = {"replaces": self.replaces, "file": result, "trained": dict(self.model.trained)}
        return Entry("scoring_model", self.model.digest, facts)


def retrain_instance(*, at: datetime, capacity: int) -> Retrained:
    """Fit and judge a model on the verdicts of the lake up to ``at``; writes nothing.

    Raises:
        NotBetterError: too few verdicts, or all of one kind.
        ExtraMissingError: scipy is not installed.
    """
    screener = Screener.of(replace(compile_day(law_date(at)), learned=None))
    return retrain(
        queries.joined(screener),
        queries.model_in_force() or Learned(),
        background=queries.background(),
        as_of=at,
        capacity=capacity,
    )


def adopt(made: Retrained, at: datetime) -> None:
    """Put a fitted model in force.

    Raises:
        NotBetterError: it was refused.
        ConflictError: another model took over since the comparison.
    """
    if made.refusals:
        raise NotBetterError("; ".join(made.refusals), remedy="The model in force stays")
    AdoptModel(actor=SYSTEM, at=at, model=made.learned, replaces=made.against).execute()
