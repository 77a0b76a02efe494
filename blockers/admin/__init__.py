"""Desks of the blocker register."""

from blockers.admin.reports import ReportAdmin

__all__ = ["ReportAdmin"]
