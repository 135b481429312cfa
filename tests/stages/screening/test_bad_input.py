"""Hostile texts and registers through both doors: answered or set aside with a reason, never a crash, never a hang."""

from __future__ import annotations

import csv
import json
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jianzhen.base.errors import RefusedError
from jianzhen.base.tabular.read import open_table
from jianzhen.faces.cli.screen import screen
from jianzhen.stages.screening.kernel import Screener
from tests.stages.screening.registers import DAY, items, rights, screener

LONG = 10_000_000
"""Bytes of a hostile title."""
SLOW = 120
"""Seconds after which an answer counts as never given; every case takes a small part of it."""
BAD_RIGHTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"right_id": "B1", "mark": "岚"}, "too_short"),
    ({"right_id": "B2", "mark": "ab"}, "too_short"),
    ({"right_id": "B3", "mark": ""}, "empty_mark"),
    ({"right_id": "B4", "mark": None}, "empty_mark"),
    ({"right_id": "B5", "mark": "\u200b\u202e\u00ad"}, "empty_mark"),
    ({"right_id": "B6", "mark": "谷" * 5_000}, "too_long"),
    ({"right_id": "", "mark": "岚溪谷"}, "no_right_id"),
    ({"right_id": "B7", "mark": "岚溪谷", "kind": "fish"}, "unknown_kind"),
    (
        {"right_id": "B8", "mark": "岚溪谷", "valid_from": "2027-01-01", "valid_to": "2020-01-01"},
        "contradictory_validity",
    ),
    ({"right_id": "B9", "mark": "岚溪谷", "valid_from": "2020-13-45"}, "unreadable_date"),
)


@contextmanager
def bounded() -> Iterator[None]:
    """Let a hang fail instead of stopping everything."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"no answer in {SLOW} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SLOW)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def findings(text: str | None) -> list[dict[str, Any]]:
    """Return what is said of one listing."""
    with bounded():
        found: list[dict[str, Any]] = screener().screen(items(text, kind="listing")).to_pylist()
    return found


def filled(pattern: str, size: int = LONG) -> str:
    """Return a text of so many bytes made of a pattern."""
    return pattern * (size // len(pattern.encode()))


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("礼盒新款茶叶", LONG),
        *((pattern, LONG // 10) for pattern in ("a", "1", "\u200b", "【（(", "lanxi", "http://a.b/", "岚")),
    ],
    ids=["words", "letter", "digit", "invisible", "brackets", "pinyin", "addresses", "a mark's character"],
)
def test_a_title_of_megabytes_is_read_to_its_end(pattern: str, size: int) -> None:
    """Whatever fills it, a disguised mark in its last characters is still flagged, and quoted from there."""
    text = filled(pattern, size) + " 岚🔥溪🔥谷"
    found = [row for row in findings(text) if row["right_id"] == "R1" and row["span_start"] is not None]
    assert {row["verdict"] for row in found} == {"flag"}
    assert all(row["quote"] == text[row["span_start"] : row["span_end"]] for row in found)


def test_a_title_that_is_one_mark_many_times_is_one_matter() -> None:
    """Repeating a mark makes no more findings than naming it a few times."""
    once = {row["right_id"] for row in findings("岚溪骨 绿茶")}
    often = findings(filled("岚溪骨绿茶", LONG // 5))
    assert {row["right_id"] for row in often} == once
    assert len(often) < 100


@pytest.mark.parametrize(
    "text",
    [
        "岚" + "\u0301" * 50_000 + "溪谷 绿茶",
        "".join(one + "\u0336" * 50_000 for one in "岚溪谷"),
        "\u202e岚\u202c溪\u2066谷\u2069 绿茶",
        "岚\x00溪\x00谷 绿茶",
        "岚\u200b溪\u2060谷\ufeff 绿茶",
    ],
    ids=["combining", "struck through", "directions", "nul", "invisible"],
)
def test_what_cannot_be_seen_hides_no_mark(text: str) -> None:
    """Combining marks by the ten thousand, directions, NUL and invisible characters: flagged, quoted as written."""
    found = [row for row in findings(text) if row["right_id"] == "R1" and row["span_start"] is not None]
    assert {row["verdict"] for row in found} == {"flag"}
    assert all(row["quote"] == text[row["span_start"] : row["span_end"]] for row in found)


@pytest.mark.parametrize(
    "text", [None, "", " ", "\x00", "\u202e", "\U0010ffff\ufffe", "\u0301" * 50_000, "谷", "\ufdfa" * 99]
)
def test_what_says_nothing_is_clear(text: str | None) -> None:
    """Nothing, blanks, noncharacters and lone marks give the one clear row."""
    assert [(row["check"], row["verdict"]) for row in findings(text)] == [("none", "clear")]


@pytest.mark.parametrize("sign", ["0", "@", "$", "|", "!", "+", "1", "·", "\u0301", "🔥"])
def test_a_sign_at_any_place_of_a_mark_is_answered(sign: str) -> None:
    """In place of a letter, before it, and as the first and last character of the text."""
    mark = "VELMORA"
    texts = [mark[:place] + sign + mark[place + keep :] for place in range(len(mark) + 1) for keep in (0, 1)]
    with bounded():
        found = screener().screen(items(*texts, kind="listing")).to_pylist()
    assert {row["item_id"] for row in found} == {f"I{place}" for place in range(len(texts))}
    for row in found:
        if row["span_start"] is not None:
            assert row["quote"] == texts[int(row["item_id"][1:])][row["span_start"] : row["span_end"]]


def test_a_lone_surrogate_reaches_no_file() -> None:
    """The door for Python takes half characters; what it says of them can be written as UTF-8."""
    with bounded():
        groups = screener().groups({"item_id": "1", "text": "岚\ud800溪\udfff谷 绿茶", "kind": "listing"})
    assert all(part.start is None or part.end is not None for group in groups for part in group.evidence)
    assert items("岚溪谷").num_rows == 1
    with pytest.raises(UnicodeEncodeError):
        items("\ud800")


def test_rights_that_cannot_be_screened_with_are_counted_by_reason() -> None:
    """Each is set aside under its reason; the good ones beside them still work, all holders of one mark."""
    good = [{"right_id": f"G{place}", "mark": "岚溪谷", "holder": f"第{place}家茶业有限公司"} for place in range(3)]
    made = Screener(rights([*good, *(row for row, _ in BAD_RIGHTS)]), as_of=DAY)
    assert made.plan.set_aside == Counter(reason for _, reason in BAD_RIGHTS)
    found = made.screen(items("岚.溪.谷 绿茶", kind="listing")).to_pylist()
    assert {row["right_id"] for row in found if row["verdict"] == "flag"} == {"G0", "G1", "G2"}


def test_a_register_of_one_mark_with_thousands_of_holders_is_answered() -> None:
    """What is told of one item stays within bounds, the holder's own use is clear among them."""
    rows = [
        {"right_id": f"H{place}", "mark": "岚溪谷", "holder": f"第{place}家茶业有限公司"} for place in range(20_000)
    ]
    with bounded():
        made = Screener(rights(rows), as_of=DAY)
        found = made.screen(items("岚溪骨 绿茶", "岚溪谷" * 1_000, kind="listing")).to_pylist()
    told = Counter(row["item_id"] for row in found)
    assert len(told) == 2
    assert max(told.values()) < 1_000


def test_a_text_of_all_marks_of_a_large_register_is_answered() -> None:
    """A list of thousands of names keeps the strongest findings instead of all."""
    marks = [chr(0x4E00 + place) + chr(0x5000 + 3 * place) + chr(0x6000 + place) for place in range(4_000)]
    with bounded():
        made = Screener(
            rights([{"right_id": f"L{place}", "mark": mark} for place, mark in enumerate(marks)]), as_of=DAY
        )
        found = made.screen(items("".join(marks), ".".join("·".join(mark) for mark in marks), kind="listing"))
    told = Counter(found.column("item_id").to_pylist())
    assert len(told) == 2
    assert max(told.values()) < 1_000


def run(folder: Path, name: str) -> Result:
    """Run ``screen items`` on a file of the folder, with a register of good and bad rights."""
    rows = [{"right_id": "R1", "mark": "岚溪谷"}, *(row for row, _ in BAD_RIGHTS)]
    with (folder / "rights.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps({"kind": "trademark"} | row, ensure_ascii=False) + "\n" for row in rows)
    words = ["items", "--rights", f"{folder}/rights.jsonl", "--items", f"{folder}/{name}", "--out", f"{folder}/out.csv"]
    with bounded():
        return CliRunner().invoke(screen, [*words, "--as-of", str(DAY)], catch_exceptions=False)


def answered(folder: Path) -> dict[str, set[str]]:
    """Return the verdicts of each item in the written file."""
    csv.field_size_limit(2**31 - 1)
    found: dict[str, set[str]] = {}
    with (folder / "out.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(row["item_id"], set()).add(row["verdict"])
    return found


def test_the_command_answers_or_quarantines_every_row(tmp_path: Path) -> None:
    """Hostile rows land in order, a half character goes to the error workbook, and bad rights are counted aloud."""
    texts = {
        "long": filled("礼盒新款") + "岚.溪.谷",
        "combining": "岚" + "\u0301" * 50_000 + "溪谷",
        "directions": "\u202e岚\u202c溪\u2066谷\u2069",
        "nul": "岚\x00溪\x00谷",
        "torn": "岚\ud800溪谷",
        "plain": "岚溪谷 绿茶",
    }
    with (tmp_path / "items.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps({"item_id": key, "text": text}) + "\n" for key, text in texts.items())
    done = run(tmp_path, "items.jsonl")
    assert done.exit_code == 0
    found = answered(tmp_path)
    assert list(found) == ["long", "combining", "directions", "nul", "plain"]
    assert [found.pop("plain"), *found.values()] == [{"watch"}, *[{"flag"}] * 4]
    for reason, count in Counter(reason for _, reason in BAD_RIGHTS).items():
        assert f"rights set aside ({reason}): {count}" in done.output
    assert "1 rows of items.jsonl set aside" in done.output
    with open_table(tmp_path / "out.errors.xlsx") as table:
        (batch,) = table.batches()
    assert batch.columns["row"] == ["5"]
    assert "surrogate" in str(batch.columns["fault"][0])


def test_a_long_title_in_csv_stops_no_other_row(tmp_path: Path) -> None:
    """Ten megabytes in one cell between ordinary rows: all three are answered."""
    rows = f"item_id,text\n1,岚溪骨 绿茶\n2,{filled('礼盒新款')}岚.溪.谷\n3,茶杯\n"
    (tmp_path / "items.csv").write_text(rows, encoding="utf-8")
    assert run(tmp_path, "items.csv").exit_code == 0
    assert answered(tmp_path) == {"1": {"flag"}, "2": {"flag"}, "3": {"clear"}}


@pytest.mark.parametrize(
    ("broken", "word"), [(b"\xe5\xb2\x9a\xed\xa0\x80", "0xed"), (b"\xe5\xb2\x9a\x00", "binary")], ids=["torn", "nul"]
)
def test_a_text_file_that_is_none_is_refused_with_its_row(tmp_path: Path, broken: bytes, word: str) -> None:
    """Bytes that no text has are named with file and row; nothing half-written stays."""
    (tmp_path / "items.csv").write_bytes(b"item_id,text\n1," + broken + b"\n")
    with pytest.raises(RefusedError, match=word) as refused:
        run(tmp_path, "items.csv")
    assert refused.value.where.file == "items.csv"
    assert refused.value.where.row == 2
    assert not (tmp_path / "out.csv").exists()
