"""The jobs register: what companies declare, and who is still there a year later."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.jobs import rules as may
from programmes.jobs.enums import (
    CHECK_FROM_MONTHS,
    CHECK_MONTHS,
    CHECKED_KINDS,
    Attribution,
    JobsKind,
    JobsStatus,
)
from programmes.jobs.fte import months_after
from servindus import clock
from servindus.models import Record
from servindus.models.base import Model

if TYPE_CHECKING:
    from servindus.models import User

S = JobsStatus
ZERO = Decimal(0)


def _fte(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    """Give a column of full-time equivalents."""
    return models.DecimalField(label, max_digits=8, decimal_places=2, **options)


class JobsRecordQuerySet(models.QuerySet["JobsRecord"]):
    """Declarations of jobs in the words of whoever counts them."""

    def visible_to(self, user: "User") -> "JobsRecordQuerySet":
        """One's company's, those of one's lab; the programme sees all."""
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        return self.filter(
            Q(organisation__in=rules.organisation_ids(user, *rules.COMPANY_KINDS))
            | Q(lab__in=rules.lab_ids(user))
        )

    def counted(self) -> "JobsRecordQuerySet":
        """Those that a lab has confirmed."""
        return self.filter(status=S.CONFIRMED)

    def created_by(self, organisation: int) -> "JobsRecordQuerySet":
        """The counted creations of one company, the earliest day first."""
        rows = self.counted().filter(organisation=organisation, kind="created")
        return rows.order_by("as_of", "pk")

    def to_check(self, today: date) -> "JobsRecordQuerySet":
        """Counted ones whose twelve months are over, and which nobody has looked at."""
        rows = self.counted().filter(kind__in=CHECKED_KINDS, check_on__lte=today)
        return rows.exclude(Exists(JobsCheck.objects.filter(record=OuterRef("pk"))))

    def with_last_check(self) -> "JobsRecordQuerySet":
        """Annotate `there`: how many the latest check has found, or None."""
        checks = JobsCheck.objects.filter(record=OuterRef("pk"))
        latest = checks.order_by("-checked_on", "-pk").values("fte_there")[:1]
        return self.annotate(there=Subquery(latest))

    def with_sides(self) -> "JobsRecordQuerySet":
        """The company, the lab and who declared, in the same query."""
        return self.select_related("organisation", "lab__operator", "declared_by")


class JobsRecord(Record):
    """Jobs that a company links to the programme, in full-time equivalents.

    Gross: what other companies lose is not known here, and no figure is called net.
    """

    organisation = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("company"),
        on_delete=models.PROTECT,
        related_name="jobs_records",
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="jobs_records",
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("declared by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    kind = models.CharField(_("jobs"), max_length=10, choices=JobsKind.choices)
    fte_before = _fte(_("FTE before, average of twelve months"))
    fte_now = _fte(_("FTE now"))
    as_of = models.DateField(_("day of the count"))
    # Twelve months later; written with `as_of`, for the timer that looks for it.
    check_on = models.DateField(_("to count again on"), editable=False)
    fte = _fte(_("FTE linked to the programme"))
    service_fte = _fte(_("of which in services"), default=ZERO)
    higher_tertiary_fte = _fte(_("of which higher tertiary"), default=ZERO)
    attribution = models.CharField(
        _("attribution"), max_length=1, choices=Attribution.choices
    )
    how = models.TextField(_("how the programme helped"), max_length=600, blank=True)
    document = models.CharField(_("document"), max_length=160, blank=True)
    document_on = models.DateField(_("date of the document"), null=True, blank=True)
    document_kept = models.CharField(_("where it is kept"), max_length=200, blank=True)
    document_url = models.URLField(_("its address"), blank=True)
    introduction = models.ForeignKey(
        "matchmaking.Introduction",
        verbose_name=_("introduction"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    blocker = models.ForeignKey(
        "blockers.Blocker",
        verbose_name=_("blocker"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    pilot = models.ForeignKey(
        "programmes.Pilot",
        verbose_name=_("pilot"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="jobs_records",
    )
    status = models.CharField(
        _("status"), max_length=9, choices=S.choices, default=S.DRAFT
    )
    reason = models.TextField(_("reason"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(_("counted since"), null=True, blank=True)

    objects = JobsRecordQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("declaration of jobs")
        verbose_name_plural = _("declarations of jobs")
        constraints = (
            models.CheckConstraint(
                name="jobs_are_no_less_than_none",
                condition=Q(
                    fte_before__gte=0,
                    fte_now__gte=0,
                    fte__gt=0,
                    service_fte__gte=0,
                    higher_tertiary_fte__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="jobs_parts_within_the_whole",
                condition=Q(
                    service_fte__lte=F("fte"), higher_tertiary_fte__lte=F("fte")
                ),
            ),
            models.CheckConstraint(
                name="jobs_created_within_growth",
                condition=~Q(kind="created")
                | Q(fte__lte=F("fte_now") - F("fte_before")),
            ),
            models.CheckConstraint(
                name="jobs_maintained_are_there",
                condition=~Q(kind="maintained") | Q(fte__lte=F("fte_now")),
            ),
            models.CheckConstraint(
                name="jobs_attested_has_document",
                condition=~Q(attribution="A")
                | Q(
                    ~Q(document=""),
                    ~Q(document_kept="", document_url=""),
                    document_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="jobs_linked_say_how",
                condition=Q(attribution="C") | ~Q(how=""),
            ),
            models.CheckConstraint(
                name="jobs_turned_down_say_why",
                condition=Q(~Q(reason=""), status__in=["refused", "withdrawn"])
                | Q(~Q(status__in=["refused", "withdrawn"]), reason=""),
            ),
            models.CheckConstraint(
                name="jobs_counted_since",
                condition=Q(
                    status__in=["confirmed", "withdrawn"], confirmed_at__isnull=False
                )
                | Q(~Q(status__in=["confirmed", "withdrawn"]), confirmed_at=None),
            ),
            models.CheckConstraint(
                name="jobs_checked_after_the_count",
                condition=Q(check_on__gt=F("as_of")),
            ),
        )
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="jobs_by_date"),
            models.Index(fields=["lab", "status", "-created_at"], name="jobs_of_lab"),
            models.Index(
                fields=["organisation", "status", "as_of", "id"],
                name="jobs_of_company",
            ),
            # What a timer looks for.
            models.Index(
                fields=["check_on", "id"],
                condition=Q(status="confirmed", kind__in=["created", "maintained"]),
                name="jobs_to_check",
            ),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_jobs,
            "edit": may.writes_jobs,
            "submit": may.writes_jobs,
            "confirm": may.judges_jobs,
            "refuse": may.judges_jobs,
            "withdraw": may.judges_jobs,
            "check": may.checks_jobs,
            "export": rules.exports_own,
            "nudge": rules.is_system,
        }

    def __str__(self) -> str:
        return f"{self.organisation}, {self.fte.normalize():f}"

    def save(self, **options: Any) -> None:
        """Keep the day of the next count with the day of this one."""
        self.check_on = months_after(self.as_of, CHECK_MONTHS)
        super().save(**options)

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("programmes:jobs_record_detail", args=[self.public_id])

    @property
    def checked_from(self) -> date:
        """The first day on which who is still there can be counted."""
        return months_after(self.as_of, CHECK_FROM_MONTHS)


class JobsCheck(Model):
    """How many of these jobs were still there: written once, never changed."""

    record = models.ForeignKey(
        JobsRecord,
        verbose_name=_("declaration of jobs"),
        on_delete=models.PROTECT,
        related_name="checks",
    )
    checked_on = models.DateField(_("counted on"))
    fte_there = _fte(_("FTE still there"))
    source = models.CharField(_("who or what says so"), max_length=200)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    said_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta(Model.Meta):
        verbose_name = _("count at twelve months")
        verbose_name_plural = _("counts at twelve months")
        constraints = (
            models.CheckConstraint(
                name="jobs_there_are_no_less_than_none",
                condition=Q(fte_there__gte=0) & ~Q(source=""),
            ),
        )
        indexes = (
            models.Index(
                fields=["record", "-checked_on", "-id"], name="jobs_check_latest"
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return f"{self.checked_on}: {self.fte_there}"
