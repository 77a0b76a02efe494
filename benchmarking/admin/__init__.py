"""Desks of the room, one module per aggregate."""

from benchmarking.admin import practices, tools  # noqa: F401
