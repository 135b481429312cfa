"""A fitted model: reasons still add up, evidence keeps its sign, and no reason alone is lifted to a flag."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.engine.evidence import Evidence, Group
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.plan import Plan, load_plan, save_plan
from jianzhen.stages.screening.rules import compile_plan, shipped_patterns
from jianzhen.stages.screening.scoring.errors import ModelRefusedError
from jianzhen.stages.screening.scoring.files import read_model, write_model
from jianzhen.stages.screening.scoring.learned import Learned, learned_from
from jianzhen.stages.screening.scoring.rarity import Background

DAY = date(2026, 6, 1)
CODES = (
    "tm.sound/mark.sound",
    "tm.exact/mark.plain",
    "jargon.counterfeit/terms.found",
    "use.goods/use.goods_unrelated",
)
bits = st.floats(-12, 12).map(lambda number: round(number, 3))
parts = st.builds(
    lambda name, weight, watch: Evidence(
        *name.split("/")[:1], "trademarks", weight, name.split("/")[1], {"mark": "岚溪谷"}, watch_only=watch
    ),
    st.sampled_from(CODES),
    bits,
    st.booleans(),
)
groups = st.builds(Group, st.just(0), bits, st.lists(parts, min_size=1, max_size=5))
models = st.builds(
    Learned,
    factors=st.dictionaries(st.sampled_from(CODES), st.floats(0, 4)),
    shifts=st.dictionaries(st.just("trademarks"), bits),
    slope=st.floats(0.2, 5),
    offset=bits,
    flag_at=st.floats(-8, 0),
    background=st.none() | st.integers(0, 500).map(lambda n: Background(1000, {("岚溪谷", "mark.sound"): n})),
)


@given(models, groups)
def test_parts_add_up_after_adjustment(model: Learned, group: Group) -> None:
    """Base plus weights are the calibrated bits, and the score is their probability."""
    (made,) = model.adjust([group])
    fitted = group.base + model.shifts.get("trademarks", 0.0) + sum(map(model.weight, group.evidence))
    total = made.base + sum(part.weight for part in made.evidence)
    assert total == pytest.approx(model.slope * fitted + model.offset, abs=1e-6)
    assert made.score == pytest.approx(1 / (1 + math.pow(2, -total)))


@given(models, groups)
def test_evidence_keeps_its_sign_and_its_words(model: Learned, group: Group) -> None:
    """What spoke for suspicion never speaks against it, nor the reverse; codes, spans and order stay."""
    (made,) = model.adjust([group])
    for before, after in zip(group.evidence, made.evidence, strict=True):
        assert before.weight * after.weight >= 0
        assert after.weighing(before.weight).watching(only=before.watch_only) == before
        assert after.watch_only or not before.watch_only


@given(models, groups)
def test_one_reason_alone_is_never_lifted_to_a_flag(model: Learned, group: Group) -> None:
    """Where the rules hold a single reason at watch, no model flags it."""
    firm = [part for part in group.evidence if part.weight > 0 and not part.watch_only]
    (made,) = model.adjust([group])
    if group.bits <= 0 and len(firm) <= 1:
        assert made.verdict != "flag"


@given(groups)
def test_the_model_that_knows_nothing_changes_nothing(group: Group) -> None:
    """Without factors, shifts and calibration every verdict and weight stays."""
    (made,) = Learned().adjust([group])
    assert (made.bits, made.verdict) == (pytest.approx(group.bits), group.verdict)


@given(models)
def test_a_model_survives_json(model: Learned) -> None:
    """Written and read it is the same model with the same digest."""
    again = learned_from(json.loads(json.dumps(model.as_json())))
    assert (again, again.digest) == (model, model.digest)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"factors": {"a/b": -0.1}}, "evidence against"),
        ({"slope": 0.0}, "evidence against"),
        ({"flag_at": 0.5}, "more likely than not"),
        ({"offset": math.nan}, "not finite"),
    ],
)
def test_what_no_model_may_say_is_refused(changes: dict[str, Any], words: str) -> None:
    """Sign, slope, the line of flags and finiteness are held when a model is made, not when it is used."""
    with pytest.raises(ModelRefusedError, match=words):
        Learned(**changes)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    """A model edited by hand no longer bears its digest."""
    path = tmp_path / "model.json"
    write_model(path, Learned(factors={"a/b": 0.5}))
    assert read_model(path) == Learned(factors={"a/b": 0.5})
    path.write_text(path.read_text(encoding="utf-8").replace("0.5", "0.6"), encoding="utf-8")
    with pytest.raises(ModelRefusedError, match="digest does not hold"):
        read_model(path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["{", "[]", '{"schema_version": 9}', '{"schema_version": 1, "factors": 3}'])
def test_what_is_no_model_is_refused(tmp_path: Path, text: str) -> None:
    """Broken JSON, another thing, another version: refused with the file's name."""
    path = tmp_path / "model.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelRefusedError, match=r"model\.json"):
        read_model(path)


MODEL = Learned(
    factors={"tm.sound/mark.sound": 0.8, "jargon.counterfeit/terms.found": 1.2},
    shifts={"trademarks": 0.5},
    slope=1.1,
    offset=-0.3,
    background=Background(1000, {("岚溪谷", "mark.sound"): 400}),
)


def plan(learned: Learned | None) -> Plan:
    """Return a small plan."""
    rights = pa.table({"right_id": ["r1", "r2"], "kind": ["trademark"] * 2, "mark": ["岚溪谷", "森柏尼亚"]})
    return compile_plan(
        [book for book in read_shipped() if book.domain == "trademarks"],
        shipped_patterns(),
        rights=rights,
        as_of=DAY,
        learned=learned,
    )


TEXTS = ("岚溪骨 绿茶", "岚溪谷 红茶", "茶杯", "森帛尼亚 高仿 1:1", "岚*溪*谷 茶", "森柏尼亚 复刻 原单")
ITEMS = pa.RecordBatch.from_pylist(
    [{"item_id": f"i{place}", "text": text, "kind": "listing"} for place, text in enumerate(TEXTS)]
)


def test_findings_of_a_fitted_plan_add_up() -> None:
    """In the rows themselves: the score is the probability of base plus the weights of the group."""
    rows = Screener.of(plan(MODEL)).screen(ITEMS).to_pylist()
    raw = Screener.of(plan(None)).screen(ITEMS).to_pylist()
    assert [row["reason_code"] for row in rows] == [row["reason_code"] for row in raw]
    assert [row["weight"] for row in rows] != [row["weight"] for row in raw]
    for row in rows:
        if row["check"] != "none":
            mates = [one for one in rows if (one["item_id"], one["right_id"]) == (row["item_id"], row["right_id"])]
            total = row["base"] + sum(one["weight"] for one in mates)
            assert row["score"] == pytest.approx(1 / (1 + 2**-total), abs=1e-8)


def test_rows_do_not_depend_on_where_batches_are_cut() -> None:
    """One batch or six: the same findings, counts of the background being part of the plan."""
    screener = Screener.of(plan(MODEL))
    cut = [screener.screen(ITEMS.slice(place, 1)) for place in range(ITEMS.num_rows)]
    assert pa.Table.from_batches(cut).equals(pa.Table.from_batches([screener.screen(ITEMS)]))


def test_the_model_is_part_of_the_plan(tmp_path: Path) -> None:
    """Another model is another digest; saved and loaded, the plan gives the same rows."""
    made = plan(MODEL)
    others = [plan(None), plan(replace(MODEL, offset=-0.31)), plan(replace(MODEL, background=None))]
    assert len({made.digest, *(other.digest for other in others)}) == 4
    again = load_plan(save_plan(made, tmp_path), DAY)
    assert (again.learned, again.digest) == (MODEL, made.digest)
    assert Screener.of(again).screen(ITEMS).equals(Screener.of(made).screen(ITEMS))
