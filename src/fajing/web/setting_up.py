"""Sets up an office: writes `office.json` before Django's settings are read for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fajing.app.check import read_as_of
from fajing.core.clock import now
from fajing.lawbook.load import load_lawbook
from fajing.scan.citations import Statutes
from fajing.web.access.client import networks
from fajing.web.config import OfficeConfig


def write(
    data: Path,
    law: str,
    *,
    title: str = "",
    title_en: str = "",
    region: str | None = None,
    start: str = "",
    hosts: Sequence[str] = (),
    demo: bool = False,
    now_is: str | None = None,
    statutes: str | Path | None = None,
    watch: str = "",
    proxies: Sequence[str] = (),
    **more: str | None,
) -> OfficeConfig:
    """Writes the configuration; the lawbook is read once, so that a wrong name is told now."""
    parts = law.split("+")  # a folder is kept by its whole path: the office may be started from elsewhere
    law = "+".join(str(Path(part).resolve()) if Path(part).is_dir() else part for part in parts)
    lawbook = load_lawbook(law, region=region)
    office = OfficeConfig(
        data,
        law,
        title or lawbook.title.zh,
        title_en or title or lawbook.title.en,
        region,
        demo,
        start=start,
    )
    if statutes:
        office.statutes = str(Path(statutes).resolve())
        Statutes(Path(office.statutes), lawbook)  # a folder that is not there is told now
    if watch:
        office.watch = str(Path(watch).resolve())
    networks(proxies)  # a wrong one is told now
    office.proxies = list(proxies)
    if hosts:
        office.hosts = list(hosts)
    moment = read_as_of(now_is or more.get("now"), lawbook)
    if demo and moment is not None:
        office.demo_now, office.demo_since = moment.instant, int(now().timestamp())
    data.mkdir(parents=True, exist_ok=True)
    office.save()
    return office
