"""Desks of the blocker register."""

from blockers.admin.blockers import BlockerAdmin
from blockers.admin.reports import ReportAdmin

__all__ = ["BlockerAdmin", "ReportAdmin"]
