"""The log stands or falls with the act, refuses change, and shows what was tampered with."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction

from jianzhen.base.clock import now
from jianzhen.base.errors import CheckFailedError, ConflictError, NotAllowedError, RefusedError
from jianzhen.custody import guards, log, merkle
from jianzhen.custody.action import Action, verbs
from jianzhen.custody.log import Entry
from jianzhen.custody.models import LogEvent, LogHead
from jianzhen.people.policy import SYSTEM, Actor, Grant, Permission, Role

pytestmark = pytest.mark.django_db

STRANGER = Actor("11111111-1111-7111-8111-111111111111", "外人", (Grant(Role.AUDITOR),))


@dataclass(frozen=True, kw_only=True)
class Note(Action[str]):
    """An act made for these tests: it writes nothing but its log entry."""

    verb: ClassVar[str] = "intake.signals"
    permission: ClassVar[Permission] = Permission.INTAKE
    text: str = "note"
    fault: str = ""

    def check(self) -> None:
        """Refuse on demand."""
        if self.fault == "check":
            raise ConflictError("the state does not allow it", remedy="Read it again")

    def perform(self) -> str:
        """Return the text, or fail on demand."""
        if self.fault == "perform":
            raise OSError("disk")
        return self.text

    def entry(self, result: str) -> Entry:
        """Keep the text."""
        return Entry("note", result, {"text": result})


def write(count: int) -> None:
    """Write some events through the one door."""
    for number in range(count):
        Note(actor=SYSTEM, at=now(), text=f"n{number}").execute()


def test_an_act_leaves_exactly_one_event(data: Path) -> None:
    """Each act appends one event with its verb, actor and object."""
    write(3)
    events = list(LogEvent.objects.order_by("index"))
    assert [(row.index, row.verb, row.subject_id, row.actor_id) for row in events] == [
        (number, "intake.signals", f"n{number}", "system") for number in range(3)
    ]


@pytest.mark.parametrize("fault", ["check", "perform"])
def test_a_failed_act_leaves_no_event(data: Path, fault: str) -> None:
    """An act that is refused or breaks leaves the log as it was."""
    write(1)
    with pytest.raises((ConflictError, OSError)), transaction.atomic():
        Note(actor=SYSTEM, at=now(), fault=fault).execute()
    assert log.size() == 1


def test_without_the_role_nothing_happens(data: Path) -> None:
    """The permission gate is in the action itself, whoever calls it."""
    with pytest.raises(NotAllowedError, match="may not do intake"), transaction.atomic():
        Note(actor=STRANGER, at=now()).execute()
    assert log.size() == 0


def test_an_unknown_verb_does_not_load() -> None:
    """The audit vocabulary is closed: an Action with another verb is refused at its definition."""
    with pytest.raises(TypeError, match=r"verbs\.yml"):
        type("Odd", (Note,), {"verb": "note.odd", "__annotations__": {}})


def test_every_verb_has_words_in_both_languages() -> None:
    """Each verb can be shown to a person in Chinese and in English."""
    assert all(set(words) == {"zh", "en"} and all(words.values()) for words in verbs().values())


@pytest.mark.parametrize("statement", ["UPDATE custody_logevent SET verb = 'x'", "DELETE FROM custody_logevent"])
def test_the_database_refuses_change(data: Path, statement: str) -> None:
    """UPDATE and DELETE on the log are refused by the database itself."""
    write(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert log.verify() == 2


def test_a_table_rebuild_is_followed_by_new_guards(data: Path) -> None:
    """After triggers were lost the check says so, and re-arming (as after every migrate) brings them back."""
    lost = f"custody_logevent_{'no_update' if connection.vendor == 'sqlite' else 'no_change'}"
    with connection.cursor() as cursor:
        suffix = "" if connection.vendor == "sqlite" else " ON custody_logevent"
        cursor.execute(f"DROP TRIGGER {lost}{suffix}")
    with pytest.raises(CheckFailedError, match=lost):
        log.verify()
    guards.rearm()
    assert guards.missing() == []


def test_a_changed_event_is_found(data: Path) -> None:
    """An insider who drops the guard and edits an event is named by the event's number."""
    write(5)
    _tamper("UPDATE custody_logevent SET subject_id = 'other' WHERE \"index\" = 3")
    with pytest.raises(CheckFailedError, match="event 3: the event was changed"):
        log.verify()


def test_a_removed_event_is_found(data: Path) -> None:
    """An event cut out of the middle is missed."""
    write(5)
    _tamper('DELETE FROM custody_logevent WHERE "index" = 2')
    with pytest.raises(CheckFailedError, match="event 2 is missing"):
        log.verify()


def test_a_cut_tail_is_found_by_the_signed_head(data: Path) -> None:
    """Dropping the newest events is caught because a larger head was signed."""
    write(5)
    log.sign_head(now())
    _tamper('DELETE FROM custody_logevent WHERE "index" = 4', "DELETE FROM custody_lognode")
    with pytest.raises(CheckFailedError):
        log.verify()


def test_a_rewritten_log_is_caught_by_an_old_head_only(data: Path) -> None:
    """An owner who rebuilds the whole tree passes the own check; a head kept elsewhere convicts."""
    write(4)
    kept = log.sign_head(now())
    _tamper("DELETE FROM custody_loghead", "DELETE FROM custody_lognode", "DELETE FROM custody_logevent")
    write(4)
    assert log.verify() == 4
    nodes = log.StoredNodes()
    with pytest.raises(merkle.ProofError):
        merkle.verify_consistency(4, 4, [], bytes(kept.root), merkle.root(nodes, 4))


def test_a_proof_verifies_without_the_database(data: Path) -> None:
    """What ``log prove`` gives is checked with hashes alone."""
    write(9)
    proof = log.prove(log.find("4"), now())
    merkle.verify_inclusion(
        bytes.fromhex(proof["leaf_hash"]),
        proof["index"],
        proof["head"]["size"],
        [bytes.fromhex(value) for value in proof["proof"]],
        bytes.fromhex(proof["head"]["root"]),
    )


def test_heads_are_consistent_as_the_log_grows(data: Path) -> None:
    """Every earlier head is a prefix of every later one."""
    heads: list[LogHead] = []
    for _ in range(4):
        write(3)
        heads.append(log.sign_head(now()))
    nodes = log.StoredNodes()
    for first, second in pairwise(heads):
        proof = merkle.consistency_proof(nodes, first.size, second.size)
        merkle.verify_consistency(first.size, second.size, proof, bytes(first.root), bytes(second.root))
    assert log.verify() == 12


def test_an_unknown_event_is_refused(data: Path) -> None:
    """Asking for an event that is not there, or for no event at all, says so."""
    for text in ("7", "not-an-id", "01a209f7-fd83-7679-8969-2d06aa4792e3"):
        with pytest.raises(RefusedError):
            log.find(text)


def _tamper(*statements: str) -> None:
    """Do what an owner of the database can do: drop every guard, edit, and put the guards back."""
    with connection.cursor() as cursor:
        for table in guards.guarded_tables():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
            else:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        if connection.vendor != "sqlite":
            for table in guards.guarded_tables():
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    guards.rearm()


def entries(count: int) -> list[tuple[str, Entry]]:
    """Return so many events to append."""
    return [("intake.signals", Entry("note", f"n{number}", {"text": f"n{number}"})) for number in range(count)]


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1, 1, 1, 1), (7,), (3, 4), (2, 1, 4), (6, 1)])
def test_a_batch_grows_the_same_tree_as_one_by_one(data: Path, sizes: tuple[int, ...]) -> None:
    """However seven events are cut into batches, the stored nodes are those of a tree in memory, and the log holds."""
    said = entries(sum(sizes))
    for count in sizes:
        with transaction.atomic():
            log.append_all(actor_id="system", said=said[:count], recorded_at=now())
        said = said[count:]
    leaves = [bytes(row.leaf_hash) for row in LogEvent.objects.order_by("index")]
    tree = merkle.MemoryNodes(leaves)
    assert log.verify() == len(leaves) == 7
    assert merkle.root(log.StoredNodes(), 7) == merkle.root(tree, 7)


def test_a_batch_stands_or_falls_as_a_whole(data: Path) -> None:
    """A float in the last event refuses all of them, and outside a transaction none is written."""
    bad = [*entries(3), ("intake.signals", Entry("note", "n", {"score": 0.5}))]
    with pytest.raises(TypeError, match="float"), transaction.atomic():
        log.append_all(actor_id="system", said=bad, recorded_at=now())
    assert log.size() == 0
