"""Registers into the lake: rights and licences, restated, repeated, valid on a day."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta

import pytest

from jianzhen.custody import log
from jianzhen.custody.instance import current
from jianzhen.people.policy import SYSTEM
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.stages.rights import queries
from jianzhen.stages.rights.actions import take_in_all
from tests.base.tabular.tables import read, workbook
from tests.shared import SHARED, needs_shared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
RIGHTS = (
    "right_id,kind,mark,holder,goods,licensees,valid_from,valid_to,天气\n"
    "R1,trademark,楚雀,楚雀食品有限公司,热干面;豆皮,甲店；乙店,2020-01-01,2030-01-01,晴\n"
    "R2,gi,云鹤茶,,,,,,\n"
    "R3,trademark,汉阙,,,,2010/1/1,2020年1月1日,\n"
)
LICENCES = (
    "licence_id,kind,number,holder,valid_from,valid_to,status\n"
    "L1,tobacco_retail,420106100001,某便利店,2024-01-01,长期,有效\n"
    "L2,tobacco_retail,420106100002,某烟酒店,2020-01-01,2024-12-31,有效\n"
)


def put(name: str, text: str) -> None:
    """Put a register into the instance's folder of registers."""
    (current().rights / name).write_text(text, encoding="utf-8")


def take(days: int = 0) -> dict[str, Outcome]:
    """Take in all registers, some days later."""
    return {done.name: done for done in take_in_all(actor=SYSTEM, at=AT + timedelta(days=days))}


def test_rights_land_typed() -> None:
    """A register in the program's own column names lands: lists split, dates read, unknown columns kept aside."""
    put("rights.csv", RIGHTS)
    done = take()["rights.csv"]
    assert (done.state, done.target, done.landed) == ("landed", "right", 3)
    first = queries.rights().to_pylist()[0]
    assert (first["right_id"], first["mark"], first["licensees"]) == ("R1", "楚雀", ["甲店", "乙店"])
    assert (first["valid_from"], first["extra"], first["row_number"]) == (date(2020, 1, 1), '{"天气":"晴"}', 2)


def test_rights_valid_on_a_day() -> None:
    """Only rights valid that day are given, both ends inclusive; an open end is unbounded."""
    put("rights.csv", RIGHTS)
    take()
    assert queries.rights(as_of=date(2020, 1, 1)).column("right_id").to_pylist() == ["R1", "R2", "R3"]
    assert queries.rights(as_of=date(2020, 1, 2)).column("right_id").to_pylist() == ["R1", "R2"]
    assert queries.rights(as_of=date(2030, 1, 2)).column("right_id").to_pylist() == ["R2"]


def test_licences_valid_on_a_day() -> None:
    """Licences land beside rights; 长期 is no end."""
    put("licences.csv", LICENCES)
    assert take()["licences.csv"].target == "licence"
    assert queries.licences(as_of=date(2024, 12, 31)).column("number").to_pylist() == ["420106100001", "420106100002"]
    assert queries.licences(as_of=date(2099, 1, 1)).column("number").to_pylist() == ["420106100001"]
    assert queries.rights().num_rows == 0


def test_a_register_restated() -> None:
    """The next edition adds only what changed, and the later statement of a right is the one given."""
    put("rights.csv", RIGHTS)
    take()
    put("rights2.csv", RIGHTS.replace("楚雀食品有限公司", "楚雀食品集团有限公司") + "R4,name,江碚,,,,,,\n")
    done = take(days=1)["rights2.csv"]
    assert (done.landed, done.duplicates) == (2, 3 - 1)
    rights = {row["right_id"]: row["holder"] for row in queries.rights().to_pylist()}
    assert rights == {"R1": "楚雀食品集团有限公司", "R2": None, "R3": None, "R4": None}
    assert queries.counts_by_source() == {"generic-rights": 5}


def test_a_second_pass_changes_nothing() -> None:
    """The same registers again are known and leave no trace in the log."""
    put("rights.csv", RIGHTS)
    put("licences.csv", LICENCES)
    put("strange.csv", "甲,乙\n1,x\n")
    first, size = take(), log.size()
    assert {name: done.state for name, done in first.items()} == {
        "rights.csv": "landed",
        "licences.csv": "landed",
        "strange.csv": "refused",
    }
    assert [done.state for done in take(days=1).values()] == ["known", "known", "refused"]
    assert (log.size(), len(queries.registers())) == (size, 3)


def test_a_list_of_names() -> None:
    """A bare list of marks is a register of names; a name that comes twice is one right."""
    put("names.csv", "mark\n吖茶\n老通城\n吖茶\n")
    workbook(current().rights / "names.xlsx", [["字号", "企业名称"], ["马应龙", "某某药业有限公司"]])
    done = take()
    assert [(item.source, item.landed) for item in done.values()] == [("names-list", 2), ("names-list-zh", 1)]
    rights = queries.rights().to_pylist()
    assert {(row["right_id"], row["kind"], row["mark"]) for row in rights} == {
        ("吖茶", "name", "吖茶"),
        ("老通城", "name", "老通城"),
        ("马应龙", "name", "马应龙"),
    }


def test_bad_rows_and_refused_registers() -> None:
    """An unknown kind, a missing mark and an impossible date set the row aside; a missing column refuses the file."""
    put("rights.csv", RIGHTS + "R5,rumour,甲,,,,,,\nR6,name,,,,,,,\nR7,name,乙,,,,2020-02-30,,\n")
    put("short.csv", "right_id,mark\nR1,甲\n")
    done = take()
    assert (done["rights.csv"].landed, done["rights.csv"].quarantined) == (3, 3)
    assert [row[-6] for row in read(current().errors / done["rights.csv"].errors_file)] == ["5", "6", "7"]
    assert (done["short.csv"].error or {})["where"] == "file short.csv, row 1, column kind"


def test_before_any_register_there_is_nothing() -> None:
    """Readers of an empty lake answer with empty tables of the right shape."""
    assert queries.rights(as_of=date(2026, 1, 1)).num_rows == 0
    assert queries.licences().schema.names[0] == "licence_id"
    assert (queries.registers(), queries.counts_by_source()) == ([], {})


@needs_shared
def test_a_quarter_million_names() -> None:
    """A real list of trade names lands whole and once."""
    with gzip.open(SHARED / "data/names/company-short-names.txt.gz", "rt", encoding="utf-8") as names:
        put("names.csv", "mark\n" + names.read())
    assert take()["names.csv"].landed == 267_397
    assert queries.rights().num_rows == 267_397
