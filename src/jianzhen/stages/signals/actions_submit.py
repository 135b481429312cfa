"""Signals handed in by a platform or a rights holder: the intake of files, with a sender, a receipt and one try."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import ClassVar, Final
from uuid import UUID

from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.custody.instance import current
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Actor, Permission, Scope
from jianzhen.playbook.intake.choose import ManifestSet
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.playbook.manifest import Manifest
from jianzhen.stages.signals.actions import Signals, TakeInFile
from jianzhen.stages.signals.models import IntakeFile, Submission
from jianzhen.stages.signals.queries_submitted import RECORD, Receipt, receipt

SUBMITTED_KINDS: Final = ("listing", "shop", "company", "ad", "review", "message", "complaint", "report")
"""What outsiders may hand in; inspections, penalties and the rest are acts of agencies and come from them."""

_FIELDS: Final = (
    "seller_account", "seller_uscc", "seller_address", "platform", "url", "brand", "goods", "spec", "barcode",
    "price", "quantity", "licence_no", "code", "district_text", "place", "event_date", "observed_at",
)  # fmt: skip
_TRIES: Final = 5
_one_at_a_time = Lock()
"""Two submissions that land at once would undo each other's search for what is new; within a process they queue."""


@dataclass(frozen=True, kw_only=True)
class TakeInSubmission(TakeInFile):
    """接收报送信息: land what a sender handed in, once for each of the sender's idempotency keys."""

    verb: ClassVar[str] = "intake.submit"
    permission: ClassVar[Permission] = Permission.SIGNAL_SUBMIT

    sender: str
    idempotency_key: str
    api_key_id: UUID | None
    submission_id: UUID = field(default_factory=new_id)

    def scope(self) -> Scope:
        """Return the sender's own code: nobody hands in under another's name."""
        return Scope(self.sender)

    def check(self) -> None:
        """Refuse a second submission under the same key, and rows found new before another intake landed."""
        if receipt(self.sender, self.idempotency_key) is not None:
            raise _used(self.idempotency_key)
        super().check()

    def record(self, lake_path: str) -> None:
        """Write the room's record of the file and, where it landed, of the submission."""
        file = IntakeFile.objects.create(**self.facts(lake_path))
        if self.outcome.state == "landed":
            Submission.objects.create(
                id=self.submission_id,
                sender=self.sender,
                idempotency_key=self.idempotency_key,
                body_sha256=self.outcome.sha256,
                file=file,
                api_key_id=self.api_key_id,
                received_at=self.at,
            )

    def entry(self, result: Outcome) -> Entry:
        """Keep sender, key and file beside the figures."""
        key = str(self.api_key_id) if self.api_key_id else ""
        facts = {**super().entry(result).payload, "sha256": result.sha256, "sender": self.sender, "api_key": key}
        return Entry(RECORD, str(self.submission_id), facts)


class _Submitted(Signals):
    """The room's intake; a repeated body is a submission of its own whose rows are all known."""

    def __init__(self, sender: str, idempotency_key: str, api_key_id: UUID | None) -> None:
        self.act = partial(
            TakeInSubmission, sender=sender, idempotency_key=idempotency_key, api_key_id=api_key_id
        )  # fmt: skip

    def taken(self, sha256: str, manifest: str) -> bool:  # noqa: ARG002
        """Say no: the idempotency key, not the content, tells a repeated submission."""
        return False


def submit(
    items: Sequence[Mapping[str, str]],
    *,
    sender: str,
    idempotency_key: str,
    api_key_id: UUID | None,
    actor: Actor,
    at: datetime,
) -> Receipt:
    """Take in what a sender hands in, and return the receipt; the same key with the same items returns it again.

    Args:
        items: item_id, text, kind (:data:`SUBMITTED_KINDS`) and what else is known, all as text.
        sender: the sender's code; its signals have the source ``api-<sender>``.
        idempotency_key: letters, digits, ``. _ -``; chosen by the sender, one a submission.
        api_key_id: the key that was used; None where a person did it.
        actor: who hands in; the policy is asked in the act.
        at: the moment of receipt.

    Raises:
        NotAllowedError: the actor may not hand in under this code.
        ConflictError: the key was used for other items, or other intakes kept landing meanwhile.
        RefusedError: the items were refused as a whole.
    """
    body = _lines(items)
    intake, digest = _Submitted(sender, idempotency_key, api_key_id), hashlib.sha256(body).hexdigest()
    with _one_at_a_time:
        for left in reversed(range(_TRIES)):
            known = _known(sender, idempotency_key, digest)
            if known is not None:
                return known
            try:
                _take(intake, body, f"{sender}.{idempotency_key}.jsonl", sender, actor, at)
            except ConflictError:
                if not left:
                    raise
    found = _known(sender, idempotency_key, digest)
    if found is None:
        raise ConflictError(
            "the submission did not land",
            where=Where(key=idempotency_key),
            remedy="Hand it in again",
            zh="这次提交没有入库。请重新提交",
        )
    return found


def _known(sender: str, idempotency_key: str, digest: str) -> Receipt | None:
    found = receipt(sender, idempotency_key)
    if found is not None and found.body_sha256 != digest:
        raise _used(idempotency_key)
    return found


def _used(idempotency_key: str) -> ConflictError:
    return ConflictError(
        "this idempotency key was used for another submission",
        where=Where(key=idempotency_key),
        remedy="Choose a new key for new items",
    )


def _take(intake: _Submitted, body: bytes, name: str, sender: str, actor: Actor, at: datetime) -> None:
    """Run the intake over the items as a file that is gone afterwards: it may hold personal data."""
    staging = current().lake / "_staging"
    staging.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="submission-", dir=staging) as folder:
        path = Path(folder) / name
        path.write_bytes(body)
        outcome = intake.take_in(path, manifests=ManifestSet(((_manifest(sender),),)), actor=actor, at=at)
    if outcome.error:
        raise RefusedError(outcome.error["what"], where=Where(key="items"), remedy=outcome.error["remedy"])


def _lines(items: Sequence[Mapping[str, str]]) -> bytes:
    """Return one JSON object a line, keys sorted: equal items are equal bytes."""
    lines = (json.dumps(dict(item), ensure_ascii=False, sort_keys=True) for item in items)
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _manifest(sender: str) -> Manifest:
    """Return how the sender's items are read: the program's own column names."""
    columns: dict[str, dict[str, object]] = {name: {"from": name} for name in _FIELDS}
    columns["kind"] = {"from": "kind", "required": True, "allowed": SUBMITTED_KINDS}
    columns["text"] = {"from": "text", "required": True}
    columns["seller_name"] = {"from": "seller"}
    columns["seller_phone"] = {"from": "seller_phone", "personal": "phone"}
    columns["reporter"] = {"from": "reporter", "personal": "person_name"}
    columns["reporter_phone"] = {"from": "reporter_phone", "personal": "phone"}
    return Manifest.model_validate(
        {
            "manifest": 1,
            "source": f"api-{sender}",
            "title": {"zh": f"接口报送（{sender}）", "en": f"Submitted through the API ({sender})"},
            "target": "signal",
            "match": {"columns": ["item_id", "text", "kind"]},
            "id": "item_id",
            "columns": columns,
        }
    )
