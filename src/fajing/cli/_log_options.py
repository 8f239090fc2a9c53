"""Options that several commands share: which log, which law, which language."""

from __future__ import annotations

from pathlib import Path

import click

LOGS = click.argument("logs", nargs=-1, required=True, metavar="LOG...", type=click.Path(path_type=Path))
LOG = click.argument("log", metavar="LOG", type=click.Path(path_type=Path))
LAW = click.option(
    "--law", required=True, metavar="BOOK[+OVERLAY]", help="规则库，可加叠加规则 / lawbook, with overlays"
)
USUAL_LAW = click.option(
    "--law",
    metavar="BOOK[+OVERLAY]",
    default="cn-police",
    show_default=True,
    help="规则库，可加叠加规则 / lawbook, with overlays",
)
MAP = click.option(
    "--map",
    "map_id",
    metavar="NAME",
    help="对照表；只有一个合适时可省 / the map; may be left out when one fits",
)
AS_OF = click.option(
    "--as-of",
    metavar="TIME",
    help="截至时间；默认为记录中最晚的时间 / up to when; default: latest time in the log",
)
REGION = click.option(
    "--region", metavar="NAME", help="并用该地区的规则 / judge the norms of this region too"
)
LANGUAGE = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="语言 / language",
)
STATUTES = click.option(
    "--statutes",
    envvar="FAJING_STATUTES",
    type=click.Path(path_type=Path),
    help="法规原文文件夹 / folder with statute texts",
)
