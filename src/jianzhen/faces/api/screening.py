"""Asking about texts: screen items, judge pairs, route messages. Nothing is written."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

import pyarrow as pa
from django.http import HttpRequest
from ninja import Router

from jianzhen.custody.instance import current
from jianzhen.faces.api import answers
from jianzhen.faces.api.asked import Item, Message, PairsAsked, RouteAsked, ScreenAsked
from jianzhen.faces.api.doors import caller_of, doors
from jianzhen.faces.api.problems import ProblemError
from jianzhen.faces.api.resident import Loaded, resident
from jianzhen.faces.routed import answer
from jianzhen.people.policy import KeyScope
from jianzhen.playbook.city import City
from jianzhen.playbook.model import Playbook
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.cases.queries.instance import city, law_line
from jianzhen.stages.screening import routing
from jianzhen.stages.screening.pairs import Pair, PairJudge
from jianzhen.stages.screening.queries import checks
from jianzhen.stages.screening.reasons import render

TIME_LIMIT: Final = 10.0
"""Seconds after which a request that is not done is given up, looked at between slices of items."""
_SLICE: Final = 10
_COLUMNS: Final = tuple(Item.model_fields)
_ITEMS: Final = pa.schema([(name, pa.string()) for name in _COLUMNS])
_RANK: Final = {"clear": 0, "watch": 1, "flag": 2}

router = Router(tags=["screening"], auth=doors(KeyScope.SCREEN))


@router.post("/screen", response={200: answers.Screened, answers.REFUSALS: answers.ProblemBody})
def screen(request: HttpRequest, asked: ScreenAsked) -> answers.Screened:  # noqa: ARG001
    """Screen one to a hundred items with the instance's newest plan: what is suspected, because of what."""
    loaded = resident(current().plans).current()
    found = [one for part in _slices(asked.items) for one in _screened(loaded, part)]
    return answers.Screened(as_of=loaded.as_of, plan_digest=loaded.digest, items=found)


def _slices(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    until = time.monotonic() + TIME_LIMIT
    for start in range(0, len(items), _SLICE):
        if time.monotonic() > until:
            raise ProblemError("too_slow", where=f"/items/{start}")
        yield items[start : start + _SLICE]


def _screened(loaded: Loaded, items: Sequence[Item]) -> Iterator[answers.ScreenedItem]:
    cells = [[getattr(item, name) for item in items] for name in _COLUMNS]
    batch = pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in cells], schema=_ITEMS)
    for item_id, rows in groupby(loaded.screener.screen(batch).to_pylist(), key=lambda row: str(row["item_id"])):
        findings = [_finding(row, loaded.as_of) for row in rows]
        strongest = max(findings, key=lambda one: _RANK[one.verdict])
        yield answers.ScreenedItem(item_id=item_id, verdict=strongest.verdict, findings=findings)


def _finding(row: Mapping[str, Any], day: date) -> answers.Finding:
    code, params = row["reason_code"], json.loads(row["reason_params"])
    title_zh, title_en = checks().get(row["check"], (row["check"], row["check"]))
    start = row["span_start"]
    return answers.Finding(
        finding_id=row["finding_id"],
        right_id=row["right_id"],
        check=row["check"],
        title_zh=title_zh,
        title_en=title_en,
        domain=row["domain"],
        verdict=row["verdict"],
        score=round(row["score"], 6),
        weight=row["weight"],
        field=row["field"],
        span=None if start is None else (start, row["span_end"]),
        quote=row["quote"],
        reason_zh=render(code, params, "zh"),
        reason_en=render(code, params, "en"),
        law=[answers.LawLine(**law_line(key, day)) for key in row["law_keys"] or ()],
    )


@router.post("/pairs", response={200: answers.Judged, answers.REFUSALS: answers.ProblemBody})
def pairs(request: HttpRequest, asked: PairsAsked) -> answers.Judged:  # noqa: ARG001
    """Ask of each pair: is this use of the text likely to infringe or confuse with the mark?"""
    judge = _judge()
    found = []
    for pair in asked.pairs:
        judged = judge.judge(Pair(**pair.model_dump(exclude={"pair_id"})))
        found.append(
            answers.JudgedPair(
                pair_id=pair.pair_id,
                score=round(judged.score, 6),
                verdict=judged.verdict,
                level=judged.level,
                reason_zh=judged.reason("zh"),
                reason_en=judged.reason("en"),
            )
        )
    return answers.Judged(pairs=found)


@router.post("/route", response={200: answers.RoutedMessages, answers.REFUSALS: answers.ProblemBody})
def route(request: HttpRequest, asked: RouteAsked) -> answers.RoutedMessages:
    """Say of each message: routed to whom, out of scope, or a person must decide."""
    day, place = asked.as_of or caller_of(request).today, city()
    items = [_routed(item, place, day) for item in asked.items]
    return answers.RoutedMessages(as_of=day, city=place.code, items=items)


def _routed(item: Message, place: City, day: date) -> answers.RoutedItem:
    said = answer(_router(), place, day, item.text)
    return answers.RoutedItem(
        item_id=item.item_id,
        verdict=said.found.verdict,
        domain=said.found.domain,
        lead=[answers.Agency(code=one.code, name=one.name) for one in said.lead],
        joint=[answers.Agency(code=one.code, name=one.name) for one in said.joint],
        confidence=said.found.confidence,
        reason_zh=said.reason("zh"),
        reason_en=said.reason("en"),
    )


@lru_cache(maxsize=1)
def _playbooks() -> tuple[Playbook, ...]:
    return read_shipped()


@lru_cache(maxsize=1)
def _judge() -> PairJudge:
    return PairJudge(_playbooks())


@lru_cache(maxsize=1)
def _router() -> routing.Router:
    return routing.Router(_playbooks())
