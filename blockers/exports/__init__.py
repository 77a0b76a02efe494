"""What the register's pages show as files: each page's own query, rows and words."""

from blockers.exports.lists import (
    ANSWERS,
    COMMITMENTS,
    DEROGATIONS,
    DOSSIERS,
    PUBLIC_REGISTER,
    escalation_exporters,
)
from blockers.exports.sums import DELAYS, NORMS

__all__ = [
    "ANSWERS",
    "COMMITMENTS",
    "DELAYS",
    "DEROGATIONS",
    "DOSSIERS",
    "NORMS",
    "PUBLIC_REGISTER",
    "escalation_exporters",
]
