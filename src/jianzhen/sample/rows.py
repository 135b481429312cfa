"""Make the rows of each export from firms, shops and goods: what an office would have typed or exported."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zlib import crc32

from jianzhen.sample import exports
from jianzhen.sample.block import Cell, Record
from jianzhen.sample.firms import COMPANY, PLATFORMS, Firm, Shop
from jianzhen.sample.tables import Category

_PROMPT: Final = 85
_EVER: Final = 94
"""Of a hundred decisions, how many are published soon, and how many at all."""


@dataclass(frozen=True, slots=True)
class Goods:
    """What is offered: the kind, the words of it, and the price in yuan."""

    category: Category
    title: str
    price: Decimal
    brand: str = ""
    spec: str = ""


def listing(rng: random.Random, shop: Shop, goods: Goods, at: datetime) -> Record:
    """Return one listing in the form of the shop's platform."""
    make = _jianghui if shop.platform == PLATFORMS[0] else _chupin
    return make(rng, shop, goods, at)


def _jianghui(rng: random.Random, shop: Shop, goods: Goods, at: datetime) -> Record:
    firm = shop.firm
    cells: dict[str, Cell] = {
        "商品标题": goods.title,
        "类目": goods.category.path,
        "品牌": rng.choice((goods.brand, goods.brand, "", "其他")) or rng.choice(("", "无品牌", "其他")),
        "规格": goods.spec,
        "现价": f"¥{goods.price:,.2f}",
        "店铺名称": shop.name,
        "店铺ID": shop.account,
        "经营者名称": firm.name if firm.uscc else shop.name,
        "统一社会信用代码": firm.uscc,
        "客服电话": firm.phone,
        "发货地": f"湖北 武汉 {firm.district}",
        "采集时间": at.strftime("%Y-%m-%d %H:%M:%S"),
        "商品链接": f"https://jianghuigou.example/i/{rng.randrange(10**10):010d}",
        "月销量": int(rng.lognormvariate(3.0, 1.4)),
    }
    return Record(exports.JIANGHUI.name, at, cells, firm.owner)


def _chupin(rng: random.Random, shop: Shop, goods: Goods, at: datetime) -> Record:
    firm = shop.firm
    cells: dict[str, Cell] = {
        "title": goods.title,
        "price": str(goods.price),
        "merchant_name": firm.name if firm.uscc else shop.name,
        "shop_name": shop.name,
        "shop_id": shop.account,
        "contact_phone": firm.phone,
        "business_address": firm.address if firm.uscc else "",
        "crawl_ts": at.strftime("%Y-%m-%dT%H:%M:%S+08:00"),
        "url": f"https://chupin.example/goods?id={rng.randrange(10**10):010d}",
    }
    return Record(exports.CHUPIN.name, at, cells, firm.owner)


def _published(of: Firm, at: datetime) -> str | None:
    """Return when a decision was published: most within two weeks, some months late, some never, drawn by its own data.

    No dice of the block are thrown for it, so that a city keeps everything else it had.
    """
    drawn = crc32(f"{of.name}{at:%Y%m%d%H%M}".encode())
    if drawn % 100 >= _EVER:
        return None
    wait = 3 + drawn // 100 % 11 if drawn % 100 < _PROMPT else 45 + drawn // 100 % 60
    return (at.date() + timedelta(days=wait)).isoformat()


def penalty(of: Firm, at: datetime, *, cause: str, facts: str, amount: Decimal, fine: Decimal, agency: str) -> Record:
    """Return one published penalty decision; ``amount`` is the value of the goods concerned."""
    cells: dict[str, Cell] = {
        "当事人名称": of.name,
        "统一社会信用代码": of.uscc,
        "法定代表人": of.person,
        "住所": of.address,
        "案由": cause,
        "违法事实": facts,
        "处罚种类": "罚款；没收违法商品" if amount else "罚款",
        "罚款金额（元）": fine,
        "涉案金额（元）": amount or None,
        "决定日期": f"{at.year}年{at.month}月{at.day}日",
        "处罚机关": agency,
        "公示日期": _published(of, at),
    }
    return Record(exports.PENALTIES.name, at, cells, of.owner)


def inspection(
    of: Firm,
    at: datetime,
    *,
    found: str,
    goods: str = "",
    licence: str = "",
    quantity: int = 0,
    unit: Decimal | None = None,
) -> Record:
    """Return one field inspection; the value of the goods is a formula over quantity and unit price."""
    value = f"=L{{row}}*M{{row}}|{quantity * unit:.2f}" if unit is not None else None
    cells: dict[str, Cell] = {
        "检查日期": at.date(),
        "被检查单位": of.name,
        "统一社会信用代码": of.uscc,
        "单位地址": of.address,
        "单位电话": of.phone,
        "辖区": of.district,
        "检查单位": f"{of.district}市场监管局",
        "检查情况": found,
        "商品": goods,
        "证件号码": licence,
        "数量": quantity or None,
        "单价（元）": unit,
        "货值金额（元）": value,
    }
    return Record(exports.INSPECTIONS.name, at, cells, of.owner)


def entity(of: Firm, founded: date, recorded: datetime, *, state: str = "存续") -> Record:
    """Return the register entry of a firm or trader."""
    cells: dict[str, Cell] = {
        "统一社会信用代码": of.uscc,
        "名称": of.name,
        "类型": "有限责任公司" if of.kind == COMPANY else "个体工商户",
        "法定代表人": of.person,
        "住所": of.address,
        "联系电话": of.phone,
        "成立日期": founded.isoformat(),
        "登记状态": state,
        "登记日期": recorded.strftime("%Y/%m/%d"),
    }
    return Record(exports.ENTITIES.name, recorded, cells, of.owner)


def advertisement(of: Firm, at: datetime, *, text: str, medium: str, goods: str) -> Record:
    """Return one monitored advertisement."""
    cells: dict[str, Cell] = {
        "发布媒介": medium,
        "广告主": of.name,
        "广告主信用代码": of.uscc,
        "广告内容": text,
        "商品类别": goods,
        "发布日期": f"{at.year}.{at.month}.{at.day}",
        "监测地区": of.district,
        "截图文件": f"jt{at:%Y%m%d%H%M%S}.jpg",
    }
    return Record(exports.ADS.name, at, cells, of.owner)


def scan(of: Firm, licence: str, at: datetime, *, code: str, brand: str, cartons: int) -> Record:
    """Return one scan of a tobacco carton in a shop, with the shop's own licence."""
    cells: dict[str, Cell] = {
        "扫码时间": at.strftime("%Y%m%d %H:%M"),
        "门店名称": of.name,
        "门店许可证号": licence,
        "门店地址": of.address,
        "所在区": of.district,
        "条盒码": code,
        "卷烟品名": brand,
        "数量条": cartons,
    }
    return Record(exports.SCANS.name, at, cells, of.owner)


def parcel(at: datetime, *, outlet: str, district: str, grams: int, found: str, pieces: int) -> Record:
    """Return one checked parcel: number, outlet, weight and finding; nothing of sender or addressee."""
    cells: dict[str, Cell] = {
        "收寄网点": outlet,
        "网点所在区": district,
        "查验日期": at.strftime("%Y-%m-%d"),
        "重量克": grams,
        "查验情况": found,
        "件数": pieces,
    }
    return Record(exports.PARCELS.name, at, cells)


def trademark(
    at: datetime,
    *,
    number: str,
    mark: str,
    class_no: int,
    goods: str,
    holder: Firm,
    licensees: list[str],
    term: date,
    state: str,
) -> Record:
    """Return one registered mark; ``term`` is the last day of its ten years."""
    cells: dict[str, Cell] = {
        "注册号": number,
        "商标名称": mark,
        "类别": class_no,
        "核定商品": goods,
        "注册人": holder.name,
        "注册人信用代码": holder.uscc,
        "被许可人": ";".join(licensees),
        "专用期起": _ten_years_before(term).isoformat(),
        "专用期止": term.isoformat(),
        "状态": state,
    }
    return Record(exports.TRADEMARKS.name, at, cells, holder.owner)


def _ten_years_before(last: date) -> date:
    """Return the first day of a term; one that would begin on 29 February begins on 1 March."""
    after = last + timedelta(days=1)
    leap = (after.month, after.day) == (2, 29)
    return after.replace(year=after.year - 10, month=3, day=1) if leap else after.replace(year=after.year - 10)


def tobacco_licence(at: datetime, number: str, of: Firm, *, first: date, last: date, state: str) -> Record:
    """Return one tobacco retail licence."""
    cells: dict[str, Cell] = {
        "许可证号": number,
        "企业字号名称": of.name,
        "统一社会信用代码": of.uscc,
        "负责人": of.person,
        "经营地址": of.address,
        "所属区": of.district,
        "有效期起": first,
        "有效期止": last,
        "状态": state,
    }
    return Record(exports.TOBACCO.name, at, cells, of.owner)


def pesticide(at: datetime, number: str, of: Firm, *, product: str, first: date, last: date, state: str) -> Record:
    """Return one pesticide registration."""
    cells: dict[str, Cell] = {
        "登记证号": number,
        "登记证持有人": of.name,
        "持有人信用代码": of.uscc,
        "农药名称": product,
        "有效期起": first.strftime("%Y.%m.%d"),
        "有效期至": last.strftime("%Y.%m.%d"),
        "状态": state,
    }
    return Record(exports.PESTICIDES.name, at, cells, of.owner)


def seed_licence(at: datetime, number: str, of: Firm, *, crop: str, first: date, last: date, state: str) -> Record:
    """Return one licence to produce and trade seed."""
    cells: dict[str, Cell] = {
        "许可证编号": number,
        "企业名称": of.name,
        "统一社会信用代码": of.uscc,
        "作物种类": crop,
        "住所": of.address,
        "有效期起": first.isoformat(),
        "有效期止": last.isoformat(),
        "状态": state,
    }
    return Record(exports.SEEDS.name, at, cells, of.owner)
