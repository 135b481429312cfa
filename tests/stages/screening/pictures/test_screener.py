"""The door: copies, logos and writing of a picture come out as explained findings, the same after saving."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.stages.screening.pictures.findings import PictureFinding, ProtectedImage, text_of
from jianzhen.stages.screening.pictures.logos import LogoIndex
from jianzhen.stages.screening.pictures.ocr import PictureText, RapidReader, TextLine, top_to_bottom
from jianzhen.stages.screening.pictures.reading import Picture, Rgb
from jianzhen.stages.screening.pictures.references import LogoSource
from jianzhen.stages.screening.pictures.screener import PictureScreener
from jianzhen.stages.screening.pictures.shelf import load_pictures, save_pictures
from tests.stages.screening.pictures.drawing import badge, cloudy, laid, saved


class Recited:
    """A reader that finds one line at a fixed place of whatever it is shown."""

    def read(self, picture: Picture) -> list[TextLine]:
        """Return the line, if there is anything to be shown."""
        return [TextLine("高仿楚雀 A货", (10, 20, 110, 40), 0.9)] if picture.rgb.size else []


def screener() -> PictureScreener:
    """Return a screener for two protected pictures, one known fake's, and four logos."""
    protected = [
        ProtectedImage.of("R-photo", saved(cloudy(1)), name="楚雀官图"),
        ProtectedImage.of("R-other", saved(cloudy(2))),
        ProtectedImage.of("R-fake", saved(cloudy(3)), kind="known_fake", name="假货图一"),
    ]
    logos = LogoIndex.of(
        [LogoSource(f"R-{number}", saved(badge(number=number)), f"标志{number}") for number in range(4)]
    )
    return PictureScreener(protected, logos, Recited())


@pytest.fixture(scope="module")
def screens() -> PictureScreener:
    """Compile once for the module."""
    return screener()


def of(check: str, findings: list[PictureFinding]) -> list[PictureFinding]:
    """Return the findings of one check."""
    return [finding for finding in findings if finding.check == check]


def test_a_copy_names_its_original(screens: PictureScreener) -> None:
    """A compressed, mirrored copy of a protected picture is named, weighed and no more than a thing to watch."""
    copies = of("picture.copy", screens.screen(saved(np.ascontiguousarray(cloudy(1)[:, ::-1]), "JPEG", quality=40)))
    assert [(found.right_id, found.code, found.watch_only) for found in copies] == [("R-photo", "picture.copy", True)]
    assert copies[0].params["image"] == "楚雀官图"
    assert copies[0].params["turned"] == 4
    assert copies[0].box == (0, 0, 480, 360)
    assert 2.0 <= copies[0].weight <= 4.0


def test_a_piece_of_a_protected_picture_is_found() -> None:
    """Half of a protected picture pasted into another is no whole copy, and is found by its points."""
    source = saved(cloudy(1))
    parts = LogoIndex.of([LogoSource("R-photo", source, "楚雀官图"), LogoSource("R-other", saved(cloudy(2)))])
    pasted = cloudy(40, 500, 500)
    pasted[100:340, 120:420] = cloudy(1)[60:300, 100:400]
    screens = PictureScreener([ProtectedImage.of("R-photo", source)], LogoIndex.of([]), parts=parts)
    found = screens.screen(saved(pasted, "JPEG", quality=70))
    assert [(finding.check, finding.code, finding.right_id) for finding in found] == [
        ("picture.copy", "picture.part", "R-photo")
    ]
    assert 0 < found[0].weight <= 4.0


def test_a_known_fake_is_firm_evidence(screens: PictureScreener) -> None:
    """The picture that fakes were sold with weighs more than a holder's own and may make a flag."""
    copies = of("picture.known_fake", screens.screen(saved(cloudy(3), "WEBP", quality=60)))
    assert [(found.right_id, found.code, found.watch_only) for found in copies] == [
        ("R-fake", "picture.known_fake", False)
    ]
    assert copies[0].weight > 6.5


def test_an_unknown_picture_gives_its_writing_only(screens: PictureScreener) -> None:
    """Another picture is no copy and shows no logo."""
    for seed in range(20, 28):
        findings = screens.screen(saved(cloudy(seed)))
        assert {finding.check for finding in findings} == {"picture.text"}


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(
    ("side", "turn", "colour"), [(150, 0.0, (10, 10, 10)), (120, 35.0, (250, 250, 250)), (200, 160.0, (200, 30, 40))]
)
def test_a_logo_is_found_where_it_is(
    screens: PictureScreener, number: int, side: int, turn: float, colour: tuple[int, int, int]
) -> None:
    """Turned, scaled and recoloured, dark on light and light on dark, the logo is named with its place."""
    ground = np.full((360, 480, 3), (150, 170, 160), np.uint8)
    picture = laid(ground, badge(number=number), (200, 90), side, colour, turn)
    logos = of("picture.logo", screens.screen(saved(picture, "JPEG", quality=60)))
    assert [found.right_id for found in logos] == [f"R-{number}"]
    left, top, right, bottom = logos[0].box
    assert abs((left + right) / 2 - (200 + side / 2)) < side / 4
    assert abs((top + bottom) / 2 - (90 + side / 2)) < side / 4
    assert logos[0].watch_only
    assert logos[0].weight > 0
    assert {"logo", "points", "lines"} <= set(logos[0].params)


def test_boxes_are_in_pixels_of_the_full_picture(screens: PictureScreener) -> None:
    """A logo in a picture far larger than the working copy, and in a long one cut into panels, is where it is."""
    large = laid(np.full((2400, 3000, 3), 200, np.uint8), badge(number=0), (1800, 1200), 800, (20, 20, 90))
    long = laid(np.full((4000, 500, 3), 200, np.uint8), badge(number=0), (100, 3000), 300, (20, 20, 90))
    for picture, (x, y) in ((large, (2200, 1600)), (long, (250, 3150))):
        found = of("picture.logo", screens.screen(saved(picture, "JPEG")))
        assert [hit.right_id for hit in found] == ["R-0"]
        left, top, right, bottom = found[0].box
        assert left < x < right
        assert top < y < bottom
        assert abs((left + right) / 2 - x) < 100
        assert abs((top + bottom) / 2 - y) < 100


def test_equal_pictures_give_equal_findings_after_saving_and_pickling(screens: PictureScreener, tmp_path: Path) -> None:
    """Compiling again, pickling and the plan folder change nothing, and the folder is named by its content."""
    picture = saved(laid(cloudy(1), badge(number=2), (150, 100), 160, (240, 240, 240), 20.0), "JPEG")
    wanted = screens.screen(picture)
    folder = save_pictures(screens, tmp_path)
    assert save_pictures(screener(), tmp_path) == folder
    assert load_pictures(folder, Recited()).screen(picture) == wanted
    assert pickle.loads(pickle.dumps(screens)).screen(picture) == wanted  # noqa: S301  our own bytes
    assert "picture.logo" in {finding.check for finding in wanted}
    assert not of("picture.text", load_pictures(folder).screen(picture))


@pytest.mark.parametrize("name", ["pictures.json", "logos-points.npy", "parts-fields.npy"])
def test_a_damaged_plan_folder_is_refused(screens: PictureScreener, tmp_path: Path, name: str) -> None:
    """A missing or cut file is named with what to do."""
    folder = save_pictures(screens, tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes()[:40])
    with pytest.raises(RefusedError, match="compile again"):
        load_pictures(folder)
    (folder / name).unlink()
    with pytest.raises(RefusedError, match="compile again"):
        load_pictures(folder)


def test_an_index_of_another_version_is_refused(screens: PictureScreener, tmp_path: Path) -> None:
    """An older engine's folder is not taken for this one's."""
    head = save_pictures(screens, tmp_path) / "pictures.json"
    head.write_text(head.read_text(encoding="utf-8").replace('"version": 1', '"version": 0'), encoding="utf-8")
    with pytest.raises(RefusedError, match="version 0"):
        load_pictures(head.parent)


def test_unusable_references_are_refused() -> None:
    """A blank sheet is neither a logo nor a picture to protect, and the message names it."""
    blank = saved(np.full((100, 100, 3), 255, np.uint8))
    with pytest.raises(RefusedError, match="R-blank"):
        LogoIndex.of([LogoSource("R-blank", blank, "blank.png")])
    with pytest.raises(RefusedError, match="too plain"):
        ProtectedImage.of("R-blank", blank)


def test_nothing_known_finds_nothing() -> None:
    """Without references and reader every picture passes."""
    assert PictureScreener([], LogoIndex.of([])).screen(saved(cloudy(9))) == []


def test_writing_is_one_text_whose_spans_can_be_drawn(screens: PictureScreener) -> None:
    """A span of the text leads to boxes inside the lines it touches."""
    text = text_of(screens.screen(saved(cloudy(30))))
    assert text.text == "高仿楚雀 A货"
    assert text.boxes(2, 4) == [(43, 20, 77, 40)]
    two = PictureText((TextLine("abcd", (0, 0, 40, 10), 1.0), TextLine("竖排", (50, 0, 60, 40), 1.0)))
    assert two.text == "abcd\n竖排"
    assert two.boxes(2, 6) == [(20, 0, 40, 10), (50, 0, 60, 20)]
    assert two.boxes(4, 5) == []


def test_a_line_seen_in_two_panels_is_read_once() -> None:
    """Panels overlap; what both saw is kept where it was read best."""
    seen = [
        TextLine("正品", (0, 100, 50, 120), 0.8),
        TextLine("正品", (1, 101, 51, 121), 0.9),
        TextLine("正品", (0, 300, 50, 320), 0.7),
    ]
    assert [line.box for line in top_to_bottom(seen)] == [(1, 101, 51, 121), (0, 300, 50, 320)]


def test_a_missing_extra_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without RapidOCR the message names the extra to install."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(RefusedError, match=r"jianzhen\[ocr\]"):
        RapidReader()


def test_real_reading() -> None:
    """RapidOCR reads large Latin lettering and nothing in an empty picture, and survives pickling."""
    pytest.importorskip("rapidocr", reason="the extra jianzhen[ocr] is not installed")
    reader = pickle.loads(pickle.dumps(RapidReader()))  # noqa: S301  our own bytes
    page = PictureScreener([], LogoIndex.of([]), reader)
    text = text_of(page.screen(saved(lettered())))
    assert "CHUQUE" in text.text.upper()
    left, top, right, bottom = text.boxes(0, len(text.text))[0]
    assert left < 300 < right
    assert top < 190 < bottom
    assert page.screen(saved(np.full((200, 200, 3), 128, np.uint8))) == []


def lettered() -> Rgb:
    """Return a picture with the invented mark CHUQUE 888 in large letters."""
    image = np.full((360, 600, 3), 230, np.uint8)
    cv2.putText(image, "CHUQUE 888", (80, 210), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (30, 30, 120), 5, cv2.LINE_AA)
    return image
