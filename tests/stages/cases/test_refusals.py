"""Refusals: every code speaks both languages about the same things, is used, and reaches the reader whole."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.stages.cases import refusing
from jianzhen.stages.cases.refusing import FILE, refusal, refuse
from jianzhen.stages.cases.schema.refusal import read_refusals
from jianzhen.stages.cases.schema.secrecy import marked

ENTRIES = read_refusals(FILE)
ROOM = Path(refusing.__file__).parent
KINDS = {"refused": RefusedError, "conflict": ConflictError, "not_allowed": NotAllowedError}
HAN = re.compile(r"[\u4e00-\u9fff]")


def named(text: str) -> set[str]:
    """Return what a sentence fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(ENTRIES))
def test_both_languages_speak(code: str) -> None:
    """Chinese is Chinese, English is no Chinese sentence, and both have fault and remedy."""
    entry = ENTRIES[code]
    assert HAN.search(entry.zh.what + entry.zh.remedy)
    assert len(HAN.findall(entry.en.what + entry.en.remedy)) < len(entry.en.what) / 2
    given = dict.fromkeys(named(entry.en.what + entry.en.remedy) | named(entry.zh.what + entry.zh.remedy), "x")
    made = refusal(code, "k", **given).error()
    assert made.remedy
    assert made.zh.endswith(entry.zh.remedy.format_map(given))
    assert (
        type(made) is {"refused": RefusedError, "conflict": ConflictError, "not_allowed": NotAllowedError}[entry.kind]
    )


def test_every_refusal_is_used() -> None:
    """A sentence that nothing says any more is found here, and so is a code without sentence."""
    folders = (ROOM, ROOM.parents[1] / "people")  # people says why somebody is not qualified, cases refuses with it
    code = "".join(path.read_text(encoding="utf-8") for one in folders for path in one.rglob("*.py"))
    said = set(re.findall(r'(?:refuse|refusal|wrong)\(\s*"([a-z_]+)"', code))
    assert said - set(ENTRIES) == set()
    assert set(ENTRIES) - set(re.findall(r'"([a-z_]+)"', code)) == set()


def test_an_unfilled_sentence_is_a_fault() -> None:
    """A refusal that does not say what its sentence names does not pass in silence."""
    with pytest.raises(KeyError):
        refuse("must_wait")


@pytest.mark.parametrize(
    ("text", "is_marked"),
    [
        ("机密★10年", True),
        ("密级：秘密", True),
        ("【绝密】样例通知", True),
        ("秘密\n关于样例的通知", True),
        ("机密：样例", True),
        ("侵犯商业秘密一案", False),
        ("当事人称工艺属商业秘密，不愿提供", False),
        ("秘密配方牌样例酱油", False),
    ],
)
def test_markings_of_state_secrets(text: str, is_marked: bool) -> None:
    """A marking as it stands on a document is found; prose about trade secrets is none."""
    assert marked(text) is is_marked
