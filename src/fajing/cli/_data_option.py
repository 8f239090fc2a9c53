"""The option that says where the data folder is."""

from __future__ import annotations

from pathlib import Path

import click

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="数据文件夹；默认 $FAJING_DATA 或 ./fajing-data / data folder; default: $FAJING_DATA or ./fajing-data",
)
DATA_ONLY = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="检查数据文件夹里的全部记录，不读 LOG / check what stands in this data folder instead of LOG",
)
