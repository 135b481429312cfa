"""Reasons are code and parameters, said in both languages and never as a certainty."""

from __future__ import annotations

import json

import pytest

from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.golden import results
from jianzhen.stages.screening.reasons import reason_codes, render
from tests.stages.screening.registers import found

FRAMES = {
    "zh": ("疑似：因为", "未见可疑：", "疑点减弱：因为"),
    "en": ("suspected, because", "nothing suspicious", "less suspected"),
}


@pytest.mark.parametrize(
    "text",
    [
        "岚溪谷 茶",
        "岚*溪*谷",
        "森 柏 尼 亚 鞋",
        "V3LMORA 包",
        "岚溪骨 茶",
        "柏锐手机壳",
        "嵐溪谷 绿茶",
        "高仿",
        "SC1234567",
        "茶杯",
    ],
)
def test_every_finding_is_said_in_both_languages(text: str) -> None:
    """Each row renders, as a suspicion or as the lack of one."""
    for row in found(text):
        params = json.loads(row["reason_params"])
        assert render(row["reason_code"], params, "zh").startswith(FRAMES["zh"])
        assert render(row["reason_code"], params, "en").startswith(FRAMES["en"])


def test_an_unknown_code_is_an_error_not_another_reason() -> None:
    """No silent substitute."""
    with pytest.raises(KeyError):
        render("mark.magic", {}, "zh")


def test_a_missing_parameter_is_an_error() -> None:
    """A reason with a hole is not shown."""
    with pytest.raises(KeyError):
        render("mark.plain", {"mark": "岚溪谷"}, "en")


def test_the_codes_are_a_closed_list() -> None:
    """Every code is once there, with words in both languages."""
    codes = reason_codes()
    assert len(codes) == len(set(codes)) > 30


def test_golden_results_name_themselves() -> None:
    """A failing example would say which one, and what was said."""
    one = next(iter(results(read_shipped()[0])))
    assert one.example.check in str(one)
    assert one.domain in str(one)
