"""Records as offices would have written them; every name and mark is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jianzhen.law.book import packaged_book
from jianzhen.stages.referral.missed.acts import Party, Recorded
from jianzhen.stages.referral.missed.detect import Possible, detect

SEEN = "货架陈列“云雀”酒，经权利人初步辨认疑为假冒，已先行登记保存"
FINED = "当事人销售侵犯“云雀”注册商标专用权的酒，货值金额若干"
FAKE = "库存大米以次充好，属伪劣产品，尚未售出，已查封"


def record(key: str, kind: str, day: str, amount: str | None, text: str = "", **more: Any) -> Recorded:
    """Return one record; ``key`` is its id and its number."""
    return Recorded(
        record_id=key,
        kind=kind,
        source="样例",
        number=f"样号第{key}号",
        day=date.fromisoformat(day),
        amount=Decimal(amount) if amount else None,
        text=text or (SEEN if kind == "inspection" else FINED),
        **more,
    )


def seen(key: str, day: str, amount: str | None, text: str = SEEN, **more: Any) -> Recorded:
    """Return an inspection."""
    return record(key, "inspection", day, amount, text, **more)


def fined(key: str, day: str, amount: str | None, text: str = FINED, **more: Any) -> Recorded:
    """Return a penalty decision."""
    return record(key, "penalty", day, amount, text, **more)


def look(records: Sequence[Recorded], **more: Any) -> tuple[Possible, ...]:
    """Look through one party's records with the law that comes with the program."""
    party = Party(subject_id="s", name="武昌区云雀样例商行", records=tuple(records), **more)
    return detect(party, packaged_book())


def met(records: Sequence[Recorded]) -> str:
    """Return the day met and the rule, or nothing; for tests of one field."""
    found = look(records)
    return f"{found[0].met_on} {found[0].found.limb.rule.id} {found[0].found.grade}" if found else ""
