"""Times: instants in UTC, law dates in Asia/Shanghai, working days by the State Council's arrangement.

Nothing here asks for "today": a face resolves it once with :func:`today_in_shanghai` and passes it on.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present instant in UTC; called by faces and by the log, never by a kernel."""
    return datetime.now(UTC)


def today_in_shanghai() -> date:
    """Return the present law date; called once by a face, which prints and stores it."""
    return now().astimezone(SHANGHAI).date()


def law_date(instant: datetime) -> date:
    """Return the Shanghai calendar date of an instant.

    Raises:
        ValueError: the instant carries no zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no zone")
    return instant.astimezone(SHANGHAI).date()
