"""``jianzhen screen pictures``: folders and tables in, findings out in input order, what cannot be used set aside."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from jianzhen.base.errors import RefusedError
from jianzhen.base.tabular.read import open_table
from jianzhen.faces.cli.main import main
from jianzhen.faces.cli.screen import screen
from tests.stages.screening.pictures.drawing import Rgb, badge, cloudy, declared_png, laid, saved

RIGHTS = """right_id,kind,mark,holder,licensees,valid_from,valid_to
R1,trademark,VELMORA,湖北岚溪谷饮品有限公司,,2020-01-01,
R2,trademark,,江碚科技有限公司,东湖店;南湖店,,
R9,trademark,旧标,,,,2001-01-01
"""
GROUND = np.full((360, 480, 3), (150, 170, 160), np.uint8)


def shown(number: int) -> Rgb:
    """Return a picture with an invented logo in it."""
    return laid(GROUND, badge(number=number), (200, 90), 150, (10, 10, 10))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Write rights, references and pictures."""
    put(tmp_path, "rights.csv", RIGHTS.encode())
    put(tmp_path, "refs/logos/R1.png", saved(badge(number=0)))
    put(tmp_path, "refs/logos/R2__gate.png", saved(badge(number=1)))
    put(tmp_path, "refs/protected/R1/front.png", saved(cloudy(1)))
    put(tmp_path, "refs/known_fakes/R2.jpg", saved(cloudy(3), "JPEG"))
    put(tmp_path, "photos/b.jpg", saved(shown(0), "JPEG"))
    put(tmp_path, "photos/a.webp", saved(cloudy(3), "WEBP"))
    put(tmp_path, "photos/c/1.png", saved(GROUND))
    put(tmp_path, "photos/c/2.png", saved(cloudy(1)))
    put(tmp_path, "photos/d.png", saved(GROUND))
    return tmp_path


def put(folder: Path, name: str, data: bytes) -> None:
    """Write one file."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def run(place: Path, *more: str, pictures: str = "photos", text: bool = False) -> Result:
    """Run the command over the folder; reading is left out unless it is asked for."""
    words = ["pictures", "--rights", f"{place}/rights.csv", "--pictures", f"{place}/{pictures}"]
    words += ["--references", f"{place}/refs", "--out", f"{place}/out.csv", "--as-of", "2026-06-01"]
    return CliRunner().invoke(screen, [*words, *([] if text else ["--no-text"]), *more], catch_exceptions=False)


def rows(place: Path) -> list[dict[str, str]]:
    """Return the written findings."""
    with (place / "out.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def brief(place: Path) -> list[tuple[str, str, str, str]]:
    """Return item, right, check and verdict of each row."""
    return [(row["item_id"], row["right_id"], row["check"], row["verdict"]) for row in rows(place)]


def faults(place: Path) -> list[tuple[str, str]]:
    """Return column and fault of what was set aside."""
    with open_table(place / "out.errors.xlsx") as table:
        return [
            (batch.columns["column"][at] or "", batch.columns["fault"][at] or "")
            for batch in table.batches()
            for at in range(batch.rows)
        ]


def test_a_folder_of_pictures(place: Path) -> None:
    """One row a finding in the order of the names, one clear row where there is none, reasons in both languages."""
    done = run(place)
    assert done.exit_code == 0
    assert done.output.count("as of 2026-06-01") == 1
    assert brief(place) == [
        ("a", "R2", "picture.known_fake", "flag"),
        ("b", "R1", "picture.logo", "watch"),
        ("c", "R1", "picture.copy", "watch"),
        ("d", "", "none", "clear"),
    ]
    found = rows(place)
    assert list(found[0]) == ["item_id", "right_id", "check", "score", "verdict", "span_start", "span_end",
                              "reason_zh", "reason_en"]  # fmt: skip
    assert all(row["span_start"] == row["span_end"] == "" for row in found)
    assert found[0]["reason_zh"].startswith("疑似：因为图片“a.webp”")
    assert "“c/2.png”" in found[2]["reason_en"]
    assert not (place / "out.errors.xlsx").exists()


def test_a_table_of_pictures_with_what_the_items_write(place: Path) -> None:
    """Several pictures and the item's own text count together; the holder's licensee is clear."""
    table = (
        "item_id,pictures,seller,memo\nx,photos/c/1.png; photos/b.jpg,,m\ny,photos/a.webp,东湖店,\nz,photos/d.png,,\n"
    )
    put(place, "list.csv", table.encode("gb18030"))
    put(place, "items.csv", "item_id,text\nx,高仿 手袋\nother,高仿 VELMORA\n".encode())
    assert run(place, "--items", f"{place}/items.csv", pictures="list.csv").exit_code == 0
    assert brief(place) == [
        ("x", "R1", "jargon.counterfeit", "flag"),
        ("x", "R1", "picture.logo", "flag"),
        ("y", "R2", "use.licensee", "clear"),
        ("y", "R2", "picture.known_fake", "clear"),
        ("z", "", "none", "clear"),
    ]
    assert [(row["span_start"], row["span_end"]) for row in rows(place)][:2] == [("0", "2"), ("", "")]


def test_bad_files_are_set_aside_and_the_others_land(place: Path) -> None:
    """Bombs, other kinds, missing and outside files are named with row, reason and remedy; nothing is said of them."""
    put(place, "photos/bomb.png", declared_png(90_000, 90_000))
    put(place, "photos/page.jpg", b"<!DOCTYPE html><html>")
    put(place, "secret.png", saved(GROUND))
    named = ("1,photos/bomb.png;photos/b.jpg", "2,photos/page.jpg", "3,../x.png", "4,photos/none.png", ",a.png", "6,")
    table = "\n".join(["item_id,pictures", *named, ""])
    put(place, "lists/list.csv", table.replace("photos", "../photos").encode())
    put(place, "list.csv", table.encode())
    assert run(place, pictures="list.csv").exit_code == 0
    assert brief(place) == [("1", "R1", "picture.logo", "watch")]
    said = faults(place)
    assert [column for column, _ in said] == ["item_id", "pictures", "pictures", "pictures", "pictures", "pictures"]
    for word in ("declares 90,000", "HTML files", "leads out of the folder", "cannot be read", "the cell is empty"):
        assert any(word in fault for _, fault in said)
    assert run(place, pictures="lists/list.csv").exit_code == 0
    assert brief(place) == []


def test_references_that_cannot_be_used_are_set_aside(place: Path) -> None:
    """Rights out of force or unknown, blank pictures and broken files; the rest is still compared with."""
    put(place, "refs/logos/R9.png", saved(badge(number=2)))
    put(place, "refs/logos/R7.png", saved(badge(number=2)))
    put(place, "refs/logos/R1__blank.png", saved(np.full((90, 90, 3), 255, np.uint8)))
    put(place, "refs/protected/R2.png", b"GIF89a")
    assert run(place).exit_code == 0
    assert len(brief(place)) == 4
    said = " ".join(fault for _, fault in faults(place))
    for word in ("'R9'", "'R7'", "R1__blank.png: the picture has hardly anything", "R2.png"):
        assert word in said


def test_a_table_of_references(place: Path) -> None:
    """The table says whose and what each file is; other files of the folder are left alone."""
    put(place, "refs/references.csv", "right_id,kind,file,name\nR2,known_fake,protected/R1/front.png,假货图\n"
        "R1,poster,logos/R1.png,\nR1,logo,../photos/b.jpg,\n".encode())  # fmt: skip
    assert run(place).exit_code == 0
    assert [row for row in brief(place) if row[3] != "clear"] == [("c", "R2", "picture.known_fake", "flag")]
    assert "假货图" in rows(place)[2]["reason_zh"]
    assert {word for _, fault in faults(place) for word in ("kind 'poster'", "leads out") if word in fault} == {
        "kind 'poster'", "leads out"}  # fmt: skip


@pytest.mark.parametrize("way", ["missing folder", "empty folder", "no column", "no reference fits"])
def test_what_is_wrong_as_a_whole_is_refused(place: Path, way: str) -> None:
    """One line says what and what to do; no output is left."""
    if way == "missing folder":
        words = {"pictures": "nowhere"}
    elif way == "empty folder":
        (place / "empty").mkdir()
        words = {"pictures": "empty"}
    elif way == "no column":
        put(place, "list.csv", b"item_id,file\n1,x.png\n")
        words = {"pictures": "list.csv"}
    else:
        for path in [one for one in (place / "refs").rglob("*") if one.is_file()]:
            path.write_bytes(b"\0" * 100)
        words = {}
    with pytest.raises(RefusedError) as caught:
        run(place, **words)
    assert caught.value.remedy
    assert not (place / "out.csv").exists()


def test_a_bad_word_on_the_line_is_exit_2(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command line ends with 2 and one line."""
    with pytest.raises(SystemExit) as ended:
        main(["screen", "pictures", "--rights", f"{place}/none.csv", "--pictures", f"{place}/photos",
              "--references", f"{place}/refs", "--out", f"{place}/o.csv", "--no-text"])  # fmt: skip
    assert ended.value.code == 2
    assert "there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize(("hidden", "extra"), [("cv2", "pictures"), ("rapidocr", "ocr")])
def test_a_missing_extra_is_named(place: Path, monkeypatch: pytest.MonkeyPatch, hidden: str, extra: str) -> None:
    """Without the extra nothing is screened half: the message says what to install."""
    monkeypatch.setattr(
        "jianzhen.stages.screening.pictures.extras.find_spec", lambda name: None if name == hidden else sys
    )
    with pytest.raises(RefusedError, match=rf"jianzhen\[{extra}\]"):
        run(place, text=True)


def test_reading_what_is_written(place: Path) -> None:
    """A disguised mark in a picture is read and flagged, and the reason says where it stands."""
    pytest.importorskip("rapidocr", reason="the extra jianzhen[ocr] is not installed")
    image = np.full((360, 600, 3), 230, np.uint8)
    cv2.putText(image, "VELM0RA", (80, 210), cv2.FONT_HERSHEY_SIMPLEX, 2.4, (30, 30, 120), 6, cv2.LINE_AA)
    put(place, "texts/1.png", saved(image))
    assert run(place, pictures="texts", text=True).exit_code == 0
    (row,) = rows(place)
    assert (row["right_id"], row["verdict"], row["span_start"]) == ("R1", "flag", "")
    assert "文字由图片“1.png”" in row["reason_zh"]


def test_background_pictures_rate_the_logos(place: Path) -> None:
    """Pictures without the logos are looked at; one that cannot be is set aside."""
    put(place, "plain/1.png", saved(cloudy(8)))
    put(place, "plain/2.png", b"nothing")
    assert run(place, "--background", f"{place}/plain").exit_code == 0
    assert len(brief(place)) == 4
    assert [fault for _, fault in faults(place)] == [
        "background 2.png: this is no picture of a known kind, or its header is cut off"
    ]
