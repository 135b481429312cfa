"""What would make a reason wrong, so that an officer looks for it first; by the reason's code, then by its family."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DOUBTS: Final[dict[str, Promise]] = {
    "absence": _("标签可能只拍到一面，或者信息印在包装内侧。看实物或者商品详情全图即可排除。"),
    "carton.diverted": _("条盒码可能看错一位，或者供货记录尚未更新。核对实物条盒码和当日供货记录。"),
    "carton.form": _("条盒码可能拍摄不全或者录错。核对实物。"),
    "company": _("字号相同也可能是各自在先登记，或者同属一个企业集团。核对登记日期、登记机关和投资关系。"),
    "filing": _("集中申请也可能是实际经营需要或者防御性注册。核对申请人的经营范围、使用证据和申请理由。"),
    "host": _("网址可能属于权利人、授权经销商，或者该词另有通常含义。查域名登记人、网站主办者和授权。"),
    "mark": _(
        "卖方可能就是权利人、被许可人，或者转售正品、只是说明适用对象；该词也可能另有通常含义。核对授权书、进货凭证和商品页上下文。"
    ),
    "mark.edit": _("只差一个字母的词也可能是另一个自有名称或者普通外文词。查该名称是否另有注册、通常是什么意思。"),
    "mark.name_part": _("字号登记可能早于商标注册，或者经过授权。核对企业登记日期、商标申请日和授权。"),
    "mark.shape": _("字形相近的字也可能是另一个自有名称，或者只是输入错误。查该名称是否另有注册，商品上实际怎样标注。"),
    "mark.sound": _("读音相同的字也可能是另一个自有名称。查该名称是否另有注册，商品上实际怎样标注。"),
    "mark.tie": _("可能确有授权关系，只是登记资料里没有。请对方出示授权文件，并向权利人核实。"),
    "number.form": _("编号可能抄错、漏字，或者属于系统尚未收录的新格式。到发证机关查询原件。"),
    "origin": _("地址可能只是销售地而不是产地，或者货源来自产地内的合法使用人。核对产地证明、进货凭证和用标许可。"),
    "patent": _("专利号可能抄错、漏字，或者页面尚未更新。到专利登记簿查询类型、申请日和法律状态。"),
    "picture": _("正品也带有商标，也会用权利人的图片展示；图形相近也可能只是巧合。打开原图核对，并看进货凭证和授权。"),
    "picture.known_fake": _("同一张图片也可能先出现在正品的页面上。核对图片的最早来源和卖方的进货凭证。"),
    "price.low": _("可能是临期、二手、小样、促销补贴价，或者规格识别有误。看规格、数量和成交价。"),
    "register": _("登记册可能不是最新，或者编号抄错。以发证机关当日查询结果为准。"),
    "sign": _("使用者可能已获许可，或者只是报道、说明、转售正品。核对许可合同、备案和使用的全部语境。"),
    "term.found": _("该词可能不在广告宣传中、有依据可证明，或者属于法律允许的例外。看完整语句和语境。"),
    "use": _("商品类别可能识别有误。看核定商品清单和实际商品。"),
}
_GENERAL: Final = _("系统只看到这一段内容，可能缺少上下文。以原始页面和实物为准。")


def doubt(code: str) -> Promise:
    """Return what would make the reason wrong."""
    parts = code.split(".")
    names = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((DOUBTS[name] for name in names if name in DOUBTS), _GENERAL)
