"""Desks of the frame."""

from programmes.admin.accounts import PersonDesk
from programmes.admin.duplicates import DuplicateAdmin
from programmes.admin.facilities import AccessRequestAdmin, FacilityAdmin
from programmes.admin.frame import LabDesk, ProgrammeAdmin, TopicAdmin
from programmes.admin.imports import ColumnMappingAdmin, ImportRunAdmin
from programmes.admin.indicators import (
    IndicatorAdmin,
    PeriodAdmin,
    ReadingSheetAdmin,
    TargetAdmin,
)
from programmes.admin.jobs import JobsRecordAdmin
from programmes.admin.organisations import OrganisationAdmin, SiteAdmin
from programmes.admin.people import InvitationAdmin, MembershipAdmin
from programmes.admin.pilots import PilotAdmin
from programmes.admin.plan import MilestoneAdmin, PlanActionAdmin
from programmes.admin.witnesses import WaveAdmin, WitnessEngagementAdmin

__all__ = [
    "AccessRequestAdmin",
    "ColumnMappingAdmin",
    "DuplicateAdmin",
    "FacilityAdmin",
    "ImportRunAdmin",
    "IndicatorAdmin",
    "InvitationAdmin",
    "JobsRecordAdmin",
    "LabDesk",
    "MembershipAdmin",
    "MilestoneAdmin",
    "OrganisationAdmin",
    "PeriodAdmin",
    "PersonDesk",
    "PilotAdmin",
    "PlanActionAdmin",
    "ProgrammeAdmin",
    "ReadingSheetAdmin",
    "SiteAdmin",
    "TargetAdmin",
    "TopicAdmin",
    "WaveAdmin",
    "WitnessEngagementAdmin",
]
