"""A refusal in the reader's language: the rooms speak English in their errors, the officers mostly do not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jianzhen.base.errors import ConflictError, JianzhenError, NotAllowedError


def told(error: JianzhenError, lang: str) -> str:
    """Return what to tell the person: the kind of refusal in their language, then the error's own words."""
    own = f"{error.what}. {error.remedy}" if lang == "en" else f"{error.what}。{error.remedy}"
    if isinstance(error, NotAllowedError):
        head = _("您的岗位没有这项权限，未作任何改动。")
    elif isinstance(error, ConflictError):
        head = _("现在不能这样做，未作任何改动：记录的状态已变化，或者还缺少材料。")
    else:
        head = _("提交的内容不符合要求，未作任何改动。")
    return f"{head} {own}"
