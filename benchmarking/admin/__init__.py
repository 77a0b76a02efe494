"""Desks of the room, one module per aggregate."""

from benchmarking.admin import exchanges, questions

__all__ = ["exchanges", "questions"]
