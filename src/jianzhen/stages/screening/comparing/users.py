"""Who uses a mark: its holder, a branch of the holder, or somebody who has its leave (pure)."""

from __future__ import annotations

import re
from typing import Final

from jianzhen.stages.screening.engine.company import MAX_NAME, branch_of
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.engine.names import same_name

_LISTED: Final = re.compile(r"[;；、|/,，\n]+")
_REMARK: Final = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_LEAVE: Final = re.compile(
    r"被许可|授权经销商|授权经销|许可使用人|被授权|特许经营商|特许经销|加盟商|licensee|licensed|authori[sz]ed"
)
_OWNER: Final = frozenset({"权利人", "商标权人", "商标权利人", "持有人", "注册人", "商标注册人", "holder", "owner"})
MAX_HOLDERS: Final = 32


def is_holder(user: str | None, holder: str | None) -> bool:
    """Say whether the user is the holder, one of several listed holders, or a branch of one."""
    if not user:
        return False
    plain = _REMARK.sub("", user[:MAX_NAME])
    if fold_text(plain) in _OWNER or any(fold_text(one) in _OWNER for one in _REMARK.findall(user[:MAX_NAME])):
        return True
    return any(_is_one(plain, name) or same_name(user[:MAX_NAME], name) for name in _names(holder))


def has_leave(user: str | None, holder: str | None) -> bool:
    """Say whether the register's words beside the user or the holder name the user as licensee."""
    if not user:
        return False
    if any(_LEAVE.search(one) for one in _REMARK.findall(user[:MAX_NAME].lower())):
        return True
    if fold_text(user[:MAX_NAME]) in {"被许可人", "授权经销商", "licensee"}:
        return True
    plain = fold_text(_REMARK.sub("", user[:MAX_NAME]))
    return any(_LEAVE.search(one) and fold_text(_REMARK.sub("", one)) == plain for one in _names(holder))


def _is_one(user: str, name: str) -> bool:
    if _LEAVE.search(name):
        return False
    head = branch_of(user)
    return same_name(user, name) or same_name(head, _REMARK.sub("", name)) or same_name(user, _REMARK.sub("", name))


def _names(holder: str | None) -> list[str]:
    whole = (holder or "")[: MAX_NAME * MAX_HOLDERS]
    return [one for one in (whole[:MAX_NAME], *_LISTED.split(whole)[:MAX_HOLDERS]) if one.strip()]
