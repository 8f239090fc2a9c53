from datetime import timedelta
from pathlib import Path

import fajing
from fajing.core.clock import now


def test_now_is_aware_and_in_utc():
    assert now().utcoffset() == timedelta(0)


def test_nobody_else_reads_the_wall_clock():
    root = Path(fajing.__file__).parent
    readers = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if any(
            call in path.read_text("utf-8")
            for call in ("datetime.now(", "date.today(", "utcnow(", "time.time(")
        )
    ]
    assert readers == ["core/clock.py"]
