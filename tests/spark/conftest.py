"""What tests on Spark need: pyspark, Java and one session for all of them, else they are skipped with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fajing.core.errors import FajingError
from fajing.scan.spark.session import require, spark_session


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session on two threads of this machine."""
    try:
        require()
    except FajingError as error:
        pytest.skip(f"{error.what}: make test-spark")
    with spark_session("local[2]") as session:
        yield session
