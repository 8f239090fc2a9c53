"""A Spark session, and what has to be there for one: pyspark and Java 17.

In: where Spark runs. Out: a session that tells nothing to anyone, keeps its files in one temporary folder and is gone
afterwards. This is the only place that imports pyspark.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fajing.core.errors import FajingError

LOCAL = "local[*]"
_JAVA = 17
_INSTALL_JAVA = "apt-get install openjdk-17-jre-headless，或设 JAVA_HOME / or set JAVA_HOME to a Java 17"
_LOGGING = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n%ex
"""


def require() -> None:
    """Checks that pyspark and Java are there.

    Raises:
        FajingError: One of them is not; says what to install.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise FajingError(
            "没有安装 pyspark (pyspark is not installed)",
            remedy="pip install 'fajing[spark]'，或按 requirements/spark.txt / or use requirements/spark.txt",
        )
    _require_java()


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if java is None:
        raise FajingError(
            "没有 Java (there is no Java)", where=home or "PATH", why="Spark 要用 Java / Spark runs on Java",
            remedy=_INSTALL_JAVA,
        )  # fmt: skip
    try:
        told = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=60, check=False
        ).stderr
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FajingError(
            "Java 不能运行 (Java does not run)", where=java, why=str(error), remedy=_INSTALL_JAVA
        ) from error
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    if found is None or int(found[1]) < _JAVA:
        raise FajingError(
            "Java 太旧 (Java is too old)", where=java, why=told.strip()[:300], remedy=_INSTALL_JAVA
        )


@contextmanager
def spark_session(master: str | None = None, settings: dict[str, str] | None = None) -> Iterator[Any]:
    """A session of one's own, stopped at the end; one that is active already is used as it is.

    Args:
        master: Where Spark runs; by default on this machine, on all its cores.
        settings: Further settings of Spark.

    Raises:
        FajingError: Something is not installed, or Spark does not start.
    """
    require()
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    with tempfile.TemporaryDirectory(prefix="fajing_spark_") as name:
        folder = Path(name)
        session = _started(master or LOCAL, folder, settings or {})
        try:
            yield session
        finally:
            session.stop()


def _started(master: str, folder: Path, settings: dict[str, str]) -> Any:
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # Spark would take the first python3 it finds
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    logging = folder / "log4j2.properties"
    logging.write_text(_LOGGING, encoding="utf-8")
    all_settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{logging} -Djava.io.tmpdir={folder}",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "64",  # one record is a part of a piece: megabytes
        "spark.driver.maxResultSize": "0",  # `driver` asks for few pieces at a time
        "spark.speculation": "false",
    }
    if master.startswith("local"):
        all_settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.master(master).appName("fajing")
    for key, value in (all_settings | settings).items():
        builder = builder.config(key, value)
    told = folder / "spark.log"
    try:
        with _errors_to(told):
            return builder.getOrCreate()
    except Exception as error:
        tail = told.read_text("utf-8", errors="replace").strip()[-600:] if told.exists() else ""
        raise FajingError(
            f"Spark 没有启动 (Spark does not start): {master}", why=tail or str(error)[:600],
            remedy="检查 --master 与 Java 17 / check --master and Java 17",
        ) from error  # fmt: skip


@contextmanager
def _errors_to(path: Path) -> Iterator[None]:
    """What this process and those it starts meanwhile tell on the error stream goes to a file."""
    sys.stderr.flush()
    kept = os.dup(2)
    with path.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
