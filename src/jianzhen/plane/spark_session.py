"""A Spark session that leaves nothing behind: Java found first, noise kept in a file, all stopped and removed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from jianzhen.base.errors import RefusedError, Where

JAVA_NEEDED: Final = 17
"""The oldest Java that Spark 4 runs on (Spark documentation, "Overview")."""

EMBEDDED_INSTEAD: Final = "or leave --plane out: the embedded plane gives the same rows"
_VERSION: Final = re.compile(r'version "(?:1\.)?(\d+)')
_TOLD: Final = 2_000


class SparkRefusedError(RefusedError):
    """Spark cannot be used here: the extra or Java is missing, or the master cannot be reached."""


def find_java(environ: Mapping[str, str]) -> Path:
    """Return the Java home (``JAVA_HOME``, else the ``java`` on ``PATH``) whose version Spark can run on.

    Raises:
        SparkRefusedError: there is none, or it is too old.
    """
    home = environ.get("JAVA_HOME")
    found = Path(home, "bin", "java") if home else None
    if found is None:
        on_path = shutil.which("java", path=environ.get("PATH", ""))
        found = Path(on_path).resolve() if on_path else None
    if found is None or not os.access(found, os.X_OK):
        raise SparkRefusedError(
            f"no Java is there ({'JAVA_HOME' if home else 'PATH'} names none)",
            where=Where(key="--plane spark"),
            remedy=f"Install Java {JAVA_NEEDED} or later and name its folder in JAVA_HOME, {EMBEDDED_INSTEAD}",
        )
    _refuse_old(found)
    return found.parents[1]


def _refuse_old(java: Path) -> None:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603  the user's own Java
    found = _VERSION.search(told.stderr + told.stdout)
    if found is None or int(found[1]) < JAVA_NEEDED:
        raise SparkRefusedError(
            f"Java {found[1]} is too old" if found else "Java does not tell its version",
            where=Where(file=str(java), key="--plane spark"),
            remedy=f"Name the folder of a Java {JAVA_NEEDED} or later in JAVA_HOME, {EMBEDDED_INSTEAD}",
        )


def require_spark(environ: Mapping[str, str]) -> Path:
    """Return the Java home to use; everything that can be missing is asked for here, before any work.

    Raises:
        SparkRefusedError: the extra is not installed, or Java is missing or too old.
    """
    missing = [name for name in ("pyspark", "pandas") if find_spec(name) is None]
    if missing:
        raise SparkRefusedError(
            f"the package {' and '.join(missing)} is not installed",
            where=Where(key="--plane spark"),
            remedy=f"Install the extra jianzhen[spark], {EMBEDDED_INSTEAD}",
        )
    return find_java(environ)


@contextmanager
def open_session(master: str = "local[2]", *, settings: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Give a Spark session; afterwards its processes have ended and its folders are gone.

    Args:
        master: ``local[2]``, ``local-cluster[…]`` or the address of a cluster. Local ones listen on 127.0.0.1 only.
        settings: further Spark settings; they win over ours.

    Raises:
        SparkRefusedError: see :func:`require_spark`; or Spark does not start.
        RuntimeError: this process has a Spark context already.
    """
    java = require_spark(os.environ)
    folder = Path(tempfile.mkdtemp(prefix="jianzhen-spark-"))
    try:
        with (folder / "spark.log").open("wb") as log, _environment(_variables(java, master)):
            gateway, context = _started(_settings(master, folder) | dict(settings or {}), log)
        session = _session(context)
        try:
            yield session
        finally:
            _stop(gateway, session)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_local(master: str) -> bool:
    return master.startswith("local")


def _variables(java: Path, master: str) -> dict[str, str]:
    found = {"JAVA_HOME": str(java), "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}
    return found | ({"SPARK_LOCAL_IP": "127.0.0.1"} if _is_local(master) else {})


def _settings(master: str, folder: Path) -> dict[str, str]:
    """Return what differs from Spark's defaults.

    The results are sorted by row number, so adaptive plans and shuffles have nothing to do; the session speaks UTC.
    """
    settings = {
        "spark.master": master,
        "spark.app.name": "jianzhen",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.eventLog.enabled": "false",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": "1g",
        "spark.log.level": "ERROR",
    }
    if _is_local(master):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _started(settings: Mapping[str, str], log: Any) -> tuple[Any, Any]:
    """Return (gateway, context) of a Java process of our own whose words go to ``log``."""
    from py4j.protocol import Py4JJavaError  # noqa: PLC0415  an extra
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415  an extra
    from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415  an extra
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415  an extra

    if SparkContext._active_spark_context is not None:  # noqa: SLF001  it has no other door that makes none
        raise RuntimeError("this process has a Spark context already: close it before another is opened")
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    try:
        gateway = launch_gateway(conf, {"stdout": log, "stderr": log})
    except PySparkRuntimeError as fault:
        raise _no_start(Path(log.name), str(fault)) from fault
    try:
        return gateway, SparkContext(conf=conf, gateway=gateway)
    except Py4JJavaError as fault:
        _end(gateway)
        raise _no_start(Path(log.name), str(fault.java_exception)) from fault


def _no_start(log: Path, said: str) -> SparkRefusedError:
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    named = [line for line in lines if "Exception" in line or "Error" in line]
    told = (named or said.splitlines() or lines or ["no word"])[0].rstrip(".")
    return SparkRefusedError(
        f"Spark did not start: {told[:_TOLD]}",
        where=Where(key="--plane spark"),
        remedy=f"Check the master and that Java can have 1 GB of memory, {EMBEDDED_INSTEAD}",
    )


def _session(context: Any) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415  an extra

    return SparkSession(context)


def _stop(gateway: Any, session: Any) -> None:
    """Stop the session and its Java process, and remove what a local cluster leaves in Spark's own folder."""
    work = Path(_spark_home(), "work", str(session.sparkContext.applicationId))
    session.stop()
    _end(gateway)
    shutil.rmtree(work, ignore_errors=True)
    if work.parent.is_dir() and not any(work.parent.iterdir()):
        work.parent.rmdir()


def _spark_home() -> str:
    from pyspark.find_spark_home import _find_spark_home  # noqa: PLC0415  an extra

    return str(_find_spark_home())


def _end(gateway: Any) -> None:
    from pyspark import SparkContext  # noqa: PLC0415  an extra

    gateway.shutdown()
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(30)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait(30)
    SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001  else the next context speaks to the ended process
