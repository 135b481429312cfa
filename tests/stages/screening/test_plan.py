"""The plan: its digest names what it screens with; saved and loaded it is the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from jianzhen.base.errors import Where
from jianzhen.playbook.errors import PlaybookReferenceError
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.errors import PlanRefusedError, RegisterRefusedError
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.plan import ENGINE_VERSION, Plan, load_plan, save_plan
from jianzhen.stages.screening.rules import compile_plan, shipped_patterns
from tests.stages.screening.registers import DAY, items, rights

LICENCES = pa.table(
    {"kind": ["pesticide"], "number": ["PD20990001"], "product": ["草甘膦"], "valid_to": ["2026-06-30"]}
)


def plan(as_of: date = DAY, register: pa.Table | None = None) -> Plan:
    """Compile the plan of a day."""
    table = rights() if register is None else register
    return compile_plan(read_shipped(), shipped_patterns(), rights=table, licences=LICENCES, as_of=as_of)


def test_equal_plans_have_equal_digests_whatever_the_day() -> None:
    """The day itself is not in the digest; what stands on it is."""
    assert plan().digest == plan(date(2026, 6, 2)).digest
    assert plan().digest != plan(date(2026, 7, 1)).digest  # the licence has ended
    assert plan().digest != plan(register=rights([{"right_id": "A", "mark": "青禾渡"}])).digest


def test_a_saved_plan_screens_alike(tmp_path: Path) -> None:
    """Loaded from its folder it gives the same rows, and saving it again writes nothing."""
    made = plan()
    folder = save_plan(made, tmp_path)
    assert folder.name == made.digest
    assert save_plan(made, tmp_path) == folder
    assert [path.name for path in tmp_path.iterdir()] == [made.digest]
    batch = items("岚*溪*谷 茶", "草甘膦 PD20990001", "敌敌畏 PD20990001", "全国第一品牌", "高仿 柏锐")
    again = Screener.of(load_plan(folder, DAY))
    assert again.screen(batch).equals(Screener.of(made).screen(batch))


def test_every_finding_carries_the_digest_of_its_plan() -> None:
    """A finding says by which rules, registers and day it was made."""
    made = plan()
    rows = Screener.of(made).screen(items("岚溪骨 茶")).to_pylist()
    assert {(row["plan_digest"], row["as_of"]) for row in rows} == {(made.digest, DAY)}


def test_a_damaged_plan_is_refused(tmp_path: Path) -> None:
    """The message says to compile again."""
    folder = save_plan(plan(), tmp_path)
    (folder / "rights.arrow").unlink()
    with pytest.raises(PlanRefusedError, match="compile again"):
        load_plan(folder, DAY)


def test_a_plan_of_another_engine_is_refused(tmp_path: Path) -> None:
    """Old plans are not run by a newer engine."""
    folder = save_plan(plan(), tmp_path)
    head = folder / "plan.json"
    written = head.read_text(encoding="utf-8")
    head.write_text(written.replace(f'"engine": {ENGINE_VERSION}', '"engine": 0'), encoding="utf-8")
    with pytest.raises(PlanRefusedError, match="engine version 0"):
        load_plan(folder, DAY)


def test_a_check_that_asks_the_year_has_it_in_the_digest(tmp_path: Path) -> None:
    """A patent number of next year is a contradiction this year only; a plan of one year is not run for another."""
    before, after = (
        compile_plan(read_shipped(), shipped_patterns(), rights=rights(), as_of=date(year, 6, 1))
        for year in (2026, 2027)
    )
    assert before.digest != after.digest
    batch = items("本品获发明专利 ZL202710234567.8")
    said = [Screener.of(made).screen(batch).column("reason_code").to_pylist() for made in (before, after)]
    assert "patent.not_yet" in said[0]
    assert "patent.not_yet" not in said[1]
    with pytest.raises(PlanRefusedError, match="of the year 2026, not 2027"):
        load_plan(save_plan(before, tmp_path), date(2027, 6, 1))
    without = [
        compile_plan(
            [one for one in read_shipped() if one.domain == "ads"], shipped_patterns(), rights=rights(), as_of=day
        ).digest
        for day in (date(2026, 6, 1), date(2027, 6, 1))
    ]
    assert without[0] == without[1]


@pytest.mark.parametrize("extra", ["产地：恩施", "[1]", '"x"', "{"])
def test_further_cells_that_are_none_are_refused(extra: str) -> None:
    """A register names the row whose cell cannot be read; it is not taken for an empty one."""
    table = pa.table(
        {"right_id": ["A", "B"], "kind": ["gi", "gi"], "mark": ["岚溪茶", "青禾米"], "extra": [None, extra]}
    )
    with pytest.raises(RegisterRefusedError, match=r"is no JSON object") as caught:
        compile_plan(read_shipped(), shipped_patterns(), rights=table, as_of=DAY)
    assert caught.value.where == Where(row=3, column="extra")


def test_a_check_without_its_number_forms_is_refused() -> None:
    """A format check never runs on a guessed form."""
    with pytest.raises(PlaybookReferenceError, match=r"id\.pesticide"):
        known = {key: forms for key, forms in shipped_patterns().items() if key != "id.pesticide"}
        compile_plan(read_shipped(), known, rights=rights(), as_of=DAY)
