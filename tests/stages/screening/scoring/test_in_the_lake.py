"""Scoring in an instance: verdicts join what is found today, models take over and leave traces, the slice is listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner

from jianzhen.base.errors import ConflictError, NotAllowedError
from jianzhen.base.tabular.read import open_table
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.models import LogEvent
from jianzhen.faces.cli.screen_audit import audit, background
from jianzhen.faces.cli.screen_retrain import retrain
from jianzhen.people.policy import SYSTEM, Actor
from jianzhen.plane.embedded import run_kernel
from jianzhen.stages.rights.schema import RIGHT
from jianzhen.stages.screening import queries as findings
from jianzhen.stages.screening.actions import screen_all
from jianzhen.stages.screening.daily import compile_day
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.scoring import queries
from jianzhen.stages.screening.scoring.actions import AdoptModel, adopt, retrain_instance
from jianzhen.stages.screening.scoring.audit import in_slice
from jianzhen.stages.screening.scoring.errors import NotBetterError
from jianzhen.stages.screening.scoring.learned import Learned
from jianzhen.stages.signals.schema import SIGNAL, Meant, Verdict

AT = datetime(2026, 6, 10, 1, tzinfo=UTC)
DAY = date(2026, 6, 10)
MODEL = Learned(factors={"tm.sound/mark.sound": 0.5})

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]


def land(schema: pa.Schema, rows: list[dict[str, object]], name: str) -> None:
    """Land rows in the lake as intake would."""
    filled = [
        {"source": "test", "file_sha256": name, "row_number": place, "recorded_at": AT, **row}
        for place, row in enumerate(rows)
    ]
    Lake(current().lake).land([pa.RecordBatch.from_pylist(filled, schema=schema)], schema, batch=name, at=AT)


def items(texts: dict[str, str], name: str = "a", recorded_at: datetime = AT) -> None:
    """Land listings with these ids and texts."""
    rows: list[dict[str, object]] = [
        {
            "signal_id": key,
            "source_record_id": key,
            "kind": "listing",
            "text": text,
            "observed_at": recorded_at,
            "recorded_at": recorded_at,
            "file_name": name,
        }
        for key, text in texts.items()
    ]
    land(SIGNAL, rows, name)


def verdicts(*given: Verdict) -> None:
    """Land verdicts as the flow would."""
    land(SIGNAL, [one.as_signal(AT) for one in given], f"verdicts of {given[0].record_id}")


def marks(*names: str) -> None:
    """Land a register of marks."""
    land(RIGHT, [{"right_id": f"r-{name}", "kind": "trademark", "mark": name} for name in names], "r")


def screen() -> int:
    """Screen everything; return how many items."""
    return screen_all(run=run_kernel, actor=SYSTEM, at=AT, as_of=DAY).items


def told(record: str, *about: Meant, right: bool, audit: bool = False, minutes: int = 0) -> Verdict:
    """Return an officer's verdict."""
    return Verdict(record, AT + timedelta(minutes=minutes), "u1", right, "facts_found", about, record, audit)


def test_without_a_model_weights_are_as_set_by_hand() -> None:
    """Nothing adopted, nothing in the plan."""
    marks("岚溪谷")
    assert queries.model_in_force() is None
    assert compile_day(DAY).learned is None


def test_an_adopted_model_weighs_the_next_pass() -> None:
    """Everything is screened again under a plan of another digest; older findings no longer stand; the log knows."""
    marks("岚溪谷")
    items({"a": "岚溪骨 绿茶"})
    screen()
    before = findings.of_items(["a"]).to_pylist()
    AdoptModel(actor=SYSTEM, at=AT, model=MODEL, replaces=Learned().digest).execute()
    assert queries.model_in_force() == MODEL
    assert screen() == 1
    after = findings.of_items(["a"]).to_pylist()
    sound = [[row["weight"] for row in rows if row["check"] == "tm.sound"] for rows in (before, after)]
    assert sound[1] == [weight / 2 for weight in sound[0]]
    assert LogEvent.objects.filter(verb="screening.learn", subject_id=MODEL.digest).count() == 1
    assert screen() == 0


def test_a_model_compared_with_another_is_not_adopted() -> None:
    """Two retrainings at once: the second was judged against what no longer stands."""
    AdoptModel(actor=SYSTEM, at=AT, model=MODEL, replaces=Learned().digest).execute()
    with pytest.raises(ConflictError, match="adopted meanwhile"):
        AdoptModel(actor=SYSTEM, at=AT, model=replace(MODEL, offset=0.1), replaces=Learned().digest).execute()
    assert queries.model_in_force() == MODEL


def test_a_stranger_adopts_nothing() -> None:
    """Whoever may not screen may not say how."""
    with pytest.raises(NotAllowedError, match="may not do screen"):
        AdoptModel(actor=Actor("x", "陌生人", ()), at=AT, model=MODEL, replaces=Learned().digest).execute()
    assert queries.model_in_force() is None


def test_verdicts_join_what_is_found_today() -> None:
    """By item, right and check; weights are those set by hand, whatever the findings in the lake were weighed by."""
    marks("岚溪谷")
    items({"a": "岚溪骨 绿茶", "b": "茶杯", "c": "岚溪骨 红茶"})
    verdicts(
        told("v1", Meant("a", "r-岚溪谷", "tm.sound"), Meant("c", "r-岚溪谷", "tm.sound"), right=True),
        told("v2", Meant("b"), right=False, audit=True),
        told("v3", Meant("b", "r-岚溪谷", "tm.sound"), right=False),
        told("v4", Meant("gone"), right=True),
    )
    made = queries.joined(Screener.of(replace(compile_day(DAY), learned=None)))
    units = {unit.judgement.item_id: unit for unit in made.units}
    assert set(units) == {"a", "b", "c"}
    assert (units["b"].group, units["b"].judgement.audit) == (None, True)
    assert units["a"].weight == 0.5
    assert [part.check for part in units["a"].group.evidence] == ["tm.sound"]  # type: ignore[union-attr]
    assert made.unmatched == 2


def test_the_background_leaves_out_what_proved_right() -> None:
    """A mark heard in two items, of which one was infringing."""
    marks("岚溪谷")
    items({"a": "岚溪骨 绿茶", "c": "岚溪骨 红茶", "d": "茶杯"})
    screen()
    assert queries.background().counts == {("岚溪谷", "mark.sound"): 2}
    verdicts(told("v1", Meant("a", "r-岚溪谷", "tm.sound"), right=True))
    found = queries.background()
    assert (found.items, found.counts) == (3, {("岚溪谷", "mark.sound"): 1})


def test_the_slice_lists_items_whatever_their_score() -> None:
    """Those of the month so far that the hash draws, with what screening said, the verdict, and the recall it tells."""
    marks("岚溪谷")
    texts = {f"i{number}": "岚溪骨 绿茶" if number % 3 == 0 else "茶杯" for number in range(60)}
    items(texts)
    items({"may": "茶杯"}, "b", recorded_at=datetime(2026, 5, 31, 15, tzinfo=UTC))
    items({"later": "茶杯"}, "c", recorded_at=AT + timedelta(days=3))
    screen()
    found = queries.audit_slice(DAY, one_in=4)
    drawn = [key for key in sorted(texts) if in_slice(key, "2026-06", salt=current().instance_id, one_in=4)]
    assert (found.period, found.of, [item.item_id for item in found.items]) == ("2026-06", 60, drawn)
    assert {item.said for item in found.items} == {"flag", "clear"}
    assert found.recall.estimate is None
    missed = next(item.item_id for item in found.items if item.said == "clear")
    caught = next(item.item_id for item in found.items if item.said == "flag")
    verdicts(told("v1", Meant(missed), right=True, audit=True), told("v2", Meant(caught), right=True, audit=True))
    again = queries.audit_slice(DAY, one_in=4)
    assert (again.judged, again.recall.hits, again.recall.of) == (2, 1, 2)


def test_an_empty_instance_has_an_empty_slice() -> None:
    """Nothing taken in, nothing to audit, nothing to count."""
    assert queries.audit_slice(DAY).items == ()
    assert queries.background().items == 0
    assert list(queries.judgements()) == []


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands open the instance of the test, as ``--data`` would."""
    monkeypatch.setenv("JIANZHEN_DATA", str(current().root))


def cells(path: Path) -> list[dict[str, str | None]]:
    """Return the rows of a table as text."""
    with open_table(path) as table:
        return [row for batch in table.batches() for row in batch.data.to_pylist()]


@pytest.mark.usefixtures("opened")
def test_the_slice_and_the_background_are_written_as_tables(tmp_path: Path) -> None:
    """One row an audited item, ready for a verdict; one row a mark and way with its counts."""
    marks("岚溪谷")
    items({f"i{number}": "岚溪骨 绿茶" for number in range(8)})
    screen()
    verdicts(told("v1", Meant("i3"), right=True, audit=True))
    listed, counted = tmp_path / "slice.csv", tmp_path / "background.csv"
    asked = CliRunner().invoke(audit, ["--out", str(listed), "--one-in", "1", "--as-of", "2026-06-10"])
    assert asked.exit_code == 0, asked.output
    assert "8 of 8 items of 2026-06" in asked.output
    assert "recall 1.00, 95 % [0.03, 1.00]: 1 of 1 flagged" in asked.output
    rows = cells(listed)
    assert [row["right"] for row in rows] == [None, None, None, "1", None, None, None, None]
    assert {(row["said"], row["audit"]) for row in rows} == {("flag", "1")}
    assert CliRunner().invoke(background, ["--out", str(counted)]).exit_code == 0
    assert cells(counted) == [{"mark": "岚溪谷", "reason_code": "mark.sound", "items": "7", "of": "8"}]


@pytest.mark.usefixtures("opened")
def test_an_instance_learns_from_its_verdicts() -> None:
    """From signals through screening and verdicts (made up: jargon proves idle) to a model in force."""
    marks("岚溪谷")
    good, idle = "岚溪骨 绿茶 {}", "岚溪谷 复刻 摆件 {}"
    items({f"i{n:03}": (good if n % 2 else idle).format(n) for n in range(360)})
    screen()
    rows = [
        told(f"v{n:03}", Meant(f"i{n:03}"), right=n % 2 == 1 if n % 10 else n % 20 == 10, minutes=n) for n in range(360)
    ]
    verdicts(*(replace(row, matter="", audit=n % 3 == 0) for n, row in enumerate(rows)))
    made = retrain_instance(at=AT + timedelta(days=1), capacity=20)
    assert made.refusals == ()
    shown = CliRunner().invoke(retrain, ["--capacity", "20", "--as-of", "2026-06-11"])
    assert shown.exit_code == 0, shown.output
    standing = queries.model_in_force()
    assert standing == made.learned
    assert standing is not None
    assert standing.background is not None
    assert standing.background.items == 360
    with pytest.raises(ConflictError, match="adopted meanwhile"):
        adopt(made, AT + timedelta(days=1))
    again = retrain_instance(at=AT + timedelta(days=1), capacity=20)
    assert again.against == standing.digest
    with pytest.raises(NotBetterError, match="log loss"):
        adopt(again, AT + timedelta(days=1))
