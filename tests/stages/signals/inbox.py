"""A small source for intake tests, and short ways to take its files in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from jianzhen.custody.instance import current
from jianzhen.people.policy import SYSTEM
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.stages.signals import queries
from jianzhen.stages.signals.actions import take_in_all

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MANIFEST = """
manifest: 1
source: market-hotline
title: {zh: 市场热线, en: Market hotline}
target: signal
match: {columns: [编号, 内容]}
id: 编号
columns:
  kind: {from: 类型, map: {投诉: complaint, 举报: report}, otherwise: message}
  text: {from: 内容, required: true}
  amount: {from: 金额}
  quantity: {from: 数量}
  event_date: {from: 发生日期}
  observed_at: {from: 登记时间, required: true}
  seller_name: {from: 商家}
  seller_phone: {from: 商家电话}
  reporter: {from: 来电人, personal: person_name}
extra:
  备注人: {personal: person_name}
ignore: 打印次数
"""
HEAD = "编号,类型,内容,金额,发生日期,登记时间\n"


def put(name: str, content: str | bytes) -> Path:
    """Put a file into the inbox, the manifest into the instance."""
    (current().sources / "hotline.yml").write_text(MANIFEST, encoding="utf-8")
    path = current().inbox / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def take() -> dict[str, Outcome]:
    """Take in the inbox; outcomes by file name."""
    return {outcome.name: outcome for outcome in take_in_all(actor=SYSTEM, at=AT)}


def rows(*fields: str) -> list[tuple[Any, ...]]:
    """Return the named fields of all signals in the lake, in order."""
    table = pa.Table.from_batches(list(queries.batches())) if queries.paths() else None
    if table is None:
        return []
    return list(zip(*(table.column(name).to_pylist() for name in fields), strict=True))
