"""Screening the lake: findings land once, name their plan, and a second pass changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from jianzhen.base.errors import NotAllowedError
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.models import LogEvent
from jianzhen.people.policy import SYSTEM, Actor
from jianzhen.plane.embedded import run_kernel
from jianzhen.stages.rights.schema import RIGHT
from jianzhen.stages.screening import queries
from jianzhen.stages.screening.actions import Kernel, Screened, screen_all
from jianzhen.stages.screening.schema import FINDING
from jianzhen.stages.signals.schema import SIGNAL

AT = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
DAY = date(2026, 6, 1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]


def plane(kernel: Kernel, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Run on the embedded plane."""
    return run_kernel(kernel, batches)


def land(schema: pa.Schema, rows: list[dict[str, object]], name: str) -> None:
    """Land rows in the lake as intake would."""
    filled = [
        {"source": "test", "file_sha256": name, "row_number": place, "recorded_at": AT, **row}
        for place, row in enumerate(rows)
    ]
    Lake(current().lake).land([pa.RecordBatch.from_pylist(filled, schema=schema)], schema, batch=name, at=AT)


def signals(*texts: str, kind: str = "listing", name: str = "a") -> None:
    """Land signals with these texts."""
    rows: list[dict[str, object]] = [
        {
            "signal_id": f"{name}{place}",
            "source_record_id": str(place),
            "kind": kind,
            "text": text,
            "observed_at": AT,
            "file_name": name,
        }
        for place, text in enumerate(texts)
    ]
    land(SIGNAL, rows, name)


def marks(*names: str, register: str = "r") -> None:
    """Land a register of marks."""
    land(RIGHT, [{"right_id": f"{register}-{name}", "kind": "trademark", "mark": name} for name in names], register)


def screen(as_of: date = DAY, actor: Actor = SYSTEM) -> Screened:
    """Screen everything."""
    return screen_all(run=plane, actor=actor, at=AT, as_of=as_of)


def test_findings_land_with_figures_and_a_log_entry() -> None:
    """Items are counted, verdicts too; the findings stand in the lake in the schema; the act is in the log."""
    marks("岚溪谷")
    signals("岚溪骨 绿茶", "茶杯", "岚溪谷 红茶")
    done = screen()
    assert (done.files, done.items) == (1, 3)
    assert done.verdicts == {"flag": 1, "watch": 1, "clear": 1}
    table = pa.Table.from_batches(list(queries.batches()))
    assert table.schema.equals(FINDING, check_metadata=True)
    assert table.column("item_id").to_pylist() == ["a0", "a1", "a2"]
    assert LogEvent.objects.filter(verb="screening.run").count() == 1
    assert (current().plans / done.plan_digest / "plan.json").is_file()


def test_a_second_pass_changes_nothing() -> None:
    """Nothing new is screened, landed or logged."""
    marks("岚溪谷")
    signals("岚溪骨 绿茶")
    screen()
    files, events = queries.paths(), LogEvent.objects.count()
    again = screen()
    assert (again.files, again.items) == (0, 0)
    assert queries.paths() == files
    assert LogEvent.objects.count() == events


def test_only_new_signals_are_screened_under_the_same_plan() -> None:
    """A further file costs only itself."""
    marks("岚溪谷")
    signals("岚溪骨 绿茶")
    screen()
    signals("岚溪骨 红茶", name="b")
    done = screen()
    assert (done.files, done.items) == (1, 1)
    assert queries.counts()["tm.sound", "flag"] == 2


def test_a_new_register_supersedes_the_findings_of_the_old_plan() -> None:
    """All signals are screened again; of each only the findings of the last plan stand."""
    marks("岚溪谷")
    signals("森帛尼亚 鞋")
    screen()
    assert queries.counts() == {("none", "clear"): 1}
    marks("森柏尼亚", register="s")
    assert screen().files == 1
    assert ("none", "clear") not in queries.counts()
    assert queries.counts()["tm.sound", "flag"] == 1


def test_judged_and_foreign_kinds_are_not_screened() -> None:
    """Penalties, verdicts and declarations are no items."""
    marks("岚溪谷")
    signals("岚*溪*谷 绿茶", kind="penalty")
    assert screen().items == 0
    assert queries.counts() == {}


def test_lines_are_rendered_in_both_languages() -> None:
    """A face gets title, reason, span and quote."""
    marks("岚溪谷")
    signals("特价 岚溪骨 绿茶")
    screen()
    zh = queries.lines(queries.of_items(["a0"]), "zh")
    en = queries.lines(queries.of_items(["a0"]), "en")
    line = next(one for one in zh if one.check == "tm.sound")
    assert (line.quote, line.span, line.verdict) == ("岚溪骨", (3, 6), "flag")
    assert line.title == "读音相同而写法不同"
    assert line.reason.startswith("疑似：因为")
    assert any(one.reason.startswith("suspected, because") for one in en)
    assert queries.by_ids([line.finding_id]).num_rows == 1


def test_without_the_permission_nothing_is_published() -> None:
    """A stranger's findings do not come to stand."""
    marks("岚溪谷")
    signals("岚溪骨 绿茶")
    with pytest.raises(NotAllowedError, match="陌生人 may not do screen"):
        screen(actor=Actor("stranger", "陌生人", ()))
    assert queries.paths() == []
    assert list((current().lake / "_staging").iterdir()) == []
