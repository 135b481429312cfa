"""Files into the lake: what lands, what is set aside, what is refused, and that twice is once."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError
from jianzhen.base.tabular.read import open_table
from jianzhen.base.tabular.write import write_table
from jianzhen.custody import landing, log
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.vault import Vault
from jianzhen.people.policy import SYSTEM, Actor
from jianzhen.playbook.intake.choose import find_manifests
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.stages.signals import queries
from jianzhen.stages.signals.actions import TakeInFile, take_in, take_in_all
from jianzhen.stages.signals.schema import SIGNAL
from jianzhen.stages.signals.shape import PACKAGED
from tests.base.tabular.tables import read, workbook
from tests.shared import SHARED, needs_shared
from tests.stages.signals.inbox import AT, HEAD, put, rows, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]

THREE_DATES = (
    HEAD
    + "1,投诉,甲,9.90,2019-08-01,2019/8/1 9:05:02\n"
    + "2,举报,乙,1280,2019/8/1,2019年8月1日9时5分2秒\n"
    + "3,咨询,丙,,2019年8月1日,2019-08-01T09:05:02\n"
)


def test_rows_land_typed() -> None:
    """Dates in three formats, amounts and kinds land in the signal's own types; times are Shanghai's, in UTC."""
    put("a.csv", THREE_DATES)
    done = take()["a.csv"]
    assert (done.state, done.rows, done.landed, done.quarantined) == ("landed", 3, 3, 0)
    moment = datetime(2019, 8, 1, 1, 5, 2, tzinfo=UTC)
    day = date(2019, 8, 1)
    assert rows("source_record_id", "kind", "amount", "event_date", "observed_at", "row_number") == [
        ("1", "complaint", Decimal("9.90"), day, moment, 2),
        ("2", "report", Decimal("1280.00"), day, moment, 3),
        ("3", "message", None, day, moment, 4),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_land_alike(encoding: str) -> None:
    """The same rows in another encoding are the same signals."""
    put("a.csv", THREE_DATES.encode(encoding))
    put("b.csv", THREE_DATES)
    done = take()
    assert (done["a.csv"].landed, done["b.csv"].landed) == (3, 0)


def test_a_second_pass_changes_nothing() -> None:
    """The same inbox again: every file is known, or refused as before, and no log entry is added."""
    put("a.csv", THREE_DATES)
    put("b.csv", "x,y\n1,2\n")
    put("c.csv", "")
    first, size = take(), log.size()
    again = take()
    assert [done.state for done in first.values()] == ["landed", "refused", "landed"]
    assert [done.state for done in again.values()] == ["known", "refused", "known"]
    assert (log.size(), queries.total(), len(queries.intakes())) == (size, 3, 3)


def test_repeats_and_changes() -> None:
    """A repeated record is one signal; the same id with another content is a second observation."""
    put("a.csv", HEAD + "1,投诉,甲,,,2019-08-01\n1,投诉,甲,,,2019-08-01\n1,投诉,甲乙,,,2019-08-01\n")
    put("b.csv", HEAD + "1,投诉,甲,,,2019-08-01\n1,投诉,甲丙,,,2019-08-01\n")
    done = take()
    assert [(done[name].landed, done[name].duplicates) for name in ("a.csv", "b.csv")] == [(2, 1), (1, 1)]
    assert rows("source_record_id", "text") == [("1", "甲"), ("1", "甲乙"), ("1", "甲丙")]
    assert len(set(rows("signal_id"))) == 3


def test_column_order_and_format_do_not_matter() -> None:
    """The same record with columns in another order, as JSON lines or as a workbook, is the same signal."""
    put("a.csv", "编号,内容,登记时间,商家,备注\n1,甲,2019-08-01,某店,x\n")
    put("b.csv", "备注,商家,登记时间,内容,编号\nx,某店,2019-08-01,甲,1\n")
    put("c.jsonl", '{"内容": "甲", "编号": 1, "登记时间": "2019-08-01", "商家": "某店", "备注": "x"}\n')
    workbook(
        current().inbox / "d.xlsx", [["编号", "内容", "登记时间", "商家", "备注"], [1, "甲", "2019/8/1", "某店", "x"]]
    )
    done = take()
    assert [outcome.landed for outcome in done.values()] == [1, 0, 0, 0]


def test_bad_rows_are_set_aside() -> None:
    """Impossible dates, wrong types, missing cells and surplus cells go to the error workbook with place and remedy."""
    put(
        "a.csv",
        HEAD
        + "1,投诉,甲,9.9,2019-02-30,2019-08-01\n"
        + "2,投诉,乙,九块九,,2019-08-01\n"
        + "3,投诉,,-5,,2019-08-01\n"
        + ",投诉,丁,,,2019-08-01\n"
        + "5,投诉,戊,,,2019-08-01,多\n"
        + "6,投诉,己,,,2019-08-01\n",
    )
    done = take()["a.csv"]
    assert (done.landed, done.quarantined) == (1, 5)
    with open_table(current().errors / done.errors_file) as table:
        cells = next(iter(table.batches())).columns
    assert cells["_row"] == ["2", "3", "4", "5", "6"]
    assert cells["_column"] == ["发生日期", "金额", "内容; 金额", "编号", None]
    assert cells["_value"] == ["2019-02-30", "九块九", "-5", None, None]
    assert cells["_more"] == [None, None, None, None, "多"]
    assert all(cells["_what"]) and all(cells["_remedy"])  # noqa: PT018 - one thought
    assert cells["编号"] == ["1", "2", "3", None, "5"]


def test_a_corrected_error_workbook_lands_once() -> None:
    """Correct the cells, drop the workbook in the inbox: the row lands once, equal to one that was never wrong."""
    put("a.csv", HEAD + "1,投诉,=甲,9.9,2019-02-30,2019-08-01\n")
    done = take()["a.csv"]
    correct_and_return(current().errors / done.errors_file, {"2019-02-30": "2019-02-28"})
    assert (take()[done.errors_file].landed, queries.total()) == (1, 1)
    put("b.csv", HEAD + "1,投诉,=甲,9.9,2019-02-28,2019-08-01\n")
    assert [outcome.landed for outcome in take().values()] == [0, 0, 0]
    assert rows("text", "extra", "event_date") == [("=甲", None, date(2019, 2, 28))]


def correct_and_return(path: Path, corrections: dict[str, str]) -> None:
    """Do what an officer does: replace cells of the error workbook, save it in the inbox."""
    with open_table(path) as table:
        schema = pa.schema([pa.field(name, pa.string()) for name in table.columns])
    cells = [[corrections.get(cell or "", cell) for cell in row] for row in read(path)]
    columns = [pa.array(column, pa.string()) for column in zip(*cells, strict=True)]
    batch = pa.RecordBatch.from_arrays(columns, schema=schema)
    write_table(current().inbox / path.name, schema, [batch])


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("cut.xlsx", b"PK\x03\x04 and then nothing", "file cut.xlsx"),
        ("heads.csv", "编号,内容,登记时间\n编号,内容,登记时间\n1,甲,2019-08-01\n", "row 2"),
        ("bytes.csv", "编号,内容,登记时间\n1,豆皮".encode() + b"\xff,2019-08-01\n", "row 2, column 内容"),
        ("column.csv", "编号,内容\n1,甲\n", "row 1, column 登记时间"),
        ("twice.csv", "编号,内容,内容\n1,甲,乙\n", "column 内容"),
        ("nobody.csv", "甲,乙\nx,y\n", "file nobody.csv"),
        ("open.csv", '编号,内容,登记时间\n1,甲,2019-08-01\n2,"乙,2019-08-01\n3,丙,2019-08-01\n', "row 3"),
    ],
)
def test_a_refused_file_leaves_nothing_and_stops_nothing(name: str, content: str | bytes, place: str) -> None:
    """A refused file names its place and remedy, stays where it is, lands nothing, and the next file lands."""
    path = put(name, content)
    put("zz.csv", HEAD + "9,投诉,好,,,2019-08-01\n")
    done = take()
    assert (done[name].state, done["zz.csv"].landed, path.exists()) == ("refused", 1, True)
    error = done[name].error or {}
    assert place in error["where"]
    assert error["remedy"]
    assert rows("text") == [("好",)]
    assert list((current().lake / "_staging").iterdir()) == []
    assert list(current().errors.iterdir()) == []


def test_names_and_permissions_stop_nothing() -> None:
    """A file whose name is not UTF-8 is refused by its readable name, and the others land."""
    put("a.csv", THREE_DATES)
    bad = os.fsencode(current().inbox) + "/投诉.csv".encode("gb18030")
    with open(bad, "wb") as stream:  # noqa: PTH123 - a name that Path cannot spell
        stream.write(b"x")
    done = take()
    assert (done["a.csv"].landed, done["投诉.csv"].state) == (3, "refused")
    assert "Rename" in (done["投诉.csv"].error or {})["remedy"]


def test_a_file_that_vanishes_is_refused() -> None:
    """A link to nowhere, or a file that cannot be read, is refused; it does not end the pass."""
    path = put("a.csv", THREE_DATES)
    path.unlink()
    manifests = find_manifests(instance=current().sources, beside=current().inbox, packaged=PACKAGED)
    done = take_in(path, manifests=manifests, actor=SYSTEM, at=AT)
    assert (done.state, (done.error or {})["remedy"]) == ("refused", "Check its permissions")


def test_a_file_that_is_not_as_expected_is_refused() -> None:
    """A file with fewer rows, or more rows set aside, than its manifest expects is refused as a whole."""
    put("a.csv", HEAD + "1,投诉,甲,x,,2019-08-01\n2,投诉,乙,,,2019-08-01\n")
    manifest = current().sources / "hotline.yml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text + "expect: {max_quarantined: 0.4}\n", encoding="utf-8")
    assert "1 of 2 rows" in (take()["a.csv"].error or {})["what"]
    manifest.write_text(text + "expect: {min_rows: 3}\n", encoding="utf-8")
    assert "3 or more" in (take()["a.csv"].error or {})["what"]
    assert queries.total() == 0


def test_empty_files_land_with_no_row() -> None:
    """A file of no byte, and one of a head line only, are taken in with no row."""
    put("a.csv", "")
    put("b.csv", HEAD)
    assert [(done.state, done.rows) for done in take().values()] == [("landed", 0), ("landed", 0)]


def test_persons_are_pseudonyms() -> None:
    """No name or phone of a person stands in the lake, the log or the record; the vault gives it back."""
    put(
        "a.csv",
        "编号,内容,登记时间,来电人,商家电话,备注人,家属电话,备注\n"
        "1,甲,2019-08-01,王小明,13800000001,李小红,13900000002,无\n"
        "2,乙,2019-08-01,王小明,,,,\n",
    )
    take()
    lake = "".join(str(row) for row in rows(*SIGNAL.names))
    for value in ("王小明", "13800000001", "李小红", "13900000002"):
        assert value not in lake
    (first, phone, extra), (second, _, _) = rows("reporter", "seller_phone", "extra")
    assert first == second
    vault = Vault(current())
    assert (vault.pseudonym("王小明", "person_name"), vault.pseudonym("13800000001", "phone")) == (first, phone)
    kept = json.loads(extra)
    assert kept["家属电话"] == vault.pseudonym("13900000002", "phone")
    assert (kept["备注"], kept["备注人"]) == ("无", vault.pseudonym("李小红", "person_name"))


def test_set_aside_persons_do_not_reach_the_vault() -> None:
    """A row that does not land puts nobody into the vault."""
    put("a.csv", "编号,内容,登记时间,来电人\n1,甲,明天,王小明\n2,乙,2019-08-01,李小红\n")
    chunks: list[dict[str, list[str | None]]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landing, "keep_personal", lambda _vault, found: chunks.extend(found))
        take()
    assert chunks == [{"person_name": ["李小红"]}]


def test_ignored_columns_are_dropped_and_unknown_ones_kept() -> None:
    """A column under ``ignore`` is gone; an unknown one stands in ``extra``."""
    put("a.csv", "编号,内容,登记时间,打印次数,天气\n1,甲,2019-08-01,3,晴\n")
    take()
    assert rows("extra") == [('{"天气":"晴"}',)]


def test_without_an_instant_the_moment_of_intake_stands() -> None:
    """A source that says no time gets the moment of intake, and is still the same signal the next day."""
    (current().inbox / "a.csv").write_text("item_id,text\n1,豆皮\n", encoding="utf-8")
    take()
    assert rows("observed_at", "recorded_at", "kind") == [(AT, AT, "listing")]
    (current().inbox / "b.csv").write_text("text,item_id\n豆皮,1\n", encoding="utf-8")
    later = take_in_all(actor=SYSTEM, at=AT.replace(day=9))
    assert [done.landed for done in later] == [0, 0]


def test_the_log_knows_every_intake() -> None:
    """Each file taken in or refused is one entry of the log, written with its record."""
    put("a.csv", THREE_DATES)
    put("b.csv", "甲,乙\nx,y\n")
    before = log.size()
    take()
    assert log.size() == before + 2
    assert [line.state for line in queries.intakes()] in (["refused", "landed"], ["landed", "refused"])


def test_who_may_not_take_in_lands_nothing() -> None:
    """An actor without the permission is refused, and no staged file is left."""
    put("a.csv", THREE_DATES)
    with pytest.raises(NotAllowedError):
        take_in_all(actor=Actor("guest", "来客", ()), at=AT)
    assert queries.total() == 0
    assert list((current().lake / "_staging").iterdir()) == []


def test_an_intake_in_between_is_a_conflict() -> None:
    """Rows found new before another intake landed do not land unchecked."""
    put("a.csv", THREE_DATES)
    stale = landing.Landing(None, ())
    take()
    act = TakeInFile(actor=SYSTEM, at=AT, outcome=Outcome("b.csv", "0" * 64, "landed"), ready=stale)
    with pytest.raises(ConflictError, match="another intake"):
        act.execute()


def test_queries() -> None:
    """Signals are found by id, counted by source, and listed from the lake's files."""
    put("a.csv", THREE_DATES)
    take()
    ids = [row[0] for row in rows("signal_id")]
    assert queries.by_ids([ids[2], ids[0], "none"]).column("text").to_pylist() == ["甲", "丙"]
    assert (queries.by_id(ids[1]) or {})["text"] == "乙"
    assert queries.by_id("none") is None
    assert queries.counts_by_source() == {"market-hotline": 3}
    assert (queries.total(), len(queries.paths())) == (3, 1)
    assert Lake(current().lake).paths("signal") == queries.paths()


def test_queries_of_an_empty_lake() -> None:
    """Before any intake every reader answers with nothing."""
    assert (queries.total(), queries.paths(), queries.counts_by_source(), queries.intakes()) == (0, [], {}, [])
    assert queries.by_ids(["x"]).num_rows == 0
    assert list(queries.batches()) == []


def test_progress_counts_rows() -> None:
    """The progress callback hears the rows read so far, ending with all of them."""
    put("a.csv", THREE_DATES)
    heard: list[int] = []
    take_in_all(actor=SYSTEM, at=AT, progress=heard.append)
    assert heard[-1] == 3


@needs_shared
def test_real_listings_and_messages() -> None:
    """The real store workbooks and citizens' messages land whole with the packaged manifests."""
    for name in ("listings/store-a.xlsx", "listings/store-b.xlsx", "complaints/messages.xlsx"):
        source = SHARED / "data" / name
        (current().inbox / source.name).symlink_to(source)
    done = take()
    assert {name: (item.source, item.landed, item.quarantined) for name, item in done.items()} == {
        "store-a.xlsx": ("store-listing", 6176, 0),
        "store-b.xlsx": ("store-listing", 5405, 0),
        "messages.xlsx": ("citizen-messages", 4326, 0),
    }
