"""Words of the frame."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is; this opens the rooms to its members."""

    STARTUP = "startup", _("startup")
    INDUSTRIAL = "industrial", _("industrial company")
    AGENCY = "agency", _("lab operator")
    AUTHORITY = "authority", _("public authority")
    NETWORK = "network", _("network")


class OrganisationStatus(models.TextChoices):
    """Whether lab staff have confirmed that an organisation is what it says."""

    PENDING = "pending", _("to confirm")
    VERIFIED = "verified", _("confirmed")
    REFUSED = "refused", _("refused")
    MERGED = "merged", _("merged into another")


class DuplicateStatus(models.TextChoices):
    """What lab staff made of two organisations that may be one."""

    SUGGESTED = "suggested", _("to look at")
    DISMISSED = "dismissed", _("two companies")
    MERGED = "merged", _("merged")


class DuplicateReason(models.TextChoices):
    """Why two organisations may be one; staff read the words."""

    SIRET_OF_SIREN = "siret_of_siren", _("a site’s SIRET belongs to this SIREN")
    SAME_SIRET = "same_siret", _("same SIRET of a site")
    SAME_NAME = "same_name", _("same name")
    ACRONYM = "acronym", _("the name of one is the acronym of the other")
    SIMILAR_NAME = "similar_name", _("nearly the same name")
    SAME_ADDRESS = "same_address", _("same address")
    SAME_PLACE = "same_place", _("same town")
    SAME_LAB = "same_lab", _("same lab")
    BY_HAND = "by_hand", _("put side by side by the lab")


class MembershipRole(models.TextChoices):
    """What a member may decide for the organisation."""

    MEMBER = "member", _("member")
    LEAD = "lead", _("lead")


class MembershipStatus(models.TextChoices):
    """Only an active membership opens anything."""

    PENDING = "pending", _("to confirm")
    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")


class InvitationStatus(models.TextChoices):
    """Where an invitation is."""

    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ImportStatus(models.TextChoices):
    """Where a file of organisations is."""

    RECEIVED = "received", _("being read")
    MAPPING = "mapping", _("columns to name")
    PREVIEWED = "previewed", _("to check")
    CONFIRMED = "confirmed", _("being imported")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("given up")


class ReferenceMeasure(models.TextChoices):
    """What a yearly denominator counts."""

    POPULATION = "population", _("population")
    INDUSTRIAL_ESTABLISHMENTS = "industrial_establishments", _("industrial sites")
    INDUSTRIAL_JOBS = "industrial_jobs", _("industrial jobs")


class NafVersion(models.TextChoices):
    """Versions of the French activity nomenclature (INSEE)."""

    NAF1993 = "naf1993", "NAF 1993"
    NAFREV1 = "nafrev1", "NAF rév. 1 (2003)"
    NAFREV2 = "nafrev2", "NAF rév. 2 (2008)"
    NAF2025 = "naf2025", "NAF 2025"


class Irritation(models.TextChoices):
    """What is hard about a rule, in companies' words (Better Regulation surveys)."""

    INFLEXIBLE = "inflexible", _("leaves no room")
    ONE_SIDED = "one_sided", _("duties on one side only")
    UNFAIR = "unfair", _("unfair")
    UNPREDICTABLE = "unpredictable", _("nobody knows what will be decided")
    POINTLESS = "pointless", _("serves no purpose")
    DAILY_LIFE = "daily_life", _("ignores daily life in a plant")
    DISTRUST = "distrust", _("supposes that we cheat")
    COMPLEX = "complex", _("too complex")
    UNCLEAR = "unclear", _("unclear who decides")
