"""Users, units and tokens."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, units and tokens."""

    name = "fajing.web.people"
    label = "people"
