"""Makes a zip file say the same bytes each time: fixed times, no trace of the machine.

In: the bytes of a .docx or .xlsx. Out: the same members in the same order, with one time for all.
"""

from __future__ import annotations

import io
import zipfile

_TIME = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o600 << 16
_LEVEL = 6


def steady(data: bytes, without: tuple[str, ...] = ()) -> bytes:
    """The same archive without times.

    Args:
        data: The archive.
        without: Members that are left out.
    """
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as new,
    ):
        for one in old.infolist():
            if one.filename in without:
                continue
            member = zipfile.ZipInfo(one.filename, _TIME)
            member.compress_type, member.external_attr, member.create_system = (
                zipfile.ZIP_DEFLATED,
                _PLAIN_FILE,
                3,
            )
            new.writestr(member, old.read(one))
    return made.getvalue()
