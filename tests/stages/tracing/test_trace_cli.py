"""``trace code``, ``trace match`` and ``trace dedupe`` as an outsider calls them."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.trace import trace
from tests.shared import SHARED, needs_shared

ONE = "91110000101623741K"


def call(*words: str | Path) -> Result:
    """Call the group; its own errors come through."""
    return CliRunner().invoke(trace, [str(word) for word in words], catch_exceptions=False)


def table(path: Path, text: str) -> Path:
    """Write a table with ``|`` for commas, so that it reads as one."""
    path.write_text(
        "\n".join(line.strip().replace("|", ",") for line in text.strip().splitlines()) + "\n", encoding="utf-8"
    )
    return path


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a written table."""
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("code", "exit_code"), [("6901028001007", 0), ("6901028001008", 1), ("AB12", 0), ("(10)LOT", 0)]
)
def test_code_prints_json_and_exits_by_the_check_digit(code: str, exit_code: int) -> None:
    """A bad check digit is exit 1; a code without one, or an unknown one, is an answer."""
    done = call("code", code)
    assert done.exit_code == exit_code
    assert {"code", "what", "parts", "check_digit_holds"} <= set(json.loads(done.output))


def test_dedupe_names_clusters_in_input_order(tmp_path: Path) -> None:
    """Variants share the first row's id; strangers keep their own; a row without a name is set aside."""
    source = table(
        tmp_path / "in.csv",
        f"""
        id|name|phone|address|uscc|account|colour
        a|武汉禾达商贸有限公司|10010000001||{ONE}||red
        b|江汉区云砚批发部|||||blue
        c|武漢禾達商貿有限責任公司|||||
        d|别样小店|10010000001||||
        e||10010000001||||
        """,
    )
    out = tmp_path / "out.csv"
    assert call("dedupe", "--kind", "subject", "--in", source, "--out", out).exit_code == 0
    found = [(row["id"], row["cluster_id"]) for row in rows(out)]
    assert found == [("a", "a"), ("b", "b"), ("c", "a"), ("d", "a")]
    assert all(0 < float(row["score"]) <= 1 for row in rows(out))
    assert (tmp_path / "out.in.errors.xlsx").exists()


def test_match_gives_the_best_first_and_at_most_ten(tmp_path: Path) -> None:
    """An exact code beats a name, and a firm with another code is never the same."""
    left = table(tmp_path / "l.csv", f"id|name|uscc\nx|武汉禾达商贸有限公司|{ONE}")
    industries = ("贸易", "食品", "百货", "科技", "实业", "农资", "服饰", "数码", "酒业", "物流", "家具", "化工")
    others = "\n".join(f"n{at}|武汉禾达{word}有限公司|" for at, word in enumerate(industries))
    right = table(
        tmp_path / "r.csv",
        f"id|name|uscc\nq|换了名字的店|{ONE}\np|武汉禾达商贸有限公司|911522010783762860\n{others}",
    )
    out = tmp_path / "o.csv"
    assert call("match", "--kind", "subject", "--left", left, "--right", right, "--out", out).exit_code == 0
    found = rows(out)
    assert len(found) == 10
    assert (found[0]["right_id"], found[0]["decision"]) == ("q", "same")
    assert [row["decision"] for row in found if row["right_id"] == "p"] == ["maybe"]
    assert [float(row["score"]) for row in found] == sorted((float(row["score"]) for row in found), reverse=True)


def test_goods_are_told_apart_by_measure(tmp_path: Path) -> None:
    """The same words with another measure come after; 0.5L is 500毫升."""
    left = table(tmp_path / "l.csv", "id|name|price\n1|云砚洗发水清爽型500毫升|19.9")
    right = table(
        tmp_path / "r.csv",
        "id|name|price\nbig|云砚洗发水清爽型1L|36\nfit|云砚 清爽型洗发水 0.5L|19.8\nfar|禾达牙刷软毛|5",
    )
    out = tmp_path / "o.csv"
    call("match", "--kind", "goods", "--left", left, "--right", right, "--out", out)
    assert [row["right_id"] for row in rows(out)] == ["fit", "big"]


def test_a_missing_column_is_refused_and_nothing_written(tmp_path: Path) -> None:
    """The file, the column and the remedy are named; there is no output."""
    source, out = table(tmp_path / "in.csv", "id|title\n1|x"), tmp_path / "out.csv"
    with pytest.raises(RefusedError, match=r"column name.*is missing"):
        call("dedupe", "--kind", "subject", "--in", source, "--out", out)
    assert not out.exists()


def test_an_empty_list(tmp_path: Path) -> None:
    """No rows in, no rows out."""
    source, out = table(tmp_path / "in.csv", "id|name"), tmp_path / "out.csv"
    assert call("dedupe", "--kind", "subject", "--in", source, "--out", out).exit_code == 0
    assert rows(out) == []


def _store(name: str, target: Path) -> Path:
    with gzip.open(SHARED / "data" / "listings" / f"{name}.csv.gz", "rt", encoding="utf-8-sig") as stream:
        listed = {
            row["商品ID"]: (row["商品ID"], row["商品名称"], row["原价"], row["规格"]) for row in csv.DictReader(stream)
        }
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("id", "name", "price", "spec"), *listed.values()])
    return target


@needs_shared
def test_real_products_of_two_stores(tmp_path: Path) -> None:
    """Without barcodes the partner comes first for 4 of 5 known pairs, and within ten for 9 of 10."""
    left, right, out = _store("store-a", tmp_path / "a.csv"), _store("store-b", tmp_path / "b.csv"), tmp_path / "o.csv"
    call("match", "--kind", "goods", "--left", left, "--right", right, "--out", out)
    best: dict[str, list[str]] = defaultdict(list)
    for row in rows(out):
        best[row["left_id"]].append(row["right_id"])
    pairs = [(row["id_a"], row["id_b"]) for row in rows(SHARED / "data" / "listings" / "gold-pairs.csv")]
    assert sum(b in best[a][:1] for a, b in pairs) >= 0.8 * len(pairs)
    assert sum(b in best[a] for a, b in pairs) >= 0.9 * len(pairs)
    assert max(map(len, best.values())) <= 10
