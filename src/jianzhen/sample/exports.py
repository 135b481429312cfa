"""The exports of the sample city: who would send which file, in which form, with which columns.

They are unlike each other on purpose, as the exports of real offices are: encodings, dates, prices,
names of columns and identifiers differ from file to file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jianzhen.sample.codes import scattered

CSV: Final = "csv"
XLSX: Final = "xlsx"
JSONL: Final = "jsonl"


@dataclass(frozen=True, slots=True)
class Export:
    """One file format: ``id_column`` holds the record id, ``id_form`` makes it from a running number."""

    name: str
    folder: str
    stem: str
    form: str
    id_column: str
    id_form: str
    columns: tuple[str, ...]
    encoding: str = "utf-8"
    sheet: str = "Sheet1"
    id_digits: int = 0

    def file_name(self, block: int) -> str:
        """Return the name of this export's file for a block, counted from 1."""
        return f"{self.stem}_{block + 1:04d}.{self.form}"

    def record_id(self, number: int, year: int) -> str:
        """Return the record id of running number ``number``; some offices count, some scatter."""
        shown = scattered(number, self.id_digits) if self.id_digits else f"{number:08d}"
        return self.id_form.format(n=shown, year=year)


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


JIANGHUI: Final = Export(
    "platform-jianghui",
    "inbox",
    "江汇购_商品采集",
    JSONL,
    "商品编号",
    "JHG{n}",
    _columns(
        "商品编号 商品标题 类目 品牌 规格 现价 店铺名称 店铺ID 经营者名称 统一社会信用代码 客服电话 发货地 "
        "采集时间 商品链接 月销量"
    ),
    id_digits=11,
)
CHUPIN: Final = Export(
    "platform-chupin",
    "inbox",
    "chupin_items",
    JSONL,
    "item_id",
    "{n}",
    _columns("item_id title price merchant_name shop_name shop_id contact_phone business_address crawl_ts url"),
    id_digits=12,
)
C12315: Final = Export(
    "complaints-12315",
    "inbox",
    "12315投诉举报导出",
    XLSX,
    "登记编号",
    "{year}420100{n}",
    _columns(
        "登记编号 业务类型 登记时间 姓名 联系电话 被投诉举报方 被投诉举报方统一社会信用代码 被投诉举报方电话 "
        "被投诉举报方地址 电商平台 店铺账号 涉及品牌 商品名称 涉及金额 问题描述 所属辖区 承办单位"
    ),
    sheet="投诉举报明细",
)
H12345: Final = Export(
    "hotline-12345",
    "inbox",
    "12345热线工单",
    CSV,
    "工单编号",
    "WH{year}{n}",
    _columns(
        "工单编号 来电时间 来电人 来电号码 诉求类型 诉求标题 诉求内容 涉事主体 涉事主体电话 涉事地址 涉事区域 承办单位"
    ),
    encoding="gb18030",
)
ADS: Final = Export(
    "ad-monitor",
    "inbox",
    "广告监测",
    CSV,
    "监测编号",
    "GG-{n}",
    _columns("监测编号 发布媒介 广告主 广告主信用代码 广告内容 商品类别 发布日期 监测地区 截图文件"),
    encoding="utf-8-sig",
)
PENALTIES: Final = Export(
    "penalties",
    "inbox",
    "行政处罚决定公示",
    XLSX,
    "行政处罚决定书文号",
    "武市监样罚〔{year}〕{n}号",
    _columns(
        "行政处罚决定书文号 当事人名称 统一社会信用代码 法定代表人 住所 案由 违法事实 处罚种类 罚款金额（元） "
        "涉案金额（元） 决定日期 处罚机关 公示日期"
    ),
    sheet="处罚公示",
)
ENTITIES: Final = Export(
    "market-entities",
    "inbox",
    "经营主体登记",
    CSV,
    "登记序号",
    "DJ{n}",
    _columns("登记序号 统一社会信用代码 名称 类型 法定代表人 住所 联系电话 成立日期 登记状态 登记日期"),
)
SCANS: Final = Export(
    "tobacco-scans",
    "inbox",
    "卷烟扫码",
    CSV,
    "流水号",
    "SM{n}",
    _columns("流水号 扫码时间 门店名称 门店许可证号 门店地址 所在区 条盒码 卷烟品名 数量条"),
)
PARCELS: Final = Export(
    "parcels",
    "inbox",
    "寄递查验",
    CSV,
    "运单号",
    "YZ{n}",
    _columns("运单号 收寄网点 网点所在区 查验日期 重量克 查验情况 件数"),
    encoding="gb18030",
    id_digits=11,
)
INSPECTIONS: Final = Export(
    "inspections",
    "inbox",
    "现场检查记录",
    XLSX,
    "检查编号",
    "XC{year}-{n}",
    _columns(
        "检查编号 检查日期 被检查单位 统一社会信用代码 单位地址 单位电话 辖区 检查单位 检查情况 商品 证件号码 "
        "数量 单价（元） 货值金额（元）"
    ),
    sheet="检查台账",
)
TRADEMARKS: Final = Export(
    "trademarks",
    "rights",
    "商标注册簿",
    CSV,
    "记录号",
    "TM{n}",
    _columns("记录号 注册号 商标名称 类别 核定商品 注册人 注册人信用代码 被许可人 专用期起 专用期止 状态"),
    encoding="utf-8-sig",
)
TOBACCO: Final = Export(
    "tobacco-licences",
    "rights",
    "烟草专卖零售许可证",
    XLSX,
    "序号",
    "{n}",
    _columns("序号 许可证号 企业字号名称 统一社会信用代码 负责人 经营地址 所属区 有效期起 有效期止 状态"),
    sheet="许可证名册",
)
PESTICIDES: Final = Export(
    "pesticides",
    "rights",
    "农药登记",
    CSV,
    "序号",
    "{n}",
    _columns("序号 登记证号 登记证持有人 持有人信用代码 农药名称 有效期起 有效期至 状态"),
    encoding="gb18030",
)
SEEDS: Final = Export(
    "seed-licences",
    "rights",
    "种子生产经营许可",
    CSV,
    "序号",
    "{n}",
    _columns("序号 许可证编号 企业名称 统一社会信用代码 作物种类 住所 有效期起 有效期止 状态"),
)

EXPORTS: Final = (
    JIANGHUI,
    CHUPIN,
    C12315,
    H12345,
    ADS,
    PENALTIES,
    ENTITIES,
    SCANS,
    PARCELS,
    INSPECTIONS,
    TRADEMARKS,
    TOBACCO,
    PESTICIDES,
    SEEDS,
)
