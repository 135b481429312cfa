"""A refusal in the reader's language: the rooms speak English in their errors, the officers mostly do not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jianzhen.base.errors import ConflictError, JianzhenError, NotAllowedError
from jianzhen.faces.console import facts


def told(error: JianzhenError, lang: str) -> str:
    """Return what to tell the person: the kind of refusal in their language, then the error's own words."""
    own = _own(error, lang)
    if isinstance(error, NotAllowedError):
        head = _("您的岗位没有这项权限，未作任何改动。")
    elif isinstance(error, ConflictError):
        head = _("现在不能这样做，未作任何改动：记录的状态已变化，或者还缺少材料。")
    else:
        head = _("提交的内容不符合要求，未作任何改动。")
    return f"{head} {own}"


def _own(error: JianzhenError, lang: str) -> str:
    """Return the error's own words: in Chinese where it has them, with the words of the fact it points at."""
    if lang == "en":
        return f"{error.what}. {error.remedy}"
    fact = (error.where.key or "").rpartition(".")[2]
    label = f"{facts.short(fact)}：" if error.zh and fact in facts.WORDS else ""
    return f"{label}{error.zh}" if error.zh else f"{error.what}。{error.remedy}"
