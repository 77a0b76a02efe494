"""Desks of the room, one module per aggregate."""

from benchmarking.admin import (
    denominators,
    exchanges,
    practices,
    questions,
    tools,
    transfers,
)

__all__ = [
    "denominators",
    "exchanges",
    "practices",
    "questions",
    "tools",
    "transfers",
]
