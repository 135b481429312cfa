"""Laws of every assessment: more never counts for less, order and splits change nothing, 以上 includes the number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jianzhen.law.assess.casefile import assess
from jianzhen.law.assess.plans import plans
from jianzhen.law.book import packaged_book
from jianzhen.law.model import Limb, Version

_BOOK: Final = packaged_book()
_RANK: Final = {"not_reached": 0, "needs_legal_review": 1, "reached": 2}
_FEN: Final = Decimal("0.01")

amounts = st.decimals(min_value=0, max_value=600_000, places=2)
days = st.sampled_from(["2008-08-08", "2019-06-18", "2021-02-28", "2025-04-25", "2025-04-26", "2026-05-01"])
questions = st.sampled_from(["basic threshold reached?", "aggravated tier reached?"])
charges = st.sampled_from(["刑法213 goods", "刑法215", "刑法216", "刑法217", "刑法218", "刑法219", "刑法225 (tobacco)"])
lines = st.lists(
    st.fixed_dictionaries(
        {"quantity": st.integers(0, 400)},
        optional={
            "actual_unit_price": amounts.map(str),
            "marked_unit_price": amounts.map(str),
            "genuine_market_mid_price": amounts.map(str),
        },
    ),
    max_size=5,
)


def _ask(charge: str, question: str, facts: dict[str, Any]) -> dict[str, Any]:
    return assess(charge, question, facts, _BOOK).to_json()


@settings(max_examples=150, deadline=None)
@given(charge=charges, question=questions, day=days, low=amounts, more=amounts, income=amounts)
def test_more_never_counts_for_less(
    charge: str, question: str, day: str, low: Decimal, more: Decimal, income: Decimal
) -> None:
    """A higher business volume with all else equal never lowers the outcome."""
    facts = {"act_date": day, "marks": 1, "patents": 1, "illegal_income": str(income)}
    below = _ask(charge, question, {**facts, "operating_value": str(low)})
    above = _ask(charge, question, {**facts, "operating_value": str(low + more)})
    assert _RANK[below["outcome"]] <= _RANK[above["outcome"]]


@settings(max_examples=100, deadline=None)
@given(day=days, sold=amounts, unsold=amounts, more=amounts, tobacco=st.booleans())
def test_more_goods_never_count_for_less(
    day: str, sold: Decimal, unsold: Decimal, more: Decimal, tobacco: bool
) -> None:
    """Under art 140 neither more sales nor more stock lowers the outcome, tobacco or not."""
    charge, question = "刑法140 (tobacco)" if tobacco else "刑法140 (not tobacco)", "conviction or attempt?"
    ranks = [
        _RANK[_ask(charge, question, {"act_date": day, "sales_amount": str(a), "unsold_value": str(b)})["outcome"]]
        for a, b in ((sold, unsold), (sold + more, unsold), (sold, unsold + more))
    ]
    if tobacco:
        assert ranks[0] <= min(ranks[1:])
    else:
        assert ranks[0] <= ranks[2]
        assert ranks[0] <= ranks[1]


@settings(max_examples=100, deadline=None)
@given(day=days, sold=lines, unsold=lines, data=st.data())
def test_order_of_lines_changes_nothing(
    day: str, sold: list[dict[str, Any]], unsold: list[dict[str, Any]], data: st.DataObject
) -> None:
    """Outcome, limbs and computed amounts are the same whatever the order of the lines."""
    facts = {"act_date": day, "marks": 2, "prior_penalty": None}
    mixed = {"sold": data.draw(st.permutations(sold)), "unsold": data.draw(st.permutations(unsold))}
    one = _ask("刑法213 goods", "basic threshold reached?", {**facts, "sold": sold, "unsold": unsold})
    other = _ask("刑法213 goods", "basic threshold reached?", {**facts, **mixed})
    assert [one[name] for name in _PLAIN] == [other[name] for name in _PLAIN]


_PLAIN: Final = ("outcome", "limbs", "computed", "rule_ids", "confidence")


@settings(max_examples=100, deadline=None)
@given(day=days, sold=lines, data=st.data())
def test_splitting_a_line_changes_nothing(day: str, sold: list[dict[str, Any]], data: st.DataObject) -> None:
    """A line cut in two with the same prices counts as the line did."""
    assume(sold)
    number = data.draw(st.integers(0, len(sold) - 1))
    part = data.draw(st.integers(0, sold[number]["quantity"]))
    halves = [{**sold[number], "quantity": part}, {**sold[number], "quantity": sold[number]["quantity"] - part}]
    cut = [*sold[:number], *halves, *sold[number + 1 :]]
    facts = {"act_date": day, "marks": 1, "prior_penalty": None}
    one = _ask("刑法213 goods", "basic threshold reached?", {**facts, "sold": sold})
    other = _ask("刑法213 goods", "basic threshold reached?", {**facts, "sold": cut})
    assert [one[name] for name in _PLAIN] == [other[name] for name in _PLAIN]


@settings(max_examples=100, deadline=None)
@given(parts=st.lists(amounts, min_size=1, max_size=5), data=st.data())
def test_order_of_acts_changes_nothing(parts: list[Decimal], data: st.DataObject) -> None:
    """Acts of one version of the law add up to the same in any order."""
    acts = [
        {"date": f"2019-0{number}-01", "operating_value": str(part), "already_handled": data.draw(st.booleans())}
        for number, part in enumerate(parts, start=1)
    ]
    mixed = data.draw(st.permutations(acts))
    one, other = (
        _ask("刑法213 goods", "basic threshold reached?", {"marks": 1, "acts": order}) for order in (acts, mixed)
    )
    assert [one[name] for name in _PLAIN] == [other[name] for name in _PLAIN]
    expected = sum((Decimal(act["operating_value"]) for act in acts if not act["already_handled"]), Decimal(0))
    assert Decimal(one["computed"]["operating_value"]) == expected


_LIMBS: Final[list[tuple[str, str, Version, Limb]]] = [
    (name, tier, version, limb)
    for name, plan in plans().charges.items()
    for tier, keys in plan.tiers.items()
    for key in keys
    for version in _BOOK.timeline(key).versions
    for limb in version.limbs
    if all(one.condition is None for one in version.limbs) and "+" not in limb.measure
]


@settings(max_examples=200, deadline=None)
@given(limb=st.sampled_from(_LIMBS), last=st.booleans())
def test_the_number_itself_is_included(limb: tuple[str, str, Version, Limb], last: bool) -> None:
    """Every plain limb is reached at its number, not by itself a smallest step below, on its first and last day."""
    name, _, version, one = limb
    day = version.valid_to if last and version.valid_to else version.valid_from
    step = _FEN if plans().measures[one.measure].money else Decimal(1)
    for value, reached in ((Decimal(one.value), True), (one.value - step, False)):
        facts = {"act_date": str(day), one.measure: str(value), "object": name.partition(" ")[2] or "goods"}
        answer = _ask(f"刑法{name}", f"limb {version.id} reached?", facts)
        assert (answer["outcome"] == "reached") is reached, (version.id, value)
        assert answer["limbs"][0]["position"] == ("at" if reached else "below")
