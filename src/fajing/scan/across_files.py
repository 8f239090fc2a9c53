"""What norms that look across files hold against each other: the events of their trigger steps in all files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fajing.core.events import Event, Log
from fajing.core.moments import Moment
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.model import Norm
from fajing.scan.file_view import is_known, order
from fajing.scan.forms.apart import Sharing

Others = Mapping[str, Sequence[Event]]
"""By norm that looks across files, the events of its trigger steps in all files."""


def across_files(log: Log, norms: Sequence[Norm], as_of: Moment) -> dict[str, Sharing]:
    """For each norm with `apart`, the events of its trigger steps in all files, in order."""
    wanted = {
        norm.id: {
            step for version in norm.versions if version.duty.form is Form.APART for step in version.duty.on
        }
        for norm in norms
    }
    wanted = {norm_id: steps for norm_id, steps in wanted.items() if steps}
    found: dict[str, list[Event]] = {norm_id: [] for norm_id in wanted}
    if wanted:
        by_step: dict[str, list[str]] = {}
        for norm_id, steps in wanted.items():
            for step in steps:
                by_step.setdefault(step, []).append(norm_id)
        for event in log.events():
            for norm_id in by_step.get(event.qualified_step, ()):
                if is_known(event, as_of, log.zone):
                    found[norm_id].append(event)
        for events in found.values():
            events.sort(key=order)
    return {norm_id: Sharing(events) for norm_id, events in found.items()}
