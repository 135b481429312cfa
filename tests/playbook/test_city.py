"""The city file of Wuhan, and what a city file must not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from jianzhen.base.errors import RefusedError
from jianzhen.playbook.city import available_cities, load_city

WUHAN: Final = load_city("wuhan")
IN_2019: Final = date(2019, 6, 30)
PLAN_2019: Final = """
市打击侵权假冒工作领导小组办公室 市市场监管局 市公安局 市农业农村局 市园林和林业局 市商务局 市经济和信息化局
市文化和旅游局 市生态环境局 市卫生健康委 市财政局 市司法局 市发展和改革委 市国资委 市机关事务管理局
市委宣传部 市委网信办 市委政法委 市法院 市检察院 武汉海关 人民银行武汉分行营管部 市税务局 市邮政管理局
市烟草专卖局 市贸促会
"""
TINY: Final = Path(__file__).parent / "workplan" / "data" / "qinglan.yml"


def test_wuhan_comes_with_the_product() -> None:
    """The city file is found by its name among the available ones."""
    assert "wuhan" in available_cities()
    assert (WUHAN.name, WUHAN.schema_version) == ("武汉市", 1)


@pytest.mark.parametrize("name", PLAN_2019.split())
def test_the_agencies_of_the_2019_plan(name: str) -> None:
    """Each of the 26 bodies that the plan names is found and called so in 2019."""
    agency = WUHAN.find_agency(name, IN_2019)
    assert agency is not None
    assert WUHAN.agency_name(agency.code, IN_2019) == name


@pytest.mark.parametrize("form", ["市市场监管局", "市场监管局", "武汉市市场监督管理局", " 市知识产权局 "])
def test_aliases_name_one_agency(form: str) -> None:
    """Short, bare and full names lead to one agency."""
    agency = WUHAN.find_agency(form, IN_2019)
    assert agency is not None
    assert agency.code == "market_regulation"


def test_names_are_dated() -> None:
    """A reform renames an agency or ends it; the code stays, and a day outside all names is refused."""
    assert WUHAN.agency_name("central_bank", date(2023, 8, 17)) == "人民银行武汉分行营管部"
    assert WUHAN.agency_name("central_bank", date(2023, 8, 18)) == "人民银行湖北省分行"
    assert WUHAN.agency_name("agriculture", date(2018, 12, 31)) == "市农委"
    assert WUHAN.find_agency("市工商局", date(2018, 6, 30)) == WUHAN.agency("industry_commerce")
    assert WUHAN.find_agency("市工商局", IN_2019) is None
    with pytest.raises(RefusedError, match="has no name on 2019-06-30"):
        WUHAN.agency_name("industry_commerce", IN_2019)


def test_a_name_nobody_bears_is_not_found() -> None:
    """Names are matched exactly: what only looks like one is nobody."""
    assert WUHAN.find_agency("市场监管", IN_2019) is None
    assert WUHAN.find_agency("省公安厅", IN_2019) is None


def test_an_unknown_code_is_refused_with_the_known_ones() -> None:
    """Asking for a code that does not exist says which do."""
    with pytest.raises(RefusedError, match="market_regulation"):
        WUHAN.agency("shichang")


def test_who_may_open_cases() -> None:
    """The tobacco bureau opens tobacco cases; a body that is gone opens none."""
    assert [agency.code for agency in WUHAN.openers("tobacco", IN_2019)] == ["tobacco"]
    assert "market_regulation" not in {agency.code for agency in WUHAN.openers("trademarks", date(2018, 1, 1))}


def test_thirteen_districts_and_no_420101() -> None:
    """The districts have their GB/T 2260 codes; the statistical entry 420101 is none of them."""
    codes = [district.code for district in WUHAN.districts.items]
    assert len(codes) == 13
    assert codes == sorted(codes)
    assert "420101" not in codes
    with pytest.raises(RefusedError, match="420101"):
        WUHAN.district("420101")


def test_zones_have_local_codes_and_hosts() -> None:
    """A functional zone has no national code and says which districts it lies in."""
    for zone in WUHAN.zones.items:
        assert zone.is_zone
        assert {WUHAN.district(host).is_zone for host in zone.hosts} == {False}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("武汉市江岸区中山大道1号", "江岸区"),
        ("湖北省武汉市江岸区江汉路2号", "江岸区"),
        ("江汉路步行街", None),
        ("江汉", "江汉区"),
        ("420117", "新洲区"),
        ("武汉市洪山区东湖新技术开发区关山大道", "东湖高新区"),
        ("光谷三路", "东湖高新区"),
        ("武汉经济技术开发区", "武汉经开区"),
        ("车谷", "武汉经开区"),
        ("东湖生态旅游风景区", "东湖风景区"),
        ("武汉市东西湖区金银湖路", "东西湖区"),
        ("包头市青山区钢铁大街", None),
        ("好又多超市青山区店", "青山区"),
        ("江岸区和江汉区各一处", None),
        ("黄石市", None),
        ("", None),
    ],
)
def test_district_of_an_address(text: str, name: str | None) -> None:
    """A district is found by its name, a zone wins over its host, and what is unclear or elsewhere is nobody's."""
    found = WUHAN.district_of(text)
    assert (found.name if found else None) == name


def test_local_arms() -> None:
    """District offices are named by the pattern of their agency; where none is established there is none."""
    jiangan, zone = WUHAN.district("420102"), WUHAN.district("wh-donghu-hitech")
    assert WUHAN.local_arm("market_regulation", jiangan) == "江岸区市场监管局"
    assert WUHAN.local_arm("public_security", zone) == "市公安局东湖高新区分局"
    assert WUHAN.local_arm("agriculture", zone) is None
    assert WUHAN.local_arm("customs", jiangan) is None


def test_every_list_says_where_it_comes_from() -> None:
    """Lists carry sources that the file explains, and every name its basis."""
    for listed in (WUHAN.agencies, WUHAN.districts, WUHAN.zones, WUHAN.ports):
        assert listed.basis
        assert set(listed.citation) <= set(WUHAN.sources)
    assert all(name.basis for agency in WUHAN.agencies.items for name in agency.names)


def _broken(change: str) -> dict[str, Any]:
    """Return the tiny city with one thing wrong."""
    city: dict[str, Any] = yaml.safe_load(TINY.read_text(encoding="utf-8"))
    agencies, districts, zones = (city[key]["items"] for key in ("agencies", "districts", "zones"))
    changes = {
        "duplicate code": lambda: agencies[1].update(code=agencies[0]["code"]),
        "overlapping names": lambda: agencies[4]["names"][0].update(valid_to=date(2021, 6, 1)),
        "alias of two": lambda: agencies[3]["names"][0].update(aliases=["市场监管局"]),
        "place of two": lambda: districts[0].update(aliases=["高新区"]),
        "420101": lambda: districts[0].update(code="990101"),
        "zone without host": lambda: zones[0].update(hosts=[]),
        "unknown field": lambda: agencies[0].update(colour="red"),
        "dates swapped": lambda: agencies[4]["names"][0].update(valid_from=date(2021, 1, 1)),
        "unknown operator": lambda: city["ports"]["items"][0].update(operator="nobody"),
        "unknown source": lambda: city["ports"].update(citation=["hearsay"]),
        "unknown kind": lambda: agencies[0].update(kind="bureau"),
    }
    changes[change]()
    return city


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("duplicate code", "the code 'strike_office' stands twice"),
        ("overlapping names", "agencies.farming.names: 市农业局 and 市农业农村局 hold at the same time"),
        ("alias of two", "市场监管局 already names market at that time"),
        ("place of two", "高新区 names two places"),
        ("420101", "990101 is no GB/T 2260 district code"),
        ("zone without host", "zones.ql-hitech: hosts must name districts"),
        ("unknown field", r"agencies.items.0.colour.*Remove or rename the field"),
        ("dates swapped", "valid_from 2021-01-01 lies after valid_to 2020-12-31"),
        ("unknown operator", "no agency 'nobody'"),
        ("unknown source", "'hearsay' is not among the sources"),
        ("unknown kind", "agencies.items.0.kind"),
    ],
)
def test_a_broken_city_file_is_refused(tmp_path: Path, change: str, words: str) -> None:
    """Each fault is refused with the file's name, the key and what to do."""
    path = tmp_path / "city.yml"
    path.write_text(yaml.safe_dump(_broken(change), allow_unicode=True), encoding="utf-8")
    with pytest.raises(RefusedError, match=words) as refused:
        load_city(path)
    assert "city.yml" in str(refused.value)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code: a\ncode: b\n", "given twice"),
        ("code: [a\n", "not readable as YAML"),
        ("valid_from: 2019-02-30\n", "day is out of range"),
    ],
)
def test_broken_yaml_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """Repeated keys, broken YAML and impossible days are refused by file."""
    path = tmp_path / "city.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError, match=words):
        load_city(path)


def test_an_unknown_city_is_refused_with_the_known_ones() -> None:
    """A city that does not come with the product is refused and the known ones are named."""
    with pytest.raises(RefusedError, match="wuhan"):
        load_city("atlantis")
