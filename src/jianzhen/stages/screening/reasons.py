"""Reasons in words: code + parameters → one sentence in Chinese or English, always *suspected, because …*."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal

Lang = Literal["zh", "en"]

_SUSPECTED: Final[Mapping[Lang, str]] = {"zh": "疑似：因为{}", "en": "suspected, because {}"}
_NOT: Final[Mapping[Lang, str]] = {"zh": "未见可疑：{}", "en": "nothing suspicious: {}"}
_LESS: Final[Mapping[Lang, str]] = {"zh": "疑点减弱：因为{}", "en": "less suspected, because {}"}
_ROUTED: Final[Mapping[Lang, str]] = {"zh": "{}", "en": "{}"}
_FRAME_OF: Final[Mapping[str, Mapping[Lang, str]]] = {
    "none": _NOT,
    "use.holder": _NOT,
    "use.licensee": _NOT,
    "use.nominative": _LESS,
    "use.goods_unrelated": _LESS,
    "use.own_mark": _LESS,
    "sign.free": _LESS,
    "filing.own": _LESS,
    "pair.holder": _NOT,
    "pair.licensee": _NOT,
    "pair.none": _NOT,
    "company.unlike": _NOT,
    "company.same_core_other_trade": _LESS,
    "company.contains_core": _LESS,
    "pair.first_differs": _LESS,
    "pair.meaning": _LESS,
    "pair.place": _LESS,
    "pair.use_compare": _LESS,
    "pair.use_denial": _LESS,
    "pair.use_fits": _LESS,
    "pair.use_place": _LESS,
    "pair.use_repair": _LESS,
    "pair.use_resale": _LESS,
    "pair.weak": _LESS,
    "pair.word_part": _LESS,
    "use.goods_related": _LESS,
    "picture.read": _ROUTED,
}


@cache
def _said() -> Mapping[str, Mapping[str, str]]:
    text = (files("jianzhen.stages.screening") / "reasons.csv").read_text(encoding="utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


def render(code: str, params: Mapping[str, object], lang: Lang) -> str:
    """Return the reason ``code`` with ``params`` as a sentence in ``lang``; of what was read in a picture, with where.

    Raises:
        KeyError: the code is none of this engine's, or a parameter is missing; no reason is shown as another.
    """
    said = _said()[code][lang].format(**params)
    frame = _ROUTED if code.startswith("route.") else _FRAME_OF.get(code, _SUSPECTED)
    is_read = "confidence" in params and "picture" in params and not code.startswith("picture.")
    return frame[lang].format(said) + (render("picture.read", params, lang) if is_read else "")


def render_row(code: str, params: str, lang: Lang) -> str:
    """Return the reason of a finding row, whose parameters are JSON."""
    return render(code, json.loads(params), lang)


def reason_codes() -> tuple[str, ...]:
    """Return every reason code, sorted."""
    return tuple(sorted(_said()))


CONTEXT_CHECKS: Final[Mapping[str, tuple[str, str]]] = {
    "none": ("已甄别，没有发现", "looked at, nothing found"),
    "use.holder": ("使用者是权利人或者被许可人", "the user is the holder or a licensee"),
    "use.licensee": ("使用者是登记的被许可人", "the user is a registered licensee"),
    "use.nominative": ("说明性使用：适用于、兼容、维修等", "nominative use: fits, compatible with, repairs"),
    "use.goods": ("商品与核定商品的关系", "how the goods relate to the mark's goods"),
    "use.own_mark": ("使用者自己持有相同标志", "the user holds an equal mark itself"),
}
"""Codes that no playbook names: they weigh a match, or say that nothing was found."""


PICTURE_CHECKS: Final[Mapping[str, tuple[str, str]]] = {
    "picture.copy": ("图片与受保护图片相同或者含有其中一部分", "a copy of a protected picture, or a piece of it"),
    "picture.known_fake": ("图片与已知假货图片相同", "a copy of a known fake's picture"),
    "picture.logo": ("图片中出现受保护的标志", "a protected logo stands in the picture"),
}
"""Checks of pictures; what is written in a picture is looked at by the checks of texts."""

FILING_CHECKS: Final[Mapping[str, tuple[str, str]]] = {
    "filing.near": ("申请的商标与他人在先标志相同或者近似", "a filed mark near another's earlier mark"),
    "filing.hoard": ("申请人囤积与多个权利人近似的标志", "an applicant near the marks of many holders"),
    "filing.burst": ("短期内大量申请", "many filings in few days"),
    "filing.spread": ("短期申请跨越很多类别", "a burst across many classes"),
    "filing.public_name": ("以公众人物、地名、公共事件名称申请", "public persons, places and events filed as marks"),
    "filing.shared": (
        "同一地址多个申请人经同一代理机构集中申请",
        "applicants of one address file together by one agent",
    ),
    "filing.alike": ("内容几乎相同的多件专利申请", "patents of nearly the same content"),
    "filing.own": ("申请人自己的在先标志（防御性注册）", "the applicant's own earlier marks (defensive)"),
}
"""Codes of `screen filings`, which no playbook names."""
