"""Desks of the room, one module per aggregate."""

from benchmarking.admin import denominators as denominators
