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
from programmes.models.plan import (
    Milestone,
    MilestoneForecast,
    PlanAction,
    carriers,
)
from programmes.models.plan_links import PlanLink
from programmes.models.readings import Reading, ReadingSheet
from programmes.models.witness_rows import BurdenRow, Observation
from programmes.models.witnesses import Wave, WitnessEngagement

__all__ = [
    "AccessRequest",
    "BurdenRow",
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
    "Milestone",
    "MilestoneForecast",
    "NafCode",
    "Observation",
    "Organisation",
    "OrganisationMerge",
    "Period",
    "Pilot",
    "PilotCriterion",
    "PlanAction",
    "PlanLink",
    "Programme",
    "Reading",
    "ReadingSheet",
    "Site",
    "Target",
    "Topic",
    "Wave",
    "WitnessEngagement",
    "Workstream",
    "carriers",
]
