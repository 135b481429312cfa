"""From what is seen in pictures and read in texts to verdicts: who may flag, what adds up, what only repeats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import pyarrow as pa
import pytest

from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.pictures.combined import ItemText, Seen
from jianzhen.stages.screening.pictures.findings import PictureFinding
from jianzhen.stages.screening.pictures.judge import PictureJudge, Right, Told
from jianzhen.stages.screening.reasons import PICTURE_CHECKS, reason_codes, render

ROWS = [
    {
        "right_id": "R1",
        "kind": "trademark",
        "mark": "岚溪谷",
        "holder": "湖北岚溪谷饮品有限公司",
        "licensees": "清河店",
    },
    {"right_id": "R2", "kind": "trademark", "mark": "", "holder": "江碚科技有限公司", "licensees": "东湖店;南湖店"},
]


@cache
def judge() -> PictureJudge:
    """Return a judge over two rights, the second a figurative mark without words."""
    rights = pa.Table.from_pylist(ROWS)
    return PictureJudge(Screener(rights, as_of=date(2026, 6, 1)), {str(row["right_id"]): Right.of(row) for row in ROWS})


def logo(right: str = "R2", weight: float = 2.0) -> PictureFinding:
    """Return a logo that was found."""
    why: dict[str, str | int] = {"logo": "标志", "points": 20, "lines": 80}
    return PictureFinding("picture.logo", (1, 2, 30, 40), weight, "picture.logo", why, right)


def copied(right: str = "R2", weight: float = 4.0) -> PictureFinding:
    """Return a copy of the holder's own picture."""
    why: dict[str, str | int] = {"image": "官图", "bits": 3, "turned": 0}
    return PictureFinding("picture.copy", (0, 0, 99, 99), weight, "picture.copy", why, right)


def fake(right: str = "R2", weight: float = 12.0) -> PictureFinding:
    """Return a copy of a known fake's picture."""
    why: dict[str, str | int] = {"image": "假货图", "bits": 0, "turned": 0}
    check = "picture.known_fake"
    return PictureFinding(check, (0, 0, 99, 99), weight, check, why, right, watch_only=False)


def line(text: str, confidence: int = 100, box: tuple[int, int, int, int] = (10, 20, 110, 40)) -> PictureFinding:
    """Return a line that was read."""
    return PictureFinding("picture.text", box, 0.0, "picture.text", {"text": text, "confidence": confidence})


def told(*findings: PictureFinding, **cells: str) -> list[Told]:
    """Return what is said of an item with one picture."""
    return judge().judge(cells, [Seen("1.jpg", findings)])


def verdicts(*findings: PictureFinding, **cells: str) -> set[tuple[str | None, str]]:
    """Return (right, verdict) of an item with one picture."""
    return {(one.right_id, one.verdict) for one in told(*findings, **cells)}


@pytest.mark.parametrize("findings", [(logo(),), (copied(),), (logo(), copied(), logo()), (logo(), line("正品包邮"))])
def test_logos_and_the_holders_pictures_are_watched(findings: tuple[PictureFinding, ...]) -> None:
    """However many of them there are, they never make a flag."""
    assert verdicts(*findings) == {("R2", "watch")}


def test_a_known_fakes_picture_flags_alone() -> None:
    """It is the only finding of a picture that does, at the largest distance too."""
    assert verdicts(fake()) == {("R2", "flag")}
    assert verdicts(fake(weight=8.0)) == {("R2", "flag")}


def test_name_and_logo_of_one_mark_are_one_use() -> None:
    """A plain mention beside the logo is no more than either."""
    both = told(logo("R1"), text="岚溪谷 绿茶")
    assert {one.verdict for one in both} == {"watch"}
    assert max(one.score for one in both) == pytest.approx(told(logo("R1"))[0].score, rel=0.2)
    assert [one.weight for one in both if one.code in ("picture.logo", "mark.plain")].count(0.0) == 1


@pytest.mark.parametrize("where", ["text", "picture"])
def test_jargon_beside_a_logo_flags(where: str) -> None:
    """高仿 beside the logo is as much as beside the name, whether the seller writes it or shows it."""
    found = told(logo(), text="高仿 包") if where == "text" else told(logo(), line("高仿 包"))
    assert {(one.right_id, one.verdict) for one in found} == {("R2", "flag")}
    assert {one.check for one in found} == {"picture.logo", "jargon.counterfeit"}
    spans = [one.span for one in found if one.check == "jargon.counterfeit"]
    assert spans == [(0, 2) if where == "text" else None]


def test_a_disguised_name_in_a_picture_flags_and_tells_where() -> None:
    """The reason says that it was read in the picture, where and how surely; in both languages."""
    found = told(line("新茶上市"), line("岚*溪*谷 绿茶", 91, (5, 60, 200, 90)), text="绿茶")
    assert {(one.right_id, one.verdict, one.span) for one in found} == {("R1", "flag", None)}
    assert "（文字由图片“1.jpg”像素范围5,60–200,90识别得出，把握91%）" in found[0].reason("zh")
    assert "read in the picture “1.jpg” at pixels 5,60–200,90, 91 % sure" in found[0].reason("en")


def test_the_less_sure_the_reader_the_less_it_weighs() -> None:
    """A disguise that was hardly legible does not flag any more."""
    scores = [told(line("岚*溪*谷", confidence))[0].score for confidence in (100, 90, 60)]
    assert scores == sorted(scores, reverse=True)
    assert told(line("岚*溪*谷", 60))[0].verdict == "watch"
    assert told(line("岚*溪*谷", 99))[0].verdict == "flag"


def test_no_word_is_made_of_two_lines() -> None:
    """A mark does not begin in one line and end in the next, nor in the text and end in the picture."""
    assert verdicts(line("岚溪"), line("谷 绿茶")) == {(None, "clear")}
    assert verdicts(line("谷 绿茶"), text="岚溪") == {(None, "clear")}


@pytest.mark.parametrize("cells", [{"seller": "湖北岚溪谷饮品有限公司"}, {"seller": "清河店"}])
def test_the_holder_and_its_licensees_are_clear(cells: dict[str, str]) -> None:
    """Whoever may use the right may show its logo and pictures."""
    assert verdicts(logo("R1"), copied("R1"), **cells) == {("R1", "clear")}
    assert verdicts(logo("R1"), text="岚溪谷 绿茶", **cells) == {("R1", "clear")}


def test_the_licensee_of_a_figurative_mark_is_clear() -> None:
    """A right without words, which text screening does not know, has its users too."""
    assert verdicts(logo(), seller="东湖店") == {("R2", "clear")}
    assert verdicts(logo(), seller="西湖店") == {("R2", "watch")}


def test_nothing_found_is_one_clear_row() -> None:
    """An item with pictures, text and no finding is one row."""
    (only,) = told(line("茶杯 白瓷"), text="茶杯")
    assert (only.right_id, only.check, only.verdict) == (None, "none", "clear")
    assert judge().judge({}, [Seen("1.jpg", ()), Seen("2.jpg", ())])[0].verdict == "clear"


def test_text_without_pictures_is_judged_as_text_screening_does() -> None:
    """What pictures add nothing to keeps its verdict and its score."""
    for text in ("岚溪谷 绿茶", "岚溪骨 绿茶", "高仿 包", "岚溪谷 高仿", "国家级 茶叶 第一品牌"):
        batch = pa.RecordBatch.from_pydict({"item_id": ["1"], "text": [text]})
        rows = Screener(pa.Table.from_pylist(ROWS), as_of=date(2026, 6, 1)).screen(batch).to_pylist()
        wanted = sorted((row["check"], row["verdict"], round(row["score"], 6)) for row in rows)
        found = judge().judge({"text": text}, [])
        assert sorted((one.check, one.verdict, round(one.score, 6)) for one in found) == wanted


def test_a_picture_full_of_text_is_bounded() -> None:
    """What is read beyond the bound is left out; what stands before keeps its place."""
    text = ItemText.of("茶", [Seen("1.jpg", tuple(line("字" * 999) for _ in range(40)))])
    assert len(text.text) <= 20_010
    assert text.place(0, 1) is None
    assert text.place(2, 4) is not None


def test_every_reason_of_pictures_is_said_in_both_languages() -> None:
    """Codes and checks have words, and a reason names the picture."""
    shared: Mapping[str, str | int] = {"picture": "1.jpg", "box": "1,2–3,4", "image": "官图", "bits": 1, "turned": 0,
                                       "logo": "标志", "points": 9, "lines": 70, "confidence": 88}  # fmt: skip
    codes = [code for code in reason_codes() if code.startswith("picture.")]
    assert set(PICTURE_CHECKS) < set(codes)
    for code in codes:
        assert all("1.jpg" in render(code, shared, lang) for lang in ("zh", "en"))
    assert all(zh and en for zh, en in PICTURE_CHECKS.values())
