"""The frame's rows."""

from programmes.models.duplicates import Duplicate, OrganisationMerge
from programmes.models.facilities import AccessRequest, Facility
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
from programmes.models.indicators import Indicator, Period, Target
from programmes.models.jobs import JobsCheck, JobsRecord
from programmes.models.organisations import NafCode, Organisation, Site
from programmes.models.people import Invitation, Membership
from programmes.models.pilots import Pilot, PilotCriterion
from programmes.models.readings import Reading, ReadingSheet

__all__ = [
    "AccessRequest",
    "ColumnMapping",
    "Commune",
    "Duplicate",
    "Facility",
    "ImportRun",
    "Indicator",
    "Invitation",
    "JobsCheck",
    "JobsRecord",
    "Lab",
    "LabClosure",
    "LabReference",
    "Membership",
    "NafCode",
    "Organisation",
    "OrganisationMerge",
    "Period",
    "Pilot",
    "PilotCriterion",
    "Programme",
    "Reading",
    "ReadingSheet",
    "Site",
    "Target",
    "Topic",
    "Workstream",
]
