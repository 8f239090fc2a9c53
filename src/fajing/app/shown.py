"""What the report shows is told by the reference: its files are judged again, for the sake of the working.

In: the files of findings and which norms of each are shown. Out: the same duties with facts, working and excuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from fajing.core.events import Carried, Log, Matter
from fajing.core.moments import Moment
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.across_files import Others, across_files
from fajing.scan.duty import Duty
from fajing.scan.file_view import FileView
from fajing.scan.files import group_into_files
from fajing.scan.forms.apart import Sharing
from fajing.scan.reference import book_of, judge_file


def with_working(
    duties: Iterable[Duty], log: Log, lawbook: Lawbook, norms: Sequence[Norm], as_of: Moment
) -> Iterator[Duty]:
    """Duties of a log again, with their working."""
    wanted: dict[str, set[str]] = {}
    for duty in duties:
        wanted.setdefault(duty.file, set()).add(duty.norm.id)
    if not wanted:
        return
    shown = {norm_id for norm_ids in wanted.values() for norm_id in norm_ids}
    others = across_files(log, [norm for norm in norms if norm.id in shown], as_of)
    files = ((file_id, own) for file_id, own in group_into_files(log, lawbook, as_of) if file_id in wanted)
    yield from judge_again(files, wanted, lawbook, log.carried, as_of, others)


def judge_again(
    files: Iterable[tuple[str, Sequence[Matter]]],
    wanted: Mapping[str, Set[str]],
    lawbook: Lawbook,
    carried: Carried,
    as_of: Moment,
    others: Others,
) -> Iterator[Duty]:
    """Some norms of some files by the reference.

    Args:
        files: The files.
        wanted: By file, the norms.
        lawbook: The law.
        carried: What the maps could have brought.
        as_of: The moment up to which the record is read.
        others: For norms that look across files; they may have been read apart from the files.
    """
    books: dict[str, Any] = {}
    sharing = {norm_id: Sharing(events) for norm_id, events in others.items()}
    places: dict[tuple[str, str], list[tuple[Sharing, int]]] = {}
    for events in sharing.values():
        for place, event in enumerate(events):
            places.setdefault((event.matter, event.id), []).append((events, place))
    for file_id, matters in files:
        for event in (event for matter in matters for event in matter.events) if places else ():
            for events, place in places.get((event.matter, event.id), ()):
                events[place] = event  # the same step, read twice, does not overlap itself
        view = FileView(file_id, matters, lawbook, as_of, carried)
        for norm_id in sorted(wanted.get(file_id, ())):
            book = books.get(norm_id)
            if book is None:
                book = books[norm_id] = book_of(lawbook, [lawbook.norms[norm_id]])
            yield from judge_file(view, book, sharing)


def looks_across(norm: Norm) -> bool:
    """Whether a norm holds events of different files against each other."""
    return any(version.duty.form is Form.APART for version in norm.versions)
