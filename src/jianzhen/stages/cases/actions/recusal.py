"""回避: somebody asks that a person step aside from a matter, and the head of the agency decides.

Until the decision the investigation goes on. Whoever stepped aside takes no further step in the matter and is named in
none; the decision says whether the steps taken before stand, and where they do not, evidence is taken anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.models import Handling, Step
from jianzhen.stages.cases.models_recusal import RecusalDecision, RecusalRequest
from jianzhen.stages.cases.queries.recusals import basis_on
from jianzhen.stages.cases.refusing import refuse
from jianzhen.stages.cases.schema.recusal import ASKED_BY, GROUNDS
from jianzhen.stages.cases.writers import steps as writers


@dataclass(frozen=True, kw_only=True)
class AskRecusal(Action[UUID]):
    """申请回避: record that somebody asks a person of the agency to step aside.

    Args:
        person_id: whoever is asked to step aside: officer, reviewer or leader of the owner.
        asked_by: party, self or agency; ``self`` is said by the person alone.
        ground: interest or relation.
    """

    verb: ClassVar[str] = "recusal.ask"
    permission: ClassVar[Permission] = Permission.CASE_VIEW

    lead_id: UUID
    person_id: UUID
    asked_by: str
    ground: str
    reason: str

    def scope(self) -> Scope:
        """Return the owner and district of the matter."""
        handling = writers.handling_of(self.lead_id)
        return Scope(handling.owner_agency, handling.district)

    def check(self) -> None:
        """Refuse an ended matter, unknown words, a stranger, a second request, and another's word for oneself."""
        handling, key = writers.handling_of(self.lead_id), str(self.lead_id)
        if not handling.is_open:
            raise refuse("recusal_ended", key)
        for name, value, known in (("asked_by", self.asked_by, ASKED_BY), ("ground", self.ground, GROUNDS)):
            if value not in known:
                raise refuse("recusal_word", name, value=value, known=", ".join(known))
        if not self.reason.strip():
            raise refuse("recusal_no_reason", "reason")
        if self.asked_by == "self" and self.actor.actor_id != str(self.person_id):
            raise refuse("recusal_not_self", "asked_by")
        self._check_persons(handling)

    def _check_persons(self, handling: Handling) -> None:
        scope = Scope(handling.owner_agency, handling.district)
        person = people.actor_by_id(self.person_id) if people.is_user(self.person_id) else None
        for name, one in (("actor", self.actor), ("person_id", person)):
            if one is None or not any(grant.agency_code and grant.covers(scope) for grant in one.grants):
                raise refuse("recusal_stranger", name, agency=handling.owner_agency)
        rows = RecusalRequest.objects.filter(handling=handling, person_id=str(self.person_id))
        if rows.filter(decision=None).exists() or rows.filter(decision__granted=True).exists():
            raise refuse("recusal_twice", "person_id")

    def perform(self) -> UUID:
        """Record it."""
        row = RecusalRequest.objects.create(
            handling=writers.handling_of(self.lead_id),
            person_id=str(self.person_id),
            asked_by=self.asked_by,
            ground=self.ground,
            reason=self.reason.strip(),
            at=self.at,
            actor_id=self.actor.actor_id,
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep who and on what ground; the words may hold names."""
        said = {"recusal": str(result), "person": str(self.person_id), "by": self.asked_by, "ground": self.ground}
        return Entry("lead", str(self.lead_id), said)


@dataclass(frozen=True, kw_only=True)
class DecideRecusal(Action[bool]):
    """决定回避: the head of the agency grants or refuses a request; never the person concerned.

    Args:
        steps_stand: whether the person's steps until now stand; must be said where it is granted and there are any.
    """

    verb: ClassVar[str] = "recusal.decide"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE

    request_id: UUID
    granted: bool
    reason: str
    steps_stand: bool | None = None

    def row(self) -> RecusalRequest:
        """Return the request."""
        found = RecusalRequest.objects.filter(pk=self.request_id).select_related("handling").first()
        if found is None:
            raise refuse("recusal_unknown", str(self.request_id))
        return found

    def scope(self) -> Scope:
        """Return the owner and district of the matter."""
        handling = self.row().handling
        return Scope(handling.owner_agency, handling.district)

    def check(self) -> None:
        """Refuse the person's own word, a second decision, one before the request, no reason, and silence on steps."""
        row = self.row()
        if row.person_id == self.actor.actor_id:
            raise refuse("recusal_own", str(row.pk))
        if RecusalDecision.objects.filter(request=row).exists():
            raise refuse("recusal_decided", str(row.pk))
        if self.at < row.at:
            raise refuse("before_predecessor", str(row.pk), day=law_date(self.at), last=law_date(row.at))
        if not self.reason.strip():
            raise refuse("recusal_no_reason", "reason")
        if self.granted and self.steps_stand is None and self._steps(row):
            raise refuse("recusal_steps_open", "steps_stand", count=len(self._steps(row)))

    @staticmethod
    def _steps(row: RecusalRequest) -> list[int]:
        """Return the person's steps, and those of the officers' inquiries while the person was one of them."""
        own = Step.objects.filter(handling=row.handling, actor_id=row.person_id).values_list("seq", flat=True)
        case = writers.case_of(row.handling)
        shared = Step.objects.filter(handling=row.handling, act="investigate").values_list("seq", flat=True)
        return sorted({*own, *(shared if case and row.person_id in case.officers else ())})

    def perform(self) -> bool:
        """Record the decision; where it is granted the person leaves the case."""
        row = self.row()
        steps = self._steps(row) if self.granted else []
        RecusalDecision.objects.create(
            request=row,
            granted=self.granted,
            reason=self.reason.strip(),
            steps=steps,
            steps_stand=self.steps_stand if steps else None,
            after=Step.objects.filter(handling=row.handling).count(),
            citation=basis_on(law_date(self.at)),
            at=self.at,
            actor_id=self.actor.actor_id,
        )
        if self.granted:
            self._leave(row.handling, row.person_id)
        return self.granted

    @staticmethod
    def _leave(handling: Handling, person_id: str) -> None:
        case = writers.case_of(handling)
        if case and person_id in case.officers:
            case.officers = [one for one in case.officers if one != person_id]
            case.save(update_fields=["officers"])
        if handling.assignee_id == person_id:
            handling.assignee_id = next(iter(case.officers), "") if case else ""
        writers.save(handling)

    def entry(self, result: bool) -> Entry:  # noqa: FBT001  (the base class's signature)
        """Keep the decision."""
        row = self.row()
        said = {"recusal": str(row.pk), "person": row.person_id, "granted": result, "steps_stand": self.steps_stand}
        return Entry("lead", str(row.handling.lead_id), said)
