"""NAME.json: claims and findings in the published form. Offsets count characters of NAME.txt."""

from __future__ import annotations

import json

from fajing.audit.run import Audit


def json_of(audit: Audit) -> str:
    """The JSON, the same bytes for the same audit."""
    return json.dumps(audit.as_dict(), ensure_ascii=False, indent=1) + "\n"
