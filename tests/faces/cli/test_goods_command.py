"""``jianzhen goods`` and ``jianzhen law fine``: what they write, and when they say no."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.goods import goods
from jianzhen.faces.cli.law_fine import fine
from jianzhen.stages.cases.models import Case
from jianzhen.stages.cases.models_goods import GoodsMove
from tests.stages.cases.goods.conftest import Store, store
from tests.stages.conftest import people, walk

__all__ = ["people", "store", "walk"]


def run(*words: str | Path) -> Result:
    """Call a goods command."""
    return CliRunner().invoke(goods, [str(word) for word in words])


def rows(path: Path) -> list[dict[str, str]]:
    """Read a .csv."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.django_db
def test_a_balance_a_period_and_the_units(store: Store, tmp_path: Path) -> None:
    """The ledger of a case, what became of goods in a month, and who may destroy them, each as a table."""
    store.list()
    store.unit()
    number = Case.objects.get(pk=store.case_id).number
    shown = run("balance", number, "--out", tmp_path / "lots.csv")
    assert "pair: 120 came in = held 120" in shown.output
    assert rows(tmp_path / "lots.csv")[0]["held"] == "120.000"
    assert "0 lots" in run("balance", number, "--as-of", "2026-03-02").output
    assert run("figures", "--period", "2026-03", "--out", tmp_path / "f.csv").exit_code == 0
    (row,) = rows(tmp_path / "f.csv")
    assert (row["what"], row["value_cny"]) == ("entered", "32160.00")
    assert run("units", "--as-of", "2027-01-01", "--out", tmp_path / "u.csv").exit_code == 0
    assert rows(tmp_path / "u.csv")[0]["qualified"] == "false"
    assert isinstance(run("balance", "没有这个案号").exception, RefusedError)


@pytest.mark.django_db
def test_verify_finds_what_a_hand_in_the_database_did(store: Store) -> None:
    """A sound ledger gives 0; pieces that go out without having come in give 1 and name the case."""
    lot: UUID = store.list()[0]
    assert run("verify").exit_code == 0
    act = GoodsMove.objects.get(to_lot=lot).act
    GoodsMove.objects.create(act=act, seq=5, lot_id=lot, source="held", to_lot_id=lot, target="destroyed", quantity=999)
    found = run("verify")
    assert found.exit_code == 1
    assert str(store.case_id) in found.output


def answered(*words: str) -> Any:
    """Call ``law fine`` and return its answer."""
    found = CliRunner().invoke(fine, list(words))
    assert found.exit_code == 0, found.output
    return json.loads(found.output)


def test_a_fine_from_a_few_facts() -> None:
    """Range with tier, rule and citation; without a charge the charges are listed."""
    asked = ("--charge", "tm_infringement", "--act-date", "2026-05-01")
    answer = answered(*asked, "--amount", "business_volume=80,000")
    assert answer["ranges"][0]["high"] == "400000.00"
    assert answer["ranges"][0]["citation"] == "商标法(2013/2019) art 60(2)"
    assert answered(*asked)["status"] == "needs_legal_review"
    assert "trade_secret" in {one["charge"] for one in answered()["charges"]}


@pytest.mark.parametrize("amount", ["turnover=1", "business_volume", "business_volume=-1", "business_volume=lots"])
def test_an_amount_that_is_none(amount: str) -> None:
    """An unknown name, no value, a negative one and no number are refused."""
    words = ["--charge", "tm_infringement", "--act-date", "2026-05-01", "--amount", amount]
    assert isinstance(CliRunner().invoke(fine, words).exception, RefusedError)
