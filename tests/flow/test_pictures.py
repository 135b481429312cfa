"""Pictures through the pass: from a column of the inbox to a lead with its evidence; what cannot be used is told of."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from jianzhen.custody import log
from jianzhen.custody.evidence import verify_blob
from jianzhen.custody.instance import current
from jianzhen.custody.queries import evidence_of
from jianzhen.flow.passing import Line, PassReport, run_pass
from jianzhen.stages.screening import pictured
from jianzhen.stages.screening import queries as screening
from jianzhen.stages.signals import queries as signals
from jianzhen.stages.tracing.queries_waiting import all_lead_ids, handed

if any(find_spec(name) is None for name in ("cv2", "PIL")):
    pytest.skip("looking at pictures is not installed (jianzhen[pictures])", allow_module_level=True)

from tests.stages.screening.pictures.drawing import badge, cloudy, declared_png, saved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data", "unread")]

AT = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
RIGHTS = "right_id,kind,mark,holder\nR1,trademark,岚溪谷,湖北岚溪谷饮品有限公司\nR2,trademark,江碚通,江碚科技有限公司\n"
ITEMS = """item_id,text,seller,pictures
1,明前绿茶 礼盒,样例甲店,photos/fake.jpg
2,保温杯,样例乙店,photos/plain.png;photos/bomb.png
3,岚*溪*谷 绿茶,样例丙店,../secret.png
4,茶叶罐,江碚科技有限公司,photos/fake.jpg
5,茶盘,样例丁店,photos/late.jpg
"""


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave writing in pictures unread: reading is tested elsewhere, and slow."""
    can_look = pictured.can_look
    monkeypatch.setattr(pictured, "can_look", lambda *, reading=False: can_look() and not reading)


def put(path: Path, content: bytes | str) -> None:
    """Write one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def fill(*, references: bool = True) -> None:
    """Fill the instance: a register with references, and a table whose column names pictures of the inbox."""
    instance = current()
    put(instance.rights / "rights.csv", RIGHTS)
    if references:
        put(instance.rights / "pictures" / "known_fakes" / "R2.jpg", saved(cloudy(3), "JPEG"))
        put(instance.rights / "pictures" / "logos" / "R1.png", saved(badge(number=0)))
    put(instance.inbox / "items.csv", ITEMS)
    put(instance.inbox / "photos" / "fake.jpg", saved(cloudy(3), "JPEG", quality=60))
    put(instance.inbox / "photos" / "plain.png", saved(cloudy(9)))
    put(instance.inbox / "photos" / "bomb.png", declared_png(100_000, 100_000))
    put(instance.root / "secret.png", saved(cloudy(3)))


def line(report: PassReport, stage: str) -> Line:
    """Return the row of one stage."""
    return next(row for row in report.lines if row.stage == stage)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return the findings that stand by the sender's number of their item."""
    known = {row["signal_id"]: row["source_record_id"] for batch in signals.batches() for row in batch.to_pylist()}
    found: dict[str, list[dict[str, Any]]] = {}
    for batch in screening.batches():
        for row in batch.to_pylist():
            found.setdefault(known[row["item_id"]], []).append(row)
    return found


def test_a_known_fakes_picture_makes_a_lead_with_its_evidence() -> None:
    """The finding names picture, right and digest; the content lies in the evidence store under the signal."""
    fill()
    report = run_pass(at=AT)
    assert report.refused == ()
    (row,) = rows()["1"]
    assert (row["domain"], row["law_keys"]) == ("trademarks", ["tm.fine"])
    assert (row["check"], row["right_id"], row["verdict"], row["field"]) == (
        "picture.known_fake",
        "R2",
        "flag",
        "picture",
    )
    reason = screening.line(row, "zh").reason
    assert reason.startswith("疑似：因为图片“photos/fake.jpg”与已知假货图片")
    (capture,) = evidence_of("signal", row["item_id"])
    assert capture.content_id in row["reason_params"]
    verify_blob(capture.content_id)
    leads = {lead.subject_name: lead for lead in handed(all_lead_ids())}
    assert leads["样例甲店"].domain == "trademarks"

    found = rows()
    assert {one["verdict"] for one in found["4"]} == {"clear"}  # the holder's own
    assert "flag" in {one["verdict"] for one in found["3"]}  # whose picture could not be kept: its text still counts
    assert [one["check"] for one in found["2"]] == ["none"]
    assert dict(line(report, "screening").remarks)["flag"] >= 2


def test_bombs_strangers_and_missing_files_are_told_of_and_stop_nothing() -> None:
    """Each with its name and reason: one declares ten billion pixels, one leads out of the inbox, one is not there."""
    fill()
    report = run_pass(at=AT)
    (refused,) = line(report, "screening").troubles
    assert refused.startswith("photos/bomb.png: the picture declares 100,000 × 100,000 pixels")
    told = line(report, "signals").troubles
    assert "../secret.png: it leads out of the inbox" in told
    assert "photos/late.jpg: it is named and not in the inbox" in told
    kept = [one for of in _kept().values() for one in of]
    assert {one.name for one in kept if one.sha256 is None} == {"../secret.png"}
    assert dict(line(report, "screening").remarks)["pictures"] == 3


def _kept() -> dict[str, list[signals.KeptPicture]]:
    (file_id,) = signals.picture_batches()
    return signals.pictures_kept(file_id)


def test_a_second_pass_changes_nothing_and_a_late_picture_is_screened_when_it_comes() -> None:
    """Only the file that has it is screened again, and its earlier findings no longer stand."""
    fill()
    run_pass(at=AT)
    before = (log.size(), screening.counts(), screening.paths())
    assert all(row.made == 0 for row in run_pass(at=AT).lines)
    assert (log.size(), screening.counts(), screening.paths()) == before
    put(current().inbox / "photos" / "late.jpg", saved(cloudy(3), "JPEG"))
    report = run_pass(at=AT)
    assert dict(line(report, "signals").remarks)["pictures_kept"] == 1
    assert [row["check"] for row in rows()["5"]] == ["picture.known_fake"]
    assert len(screening.paths()) == len(before[2])


def test_pictures_wait_where_there_is_nothing_to_compare_them_with() -> None:
    """They are kept; once there are references, they are screened."""
    fill(references=False)
    report = run_pass(at=AT)
    assert dict(line(report, "screening").remarks)["pictures_waiting"] > 0
    assert [row["check"] for row in rows()["1"]] == ["none"]
    put(current().rights / "pictures" / "known_fakes" / "R2.jpg", saved(cloudy(3), "JPEG"))
    run_pass(at=AT)
    assert [row["check"] for row in rows()["1"]] == ["picture.known_fake"]
