"""Desks of the room, one module per aggregate."""

from benchmarking.admin import (
    denominators,
    exchanges,
    links,
    practices,
    questions,
    tools,
    transfers,
)

__all__ = [
    "denominators",
    "exchanges",
    "links",
    "practices",
    "questions",
    "tools",
    "transfers",
]
