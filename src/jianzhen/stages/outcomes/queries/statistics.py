"""Gathers the statistics of a period from case facts, transfers and publications."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from jianzhen.stages.cases.queries import facts as cases
from jianzhen.stages.cases.queries.goods import destructions, missing_lots
from jianzhen.stages.cases.schema.pages import CaseFacts
from jianzhen.stages.outcomes.queries.publication import publication_counts
from jianzhen.stages.outcomes.schema.period import Period
from jianzhen.stages.outcomes.schema.statistics import Figures, Table, build, number_gaps
from jianzhen.stages.referral.queries import transfer_counts

NOTHING = Decimal("0.00")


def statistics(period: Period, *, as_of: date) -> Table:
    """Return the table of a period: leads, cases, transfers, publications, amounts, what is overdue on ``as_of``."""
    parts = [*_leads(period), *_cases(period), *_goods(period, as_of), *_onward(period, as_of)]
    gaps = [
        one for agency, year, serials in cases.serials(period.until.year) for one in number_gaps(agency, year, serials)
    ]
    return build(period, as_of, parts, gaps)


def _leads(period: Period) -> Iterator[tuple[str, str, Figures]]:
    for agency, district, count in cases.leads_received(period.since, period.until):
        yield agency, district, Figures(received=count)
    for step in cases.step_counts(["accept"], period.since, period.until):
        yield step.agency, step.district, Figures(accepted=step.count)


def _cases(period: Period) -> Iterator[tuple[str, str, Figures]]:
    for case in cases.cases_filed(period.since, period.until):
        yield case.agency, case.district, Figures(filed=1)
    for case in cases.cases_decided(period.since, period.until):
        yield case.agency, case.district, _decided(case)


def _decided(case: CaseFacts) -> Figures:
    penalty = case.decision in ("penalty", "on_the_spot")
    return Figures(
        decided=1,
        penalised=int(penalty),
        fine=case.fine or NOTHING,
        confiscated=case.confiscated or NOTHING,
        goods_value=case.goods_value or NOTHING,
    )


def _goods(period: Period, as_of: date) -> Iterator[tuple[str, str, Figures]]:
    for one in destructions(period.since, period.until):
        yield one.agency, one.district, Figures(destructions=one.acts, destroyed_value=one.value)
    for agency, district, lots in missing_lots(as_of):
        yield agency, district, Figures(missing_lots=lots)


def _onward(period: Period, as_of: date) -> Iterator[tuple[str, str, Figures]]:
    for sent in transfer_counts(period.since, period.until):
        yield sent.agency, sent.district, Figures(transferred=sent.sent, police_filed=sent.police_filed)
    for shown in publication_counts(period.since, period.until, as_of=as_of):
        figures = Figures(published=shown.published, overdue_publication=shown.overdue)
        if figures != Figures():
            yield shown.agency, shown.district, figures
    for agency, district, count in cases.overdue_clocks(as_of):
        yield agency, district, Figures(overdue=count)
