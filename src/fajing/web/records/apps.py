"""The read model: tables filled from the ledger and from checks; they may be dropped and rebuilt."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The read model."""

    name = "fajing.web.records"
    label = "records"
