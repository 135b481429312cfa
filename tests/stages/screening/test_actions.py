"""Screening the lake: findings land once, name their plan, and a second pass changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from jianzhen.base.errors import NotAllowedError
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.models import LogEvent
from jianzhen.people.policy import SYSTEM, Actor
from jianzhen.plane.embedded import run_kernel
from jianzhen.stages.rights.schema import RIGHT
from jianzhen.stages.screening import daily, queries
from jianzhen.stages.screening.actions import Kernel, Screened, screen_all
from jianzhen.stages.screening.schema import FINDING
from jianzhen.stages.screening.standing import standing
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


def test_a_register_put_back_brings_its_plan_and_its_findings_back() -> None:
    """What stands is of the plan that stands, not of the one run last; nothing is screened twice."""
    marks("岚溪谷")
    signals("森帛尼亚 鞋")
    first = screen()
    marks("森柏尼亚", register="s")
    assert screen().plan_digest != first.plan_digest
    ended: dict[str, object] = {"right_id": "s-森柏尼亚", "kind": "trademark", "mark": "森柏尼亚", "row_number": 9}
    land(RIGHT, [ended | {"valid_to": date(2020, 1, 1)}], "t")
    again = screen()
    assert (again.plan_digest, again.files) == (first.plan_digest, 0)
    assert queries.counts() == {("none", "clear"): 1}


def test_a_past_day_stands_until_the_next_pass() -> None:
    """The plan of a day holds the rights of that day; the file beside the plans says which day that is."""
    rows: list[dict[str, object]] = [
        {"right_id": "R", "kind": "trademark", "mark": "岚溪谷", "valid_from": date(2026, 3, 1)}
    ]
    land(RIGHT, rows, "r")
    signals("岚溪骨 绿茶")
    now = screen()
    past = screen(date(2026, 2, 1))
    assert past.plan_digest != now.plan_digest
    assert queries.counts() == {("none", "clear"): 1}
    stands = standing(current().plans)
    assert stands is not None
    assert (stands.digest, stands.as_of) == (past.plan_digest, date(2026, 2, 1))
    assert screen().plan_digest == now.plan_digest
    assert queries.counts()["tm.sound", "flag"] == 1


def test_a_pass_that_finds_nothing_new_compiles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the plan would be made of says that it is there."""
    marks("岚溪谷")
    signals("岚溪骨 绿茶")
    first = screen()
    monkeypatch.setattr(daily, "compile_plan", None)
    assert screen() == replace(first, files=0, items=0, verdicts={})
    with pytest.raises(TypeError, match="not callable"):
        screen(date(2026, 6, 2))


def test_a_lost_plan_is_compiled_again() -> None:
    """The file that names it is not enough."""
    marks("岚溪谷")
    signals("岚溪骨 绿茶")
    first = screen()
    shutil.rmtree(current().plans / first.plan_digest)
    assert screen().plan_digest == first.plan_digest
    assert (current().plans / first.plan_digest / "plan.json").is_file()


def prices(*amounts: str, name: str) -> None:
    """Land priced listings of one product."""
    rows: list[dict[str, object]] = [
        {"signal_id": f"{name}{place}", "source_record_id": str(place), "kind": "listing", "text": "岚溪谷 绿茶",
         "brand": "岚溪谷", "goods": "绿茶", "price": Decimal(amount), "observed_at": AT, "file_name": name}
        for place, amount in enumerate(amounts)
    ]  # fmt: skip
    land(SIGNAL, rows, name)


def test_a_few_new_prices_do_not_screen_the_whole_lake_again() -> None:
    """Prices are learned anew with half as many signals again, and with every month."""
    marks("岚溪谷")
    prices(*["100.00"] * 20, name="p")
    first = screen()
    prices("10.00", "20.00", name="q")
    few = screen()
    assert (few.plan_digest, few.files) == (first.plan_digest, 1)
    prices(*["50.00"] * 20, name="s")
    many = screen()
    assert many.plan_digest != first.plan_digest
    assert many.files == 3
    prices("40.00", "41.00", "42.00", name="t")
    assert screen().files == 1
    assert screen(date(2026, 7, 1)).files == 4


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
