"""Desks of the room, one module per aggregate."""

from benchmarking.admin import exchanges, practices, questions, tools

__all__ = ["exchanges", "practices", "questions", "tools"]
