"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenchmarkingConfig(AppConfig):
    """Good practices."""

    name = "benchmarking"
    verbose_name = _("Good practices")
