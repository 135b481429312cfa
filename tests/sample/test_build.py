"""The sample city: the same for the same seed, true to its truth, and unlike anything real."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from stdnum.cn import uscc

from jianzhen.base.errors import RefusedError
from jianzhen.sample.block import Block
from jianzhen.sample.build import City, build, fill
from jianzhen.sample.exports import CSV, EXPORTS, JSONL, XLSX, Export
from jianzhen.sample.truth import read_planted

SMALL = 0.15
UNTIL = date(2026, 10, 31)
BY_NAME = {export.name: export for export in EXPORTS}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, City]:
    folder = tmp_path_factory.mktemp("city")
    return folder, build(folder, seed=5, scale=SMALL, until=UNTIL)


def rows_of(folder: Path, path: str, export: Export) -> list[dict[str, str]]:
    """Read a file back with readers that the writer does not use."""
    file = folder / path
    if export.form == JSONL:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    if export.form == CSV:
        with file.open(encoding=export.encoding, newline="") as stream:
            return list(csv.DictReader(stream))
    assert export.form == XLSX
    head, *body = CalamineWorkbook.from_path(str(file)).get_sheet_by_name(export.sheet).to_python()
    return [dict(zip(head, row, strict=True)) for row in body]


def all_rows(folder: Path, city: City) -> Iterator[tuple[Export, dict[str, str]]]:
    for file in city.files:
        for row in rows_of(folder, file.path, BY_NAME[file.export]):
            yield BY_NAME[file.export], row


def digests(city: City) -> dict[str, str]:
    return {file.path: file.sha256 for file in city.files}


def truth_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "truth").iterdir())}


def test_equal_seed_equal_bytes(city: tuple[Path, City], tmp_path: Path) -> None:
    """Two builds with one seed agree byte for byte, workbooks and truth included."""
    folder, first = city
    again = build(tmp_path / "again", seed=5, scale=SMALL, until=UNTIL)
    assert digests(again) == digests(first)
    assert truth_bytes(tmp_path / "again") == truth_bytes(folder)


def test_equal_seed_in_another_process(city: tuple[Path, City], tmp_path: Path) -> None:
    """Another process with another hash seed writes the same bytes."""
    call = (
        "from datetime import date; from pathlib import Path; from jianzhen.sample.build import build;"
        f"build(Path({str(tmp_path / 'c')!r}), seed=5, scale={SMALL}, until=date(2026, 10, 31))"
    )
    subprocess.run([sys.executable, "-c", call], check=True, env={"PYTHONHASHSEED": "77", "PATH": ""})
    assert truth_bytes(tmp_path / "c") == truth_bytes(city[0])


def test_other_seed_other_bytes(city: tuple[Path, City], tmp_path: Path) -> None:
    """Another seed changes every file."""
    other = build(tmp_path, seed=6, scale=SMALL, until=UNTIL)
    first = digests(city[1])
    assert all(digest != first[path] for path, digest in digests(other).items())


def test_scale_grows(city: tuple[Path, City], tmp_path: Path) -> None:
    """A larger scale has more rows and more plants of every kind."""
    larger = build(tmp_path, seed=5, scale=SMALL * 3, until=UNTIL)
    small = {file.export: file.rows for file in city[1].files}
    assert all(file.rows > small[file.export] for file in larger.files)
    for scenario, roles in city[1].plants.items():
        assert larger.plants[scenario]["planted"] > roles["planted"]


def test_blocks_beyond_one_write_their_own_files(tmp_path: Path) -> None:
    """A scale above one writes whole blocks and the rest, each to its own files, without repeating an id."""
    built = build(tmp_path, seed=5, scale=1.05, until=UNTIL)
    assert Counter(file.export for file in built.files) == {export.name: 2 for export in EXPORTS}
    records = (tmp_path / "truth" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    repeats = Counter(records)
    assert sum(count - 1 for count in repeats.values()) == pytest.approx(89, abs=4), "only the planted repeats"


def test_truth_points_at_rows(city: tuple[Path, City]) -> None:
    """Every record that the truth names is in its file; every item has records."""
    folder, built = city
    ids = {(export.name, str(row.get(export.id_column, ""))) for export, row in all_rows(folder, built)}
    planted = read_planted(folder)
    assert planted
    assert all(item.records for item in planted)
    assert not [key for item in planted for key in item.records if key not in ids]


def test_dirty_rows_are_where_the_truth_says(city: tuple[Path, City]) -> None:
    """The spoiled rows stand in the named rows of the named files, and their number is known per file."""
    folder, built = city
    lines = [json.loads(line) for line in (folder / "truth" / "dirty.jsonl").read_text(encoding="utf-8").splitlines()]
    per_file = Counter(line["file"] for line in lines)
    assert per_file == {file.path: file.dirty for file in built.files if file.dirty}
    assert {line["reason"] for line in lines} == {"missing", "impossible_date", "wrong_type"}
    for line in lines:
        export = BY_NAME[next(file.export for file in built.files if file.path == line["file"])]
        first = 1 if export.form == JSONL else 2
        row = rows_of(folder, line["file"], export)[line["row"] - first]
        assert (row.get(line["column"], "") == "") == (line["reason"] == "missing")


def test_every_scenario_has_plants_and_decoys(city: tuple[Path, City]) -> None:
    """No scenario can be won by flagging everything; three hold items that no key can show."""
    plants = city[1].plants
    assert len(plants) == 14
    assert all(roles["planted"] and roles["decoy"] for roles in plants.values())
    unlinkable = [name for name, roles in plants.items() if roles.get("unlinkable")]
    assert unlinkable == ["duplicate", "missed_transfer", "serial"]


def test_usccs_hold_their_check_digit_and_are_artificial(city: tuple[Path, City]) -> None:
    """Every invented USCC is valid in form and lies in an area code that names no district."""
    found = {
        str(value) for _, row in all_rows(*city) for column, value in row.items() if value and ("信用代码" in column)
    }
    assert len(found) > 100
    assert all(uscc.is_valid(code) and code[2:8] == "420199" for code in found)


def test_phones_lie_outside_every_network(city: tuple[Path, City]) -> None:
    """Telephone numbers begin with 100, which no network hands out."""
    phones = {
        str(value)
        for _, row in all_rows(*city)
        for column, value in row.items()
        if value and column in {"客服电话", "contact_phone", "联系电话", "被投诉举报方电话", "来电号码", "单位电话"}
    }
    assert phones
    assert all(phone.startswith("100") and len(phone) == 11 for phone in phones)


def test_tobacco_codes_have_32_characters(city: tuple[Path, City]) -> None:
    """A carton code ends with the licence it was coded for: the shop's, or another's where planted."""
    folder, built = city
    scans = {row["流水号"]: row for export, row in all_rows(folder, built) if export.name == "tobacco-scans"}
    assert all(len(row["条盒码"]) == 32 for row in scans.values())
    diverted = [i for i in read_planted(folder) if i.scenario == "diversion" and i.role == "planted"]
    foreign = {i.records[0][1] for i in diverted}
    for number, row in scans.items():
        if number in foreign:
            assert row["条盒码"][-12:] != row["门店许可证号"]


def test_sums_of_missed_transfers_follow_from_the_rows(city: tuple[Path, City]) -> None:
    """The planted day is the first on which the rows' own values, undecided before, come to the line."""
    folder, built = city
    values = {
        (export.name, row[export.id_column]): row.get("货值金额（元）") or row.get("涉案金额（元）")
        for export, row in all_rows(folder, built)
        if export.name in ("inspections", "penalties")
    }
    items = [item for item in read_planted(folder) if item.scenario == "missed_transfer"]
    assert {item.role for item in items} == {"planted", "decoy", "unlinkable"}
    for item in items:
        assert all(record in values for record in item.records), item
        if "acts" not in item.detail:
            continue
        told = {Decimal(str(values[record])).quantize(Decimal("0.01")) for record in item.records}
        amounts = [Decimal(amount) for _, amount, _ in item.detail["acts"]]
        assert {amount.quantize(Decimal("0.01")) for amount in amounts} <= told, item
        line, met = Decimal(item.detail["line"]), item.detail["met_on"]
        open_then = [Decimal(a) for known, a, decided in item.detail["acts"] if known <= met <= (decided or met)]
        before = [Decimal(a) for known, a, decided in item.detail["acts"] if known < met <= (decided or met)]
        assert (item.role == "planted") == bool(met) == (sum(open_then) >= line), item
        assert sum(before) < line


def test_shops_of_one_infringer_share_a_key(city: tuple[Path, City]) -> None:
    """Each front of a linkable infringer shows a key that another front or the register shows too."""
    folder, built = city
    keys: dict[str, set[str]] = {}
    for export, row in all_rows(folder, built):
        keys.setdefault(f"{export.name}/{row.get(export.id_column, '')}", set()).update(_keys(row))
    for item in read_planted(folder):
        if item.scenario != "serial" or item.role == "decoy":
            continue
        shown = [keys["/".join(record)] for record in item.records]
        alone = [a for a in shown if not any(a & b for b in shown if b is not a)]
        assert len(alone) == (len(shown) if item.role == "unlinkable" else 0), item


def _keys(row: dict[str, str]) -> set[str]:
    columns = ("统一社会信用代码", "客服电话", "contact_phone", "店铺ID", "shop_id", "经营者名称", "merchant_name")
    return {str(row[column]) for column in columns if row.get(column)}


def test_observed_days_lie_in_the_window(tmp_path: Path) -> None:
    """The window ends on --until, so that any recent law applies, and nothing is seen later."""
    until = date(2025, 3, 31)
    built = build(tmp_path, seed=5, scale=0.05, until=until)
    days = [
        datetime.fromisoformat(row["采集时间"]).date()
        for export, row in all_rows(tmp_path, built)
        if export.name == "platform-jianghui"
    ]
    assert min(days) >= built.since
    assert max(days) <= until
    assert (until - built.since).days == 300


def test_rebuild_replaces_and_foreign_files_are_kept(tmp_path: Path) -> None:
    """A smaller city replaces a larger one whole; a folder with inputs of somebody else is refused."""
    build(tmp_path, seed=5, scale=1.05, until=UNTIL)
    small = build(tmp_path, seed=5, scale=0.05, until=UNTIL)
    left = {f"{folder}/{path.name}" for folder in ("inbox", "rights") for path in (tmp_path / folder).iterdir()}
    assert left == {file.path for file in small.files}
    (tmp_path / "inbox" / "real.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"real\.csv.*did not make.*folder of its own"):
        build(tmp_path, seed=5, scale=0.05, until=UNTIL)


@pytest.mark.parametrize("scale", [0, -1, 1001])
def test_impossible_scale_is_refused(tmp_path: Path, scale: float) -> None:
    """A scale out of range is refused before anything is written."""
    with pytest.raises(RefusedError, match="scale"):
        build(tmp_path / "city", seed=1, scale=scale)
    assert not (tmp_path / "city").exists()


def test_generator_knows_nothing_of_the_matcher() -> None:
    """Importing the generator loads no room, playbook, law, pinyin or conversion table."""
    call = "import sys, jianzhen.sample.build; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", call], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "jianzhen.sample.build" in loaded
    forbidden = ("jianzhen.stages", "jianzhen.playbook", "jianzhen.law", "jianzhen.custody", "jianzhen.people")
    assert not [name for name in loaded if name.startswith(forbidden) or name in {"django", "pypinyin", "opencc"}]


def test_a_term_that_ends_before_a_leap_day_is_built(tmp_path: Path) -> None:
    """The first block of seed 502 holds a term that ends on 28 February of a leap year; it begins on 1 March."""
    terms = {
        (str(row.cells["专用期起"]), str(row.cells["专用期止"]))
        for row in fill(Block(502, 0, 1.0, UNTIL)).records["trademarks"]
    }
    assert ("2018-03-01", "2028-02-28") in terms


def test_blocks_give_out_numbers_of_their_own() -> None:
    """No two blocks of a large city register one licence number: else a valid number would be another's expired one."""
    numbers = [
        {str(cell) for row in fill(Block(503, number, 1.0, UNTIL)).records[source] for cell in row.cells.values()}
        for number in (0, 1)
        for source in ("pesticides", "seed-licences")
    ]
    given = [{one for one in cells if re.match(r"PD\d{8}$|D\(鄂武\)", one)} for cells in numbers]
    assert all(given)
    assert not (given[0] | given[1]) & (given[2] | given[3])
