"""Without a compiler marks are still found as written, by choice and never silently."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.matching.layout import VIEWS
from jianzhen.stages.screening.matching.matcher import Matcher
from jianzhen.stages.screening.matching.plain import PlainMatcher
from jianzhen.stages.screening.matching.tables import build

PIECES = st.lists(
    st.sampled_from(["岚溪谷", "溪谷", "ｖelmora", "velmora", "·", " ", "茶", "谷a", "\u200b", "😀"]), max_size=8
)
PROGRAM = """
import json, sys
from datetime import date
import pyarrow as pa
from jianzhen.stages.screening.kernel import Screener
rights = pa.table({"right_id": ["A"], "kind": ["trademark"], "mark": ["岚溪谷"]})
screener = Screener(rights, as_of=date(2026, 6, 1))
batch = pa.record_batch({"item_id": ["1", "2", "3"], "text": ["岚溪谷绿茶", "岚*溪*谷绿茶", "岚溪骨绿茶"]})
rows = screener.screen(batch).to_pylist()
print(json.dumps([screener.plan.digest, [(row["check"], row["verdict"]) for row in rows], "numba" in sys.modules]))
"""


@settings(deadline=None, max_examples=60)
@given(PIECES.map("".join))
def test_it_finds_what_the_compiled_matcher_finds_as_written(text: str) -> None:
    """Same marks at the same places, without views of sound and shape."""
    marks = ["岚溪谷", "溪谷", "velmora", "岚溪谷"]
    column = pa.array([text])
    plain = {(hit.mark, hit.start, hit.end) for hit in PlainMatcher(list(map(fold_text, marks))).hits(column).of(0)}
    full = Matcher(build(marks)).hits(column).of(0)
    exact = {(hit.mark, hit.start, hit.end) for hit in full if hit.view == VIEWS[0] and set(hit.relations) <= {"same"}}
    assert plain == exact


def ran(matcher: str) -> tuple[str, list[list[str]], bool]:
    """Return digest, verdicts and whether numba was loaded, of a process with the setting."""
    surroundings = os.environ | {"JIANZHEN_MATCHER": matcher}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=surroundings, capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stderr == ""
    digest, rows, loaded = json.loads(done.stdout)
    return digest, rows, loaded


def test_a_process_without_the_compiler_screens_under_another_plan() -> None:
    """Written and parted marks are found, a sound-alike is not, numba is not loaded, and the digest says so."""
    plain_digest, plain_rows, loaded = ran("daachorse")
    full_digest, full_rows, _ = ran("")
    assert plain_rows == [["tm.exact", "watch"], ["tm.exact", "flag"], ["none", "clear"]]
    assert full_rows == [["tm.exact", "watch"], ["tm.exact", "flag"], ["tm.sound", "flag"]]
    assert plain_digest != full_digest
    assert not loaded
