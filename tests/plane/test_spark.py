"""The Spark plane gives the rows of the embedded plane, leaves nothing behind, and says clearly what it lacks."""

from __future__ import annotations

import csv
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.screen import screen
from jianzhen.plane.screening import ship_screening
from jianzhen.plane.spark import SparkRunError, run_kernel_spark
from jianzhen.plane.spark_session import SparkRefusedError, find_java, open_session, require_spark
from jianzhen.plane.spark_worker import Shipped
from jianzhen.stages.screening.schema import FINDING
from tests.plane.market import DAY, batches, expected, open_failing, screener, together


def missing() -> str | None:
    """Return why Spark cannot be used here, in its own words."""
    try:
        require_spark(os.environ)
    except SparkRefusedError as fault:
        return str(fault)
    return None


QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java's own options for short lives: less compiling."""

needs_spark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


def run(session: Any, plans: Path, cut: int, **how: Any) -> pa.Table:
    """Screen 600 items on a session."""
    shipped = ship_screening(screener().plan, plans)
    return together(run_kernel_spark(shipped, batches(600, cut), schema=FINDING, session=session, **how))


@needs_spark
def test_local_spark_gives_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    """Any cut, wave and partitioning gives equal tables; faults arrive; afterwards nothing is left or said."""
    monkeypatch.setenv("JDK_JAVA_OPTIONS", QUICK)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    wanted = expected(600)
    with open_session("local[2]") as session:
        told: list[int] = []
        assert run(session, tmp_path, 97, progress=told.append).equals(wanted)
        assert sum(told) == 600
        assert run(session, tmp_path, 50, wave_rows=150, batch_rows=40).equals(wanted)
        assert run(session, tmp_path, 600, partitions=3, batch_rows=64).equals(wanted)
        failing = Shipped(open_failing, "p", "d", DAY)
        with pytest.raises(SparkRunError, match="ArithmeticError: planted"):
            list(run_kernel_spark(failing, batches(3, 3), schema=FINDING, session=session))
        strange = pa.record_batch({"item_id": ["1"], "text": pa.array([1], pa.duration("ns"))})
        with pytest.raises(RefusedError, match="no such column type"):
            list(run_kernel_spark(failing, [strange], schema=FINDING, session=session))
        with pytest.raises(RuntimeError, match="already"), open_session("local[1]"):
            pass
    assert list(temporary.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert "SPARK_LOCAL_IP" not in os.environ


@needs_spark
def test_the_command_writes_the_same_file_on_a_local_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two executors, processes of their own, write the same file to the byte; Spark's folder stays clean."""
    import pyspark  # noqa: PLC0415 - an extra

    monkeypatch.setenv("JDK_JAVA_OPTIONS", QUICK)
    rows = [
        f"{number % 5 or ''},{text},3\n" for number in range(100) for text in ("岚溪骨 绿茶", "茶杯", "森柏尼亚 高仿")
    ]
    (tmp_path / "rights.csv").write_text("right_id,kind,mark\nR1,trademark,岚溪谷\n", encoding="utf-8")
    (tmp_path / "items.csv").write_text("item_id,text,price\n" + "".join(rows), encoding="utf-8")
    written = []
    for plane, more in (("embedded", []), ("spark", ["--spark-master", "local-cluster[2,1,1200]"])):
        done = CliRunner().invoke(screen, [*words(tmp_path, plane), *more], catch_exceptions=False)
        assert done.exit_code == 0
        assert "60 rows of items.csv set aside" in done.output
        written.append((tmp_path / "out.csv").read_bytes())
    assert written[0] == written[1]
    assert len(list(csv.DictReader(written[1].decode().splitlines()))) >= 240
    assert not Path(pyspark.__file__).with_name("work").exists()


def words(folder: Path, plane: str) -> list[str]:
    """Return the arguments of ``screen items`` over the folder's files."""
    files = [f"--rights={folder}/rights.csv", f"--items={folder}/items.csv", f"--out={folder}/out.csv"]
    return ["items", *files, "--plane", plane, "--as-of", "2026-06-01"]


def test_without_java_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read or written; the line names Java, its version and the other plane."""
    monkeypatch.setattr("jianzhen.plane.spark_session.find_spec", lambda name: name)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(RefusedError, match=r"no Java is there .*Java 17 or later .*leave --plane out") as told:
        CliRunner().invoke(screen, words(tmp_path, "spark"), catch_exceptions=False)
    assert told.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line names the missing package and the extra."""
    monkeypatch.setattr("jianzhen.plane.spark_session.find_spec", lambda name: None if name == "pyspark" else name)
    with pytest.raises(RefusedError, match=r"package pyspark is not installed.*jianzhen\[spark\]"):
        CliRunner().invoke(screen, words(tmp_path, "spark"), catch_exceptions=False)


@pytest.mark.parametrize(("said", "fault"), [
    ('openjdk version "17.0.15" 2025-04-15', None),
    ('openjdk version "21" 2023-09-19', None),
    ('java version "1.8.0_411"', "Java 8 is too old"),
    ('openjdk version "11.0.2"', "Java 11 is too old"),
    ("command not understood", "does not tell its version"),
])  # fmt: skip
def test_java_is_known_by_its_version(tmp_path: Path, said: str, fault: str | None) -> None:
    """JAVA_HOME goes before PATH; Java 8 calls itself 1.8."""
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{said}' >&2\n", encoding="utf-8")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    for environ in ({"JAVA_HOME": str(tmp_path), "PATH": "/nowhere"}, {"PATH": str(java.parent)}):
        if fault is None:
            assert find_java(environ) == tmp_path.resolve()
        else:
            with pytest.raises(SparkRefusedError, match=fault):
                find_java(environ)


def test_a_java_home_without_java_is_not_passed_over(tmp_path: Path) -> None:
    """A wrong JAVA_HOME is said, not silently replaced by another Java."""
    with pytest.raises(SparkRefusedError, match="JAVA_HOME names none"):
        find_java({"JAVA_HOME": str(tmp_path), "PATH": os.environ["PATH"]})
