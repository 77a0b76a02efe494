"""The frame's rows."""

from programmes.models.frame import (
    Commune,
    Lab,
    LabClosure,
    LabReference,
    Programme,
    Topic,
    Workstream,
)
from programmes.models.imports import ColumnMapping, ImportRun
from programmes.models.organisations import NafCode, Organisation, Site
from programmes.models.people import Invitation, Membership

__all__ = [
    "ColumnMapping",
    "Commune",
    "ImportRun",
    "Invitation",
    "Lab",
    "LabClosure",
    "LabReference",
    "Membership",
    "NafCode",
    "Organisation",
    "Programme",
    "Site",
    "Topic",
    "Workstream",
]
