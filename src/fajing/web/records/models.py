"""Tables that pages are read from. None of them is the truth: that is the ledger and the segments.

Moments are seconds since 1970, as everywhere in Fajing; `whole_day` tells 24:00 of a day.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Position(models.Model):
    """How far a follower has read."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)
    text = models.CharField(max_length=200, blank=True)


class MatterRow(models.Model):
    """A matter, to be listed and found; its record is read from the segments."""

    matter = models.CharField(max_length=120, primary_key=True)
    file = models.CharField(max_length=120, db_index=True)
    procedure = models.CharField(max_length=60)
    unit = models.CharField(max_length=120, blank=True, db_index=True)
    handler = models.CharField(max_length=20, blank=True)
    first_at = models.BigIntegerField(default=0)
    last_at = models.BigIntegerField(default=0, db_index=True)
    steps = models.PositiveIntegerField(default=0)
    closed_at = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        """Order and indexes."""

        ordering: ClassVar[list[str]] = ["-last_at", "matter"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-last_at", "matter"]),
            models.Index(fields=["unit", "-last_at", "matter"]),
        ]


class MatterCount(models.Model):
    """How many matters of a procedure a unit has."""

    unit = models.CharField(max_length=120)
    procedure = models.CharField(max_length=60)
    count = models.PositiveIntegerField()


class DutyRow(models.Model):
    """A duty that is not met, as the last check found it."""

    key = models.CharField(max_length=400, unique=True)
    norm = models.CharField(max_length=120)
    label = models.CharField(max_length=120, blank=True)
    severity = models.CharField(max_length=10)
    file = models.CharField(max_length=120)
    matter = models.CharField(max_length=120, db_index=True)
    procedure = models.CharField(max_length=60)
    unit = models.CharField(max_length=120, blank=True)
    handler = models.CharField(max_length=20, blank=True)
    trigger_step = models.CharField(max_length=80)
    trigger_at = models.BigIntegerField(default=0)
    due = models.BigIntegerField(null=True)
    whole_day = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12)
    missing = models.CharField(max_length=300, blank=True)
    provisional = models.BooleanField(default=False)
    of_body = models.BooleanField(default=True)
    stock = models.BooleanField(default=False)

    class Meta:
        """Order and indexes."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["outcome", "due"]),
            models.Index(fields=["unit", "outcome"]),
        ]


class DutyCount(models.Model):
    """How many duties of a norm a unit had, by outcome."""

    unit = models.CharField(max_length=120)
    norm = models.CharField(max_length=120)
    label = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=12)
    count = models.PositiveIntegerField()


class FindingRow(models.Model):
    """A finding, folded from its acts."""

    number = models.CharField(max_length=20, primary_key=True)
    key = models.CharField(max_length=400, db_index=True)
    norm = models.CharField(max_length=120)
    label = models.CharField(max_length=120, blank=True)
    severity = models.CharField(max_length=10, blank=True)
    weight = models.PositiveSmallIntegerField(default=0)
    matter = models.CharField(max_length=120, db_index=True)
    file = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    handler = models.CharField(max_length=20, blank=True)
    assigned = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=12)
    reason = models.CharField(max_length=20, blank=True)
    late_seconds = models.BigIntegerField(null=True)
    late_days = models.IntegerField(null=True)
    breached_at = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12)
    how = models.CharField(max_length=12, blank=True)
    raised_at = models.BigIntegerField()
    pushed_at = models.BigIntegerField(null=True)
    reply_due = models.BigIntegerField(null=True)
    replied_at = models.BigIntegerField(null=True)
    closed_at = models.BigIntegerField(null=True)
    reminded = models.PositiveIntegerField(default=0)
    level = models.CharField(max_length=20, blank=True)
    level_at = models.BigIntegerField(null=True)
    reply = models.CharField(max_length=200, blank=True)

    class Meta:
        """Order and indexes."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "unit"]),
            models.Index(fields=["unit", "raised_at"]),
        ]


class Reminder(models.Model):
    """Somebody was reminded of a duty that is about to run out."""

    key = models.CharField(max_length=400, db_index=True)
    at = models.BigIntegerField()
    by = models.CharField(max_length=20)


class PendingStep(models.Model):
    """A step recorded in the office that no segment holds yet."""

    entry = models.BigIntegerField(primary_key=True)
    matter = models.CharField(max_length=120, db_index=True)
    body = models.JSONField()


class ImportRow(models.Model):
    """A file on its way in, or one that came in: rows as they were read, events as they were found new or known.

    While a process of its own takes it in, `stage` says what that does, and `through` how far it is (`importing.py`).
    """

    token = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=300, blank=True)
    map_id = models.CharField(max_length=80, blank=True)
    map_text = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="open")
    by = models.CharField(max_length=20)
    at = models.BigIntegerField()
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    ignored = models.PositiveIntegerField(default=0)
    events_new = models.PositiveIntegerField(null=True)
    events_corrected = models.PositiveIntegerField(null=True)
    events_known = models.PositiveIntegerField(null=True)
    entry = models.BigIntegerField(null=True)
    segment = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    reason = models.CharField(max_length=300, blank=True)
    stage = models.CharField(max_length=12, blank=True)
    through = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)

    class Meta:
        """Order and indexes."""

        ordering: ClassVar[list[str]] = ["-at", "-id"]

    @property
    def read(self) -> int:
        """Rows that became events."""
        return self.rows - self.rejected - self.ignored


class Document(models.Model):
    """A numbered document made from a template."""

    number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=30)
    unit = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    findings = models.JSONField(default=list)
    made_at = models.BigIntegerField()
    made_by = models.CharField(max_length=20)
    issued_at = models.BigIntegerField(null=True)
    entry = models.BigIntegerField(null=True)
    reply_due = models.BigIntegerField(null=True)
    served_at = models.BigIntegerField(null=True)
    served_to = models.CharField(max_length=20, blank=True)
    replied_at = models.BigIntegerField(null=True)
    replied_by = models.CharField(max_length=20, blank=True)
    reply = models.CharField(max_length=2000, blank=True)
    verified_at = models.BigIntegerField(null=True)
    verified_by = models.CharField(max_length=20, blank=True)

    class Meta:
        """Order and indexes."""

        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="document_number_once"
            )
        ]


class DocumentTemplate(models.Model):
    """A bureau's own wording of a document; without one the office's stands."""

    kind = models.CharField(max_length=30, primary_key=True)
    text = models.TextField()
    changed_by = models.CharField(max_length=20)
    changed_at = models.BigIntegerField()


class ReportActRow(models.Model):
    """Something done with a yearly report, as its entry says."""

    entry = models.BigIntegerField(primary_key=True)
    year = models.PositiveIntegerField(db_index=True)
    what = models.CharField(max_length=12)
    by = models.CharField(max_length=20)
    at = models.BigIntegerField()
    body = models.JSONField()

    class Meta:
        """Order."""

        ordering: ClassVar[list[str]] = ["entry"]
