"""Settings without a data folder: for type checks, tests, and making migrations."""

import os

from fajing.web.config import BARE

os.environ[BARE] = "1"

from fajing.web.settings import *  # noqa: F403
