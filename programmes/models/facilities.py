"""What a territory shares: workshops, benches, platforms, teams, data; who asks."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, FloatField, GeneratedField, Q, Value, When
from django.db.models.functions import (
    ACos,
    Cast,
    Cos,
    Least,
    Radians,
    Sin,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.facilities import rules as may
from programmes.facilities.enums import (
    ACCESS_OPEN,
    ACCESS_TO_ANSWER,
    AccessStatus,
    DeclineReason,
    FacilityKind,
    FacilityStatus,
    PriceKind,
    Usefulness,
)
from servindus.models import Record
from servindus.search import folded, prefix_query

if TYPE_CHECKING:
    from programmes.models.frame import Commune
    from servindus.models import User

A = AccessStatus
EARTH_KM = 6371.0
# Where a distance is not known, the row comes last.
UNKNOWN_KM = 99_999


class FacilityQuerySet(models.QuerySet["Facility"]):
    """Facilities in the words of whoever looks for one."""

    found_by = "words"

    def listed(self) -> "FacilityQuerySet":
        """What the catalogue shows to everybody."""
        return self.filter(status=FacilityStatus.OPEN)

    def visible_to(self, user: Any) -> "FacilityQuerySet":
        """What is listed; the rest for its owner's members, its lab, the programme."""
        if not user.is_authenticated:
            return self.listed()
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        return self.filter(
            Q(status=FacilityStatus.OPEN)
            | Q(owner__in=rules.organisation_ids(user))
            | Q(lab__in=rules.lab_ids(user))
        )

    def matching(self, text: str) -> "FacilityQuerySet":
        """Those with these words or beginnings, of their own or their owner's."""
        query = prefix_query(text)
        return self.filter(Q(words=query) | Q(owner__search=query)) if query else self

    def near(self, commune: "Commune") -> models.QuerySet[Any]:
        """Annotate `km`, in a straight line from one commune to the other.

        UNKNOWN_KM where one of the two has no known place.
        """
        if commune.latitude is None or commune.longitude is None:
            return self.annotate(km=Value(UNKNOWN_KM))
        here, there = Radians(Value(commune.latitude)), Radians("commune__latitude")
        turn = Radians("commune__longitude") - Radians(Value(commune.longitude))
        cosine = Cos(here) * Cos(there) * Cos(turn) + Sin(here) * Sin(there)
        angle = ACos(Least(Value(1.0), cosine, output_field=FloatField()))
        km = Cast(Value(EARTH_KM) * angle, models.IntegerField())
        # LEAST passes over NULL: what has no place would be here.
        known = When(commune__latitude__isnull=False, then=km)
        return self.annotate(km=Case(known, default=Value(UNKNOWN_KM)))


class Facility(Record):
    """One thing that companies of the territory can use, and how to come by it."""

    owner = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="facilities",
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="facilities",
    )
    kind = models.CharField(_("kind"), max_length=9, choices=FacilityKind.choices)
    name = models.CharField(_("name"), max_length=160)
    summary = models.CharField(_("in one sentence"), max_length=200)
    description = models.TextField(_("what one can do there"), max_length=2000)
    conditions = models.TextField(_("conditions"), max_length=1000, blank=True)
    price_kind = models.CharField(
        _("price"), max_length=5, choices=PriceKind.choices, default=PriceKind.QUOTE
    )
    price = models.CharField(_("price in words"), max_length=200, blank=True)
    capacity = models.CharField(_("capacity"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    topics = models.ManyToManyField(
        "programmes.Topic",
        verbose_name=_("topics"),
        blank=True,
        related_name="facilities",
    )
    commune = models.ForeignKey(
        "programmes.Commune",
        verbose_name=_("commune"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="facilities",
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact_name = models.CharField(_("contact"), max_length=160, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=32, blank=True)
    status = models.CharField(
        _("status"),
        max_length=6,
        choices=FacilityStatus.choices,
        default=FacilityStatus.DRAFT,
    )
    sort_name = GeneratedField(
        expression=folded("name"),
        output_field=models.CharField(max_length=600),
        db_persist=True,
    )
    words = GeneratedField(
        expression=SearchVector(folded("name"), config="simple")
        + SearchVector(folded("name"), config="french")
        + SearchVector(folded("summary"), config="simple")
        + SearchVector(folded("summary"), config="french")
        + SearchVector(folded("description"), config="simple")
        + SearchVector(folded("description"), config="french"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = FacilityQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "name"], name="facility_once_per_owner"
            ),
            models.CheckConstraint(
                name="facility_price_is_said",
                condition=~Q(price_kind="fee") | ~Q(price=""),
            ),
            models.CheckConstraint(
                name="facility_is_somewhere",
                condition=Q(kind="data_set") | Q(commune__isnull=False),
            ),
            models.CheckConstraint(
                name="facility_data_has_address",
                condition=~Q(kind="data_set") | ~Q(website=""),
            ),
        )
        indexes = (
            models.Index(
                fields=["sort_name", "id"],
                condition=Q(status="open"),
                name="facility_listed",
            ),
            models.Index(fields=["lab", "sort_name", "id"], name="facility_of_lab"),
            GinIndex(fields=["words"], name="facility_words"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_facility,
            "add": rules.is_staff,
            "change": may.keeps_facility,
            "edit": may.keeps_facility,
            "open": may.keeps_facility,
            "close": may.keeps_facility,
            "ask": may.asks_for_access,
            "export": rules.exports_own,
        }

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Give its page in the catalogue."""
        return reverse("programmes:facility_detail", args=[self.public_id])


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    """Requests for access in the words of both sides."""

    def visible_to(self, user: "User") -> "AccessRequestQuerySet":
        """One's company's, those to what one's company owns, those of one's lab."""
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        own = rules.organisation_ids(user)
        return self.filter(
            Q(organisation__in=own)
            | Q(facility__owner__in=own)
            | Q(facility__lab__in=rules.lab_ids(user))
        )

    def open(self) -> "AccessRequestQuerySet":
        """Those that still wait for somebody."""
        return self.filter(status__in=ACCESS_OPEN)

    def to_answer(self) -> "AccessRequestQuerySet":
        """Those that wait for the owner."""
        return self.filter(status__in=ACCESS_TO_ANSWER)

    def with_sides(self) -> "AccessRequestQuerySet":
        """The two sides, their lab and who asked, in the same query."""
        return self.select_related(
            *("facility__owner", "facility__lab__operator", "facility__commune"),
            *("organisation", "requested_by"),
        )

    def first_uses(self) -> "AccessRequestQuerySet":
        """The first use that each company ever made of any facility."""
        first = self.filter(status=A.USED).order_by("organisation", "used_on", "pk")
        return self.filter(pk__in=first.distinct("organisation").values("pk"))


class AccessRequest(Record):
    """A company asks to use a facility: from the question to what came of it."""

    facility = models.ForeignKey(
        Facility,
        verbose_name=_("facility"),
        on_delete=models.PROTECT,
        related_name="requests",
    )
    organisation = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("company"),
        on_delete=models.PROTECT,
        related_name="access_requests",
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = models.CharField(
        _("status"), max_length=9, choices=A.choices, default=A.REQUESTED
    )
    purpose = models.TextField(_("what it is for"), max_length=1000)
    people = models.PositiveSmallIntegerField(_("people"), default=1)
    wanted_from = models.DateField(_("wished from"))
    wanted_until = models.DateField(_("wished until"))
    answer_by = models.DateField(_("answer by"))
    starts_on = models.DateField(_("first day agreed"), null=True, blank=True)
    ends_on = models.DateField(_("last day agreed"), null=True, blank=True)
    answer = models.TextField(_("words of the owner"), max_length=1000, blank=True)
    decline_code = models.CharField(
        _("reason"), max_length=10, choices=DeclineReason.choices, blank=True
    )
    cancel_reason = models.TextField(_("why cancelled"), max_length=600, blank=True)
    used_on = models.DateField(_("used from"), null=True, blank=True)
    useful = models.CharField(
        _("did it help?"), max_length=6, choices=Usefulness.choices, blank=True
    )
    review = models.TextField(_("what came of it"), max_length=1000, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        constraints = (
            models.CheckConstraint(
                name="access_wanted_in_order",
                condition=Q(wanted_until__gte=F("wanted_from")),
            ),
            models.CheckConstraint(
                name="access_people_are_some",
                condition=Q(people__gte=1, people__lte=500),
            ),
            models.CheckConstraint(
                name="access_agreed_has_dates",
                condition=Q(
                    status__in=["accepted", "used"],
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    ends_on__gte=F("starts_on"),
                )
                | Q(status__in=["cancelled", "untold"])
                | Q(
                    status__in=["requested", "waiting", "declined"],
                    starts_on=None,
                    ends_on=None,
                ),
            ),
            models.CheckConstraint(
                name="access_declined_says_why",
                condition=Q(~Q(decline_code=""), ~Q(answer=""), status="declined")
                | Q(~Q(status="declined"), decline_code=""),
            ),
            models.CheckConstraint(
                name="access_cancelled_says_why",
                condition=Q(~Q(cancel_reason=""), status="cancelled")
                | Q(~Q(status="cancelled"), cancel_reason=""),
            ),
            models.CheckConstraint(
                name="access_used_has_day",
                condition=Q(status="used", used_on__isnull=False)
                | Q(~Q(status="used"), used_on=None),
            ),
            models.CheckConstraint(
                name="access_review_is_of_a_use",
                condition=Q(useful="", review="", reviewed_at=None)
                | Q(~Q(useful=""), status="used", reviewed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["facility", "organisation"],
                condition=Q(status__in=["requested", "waiting"]),
                name="access_asked_once_at_a_time",
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation", "status", "id"], name="access_of_company"
            ),
            models.Index(
                fields=["facility", "status", "id"], name="access_of_facility"
            ),
            models.Index(fields=["-created_at", "-id"], name="access_by_date"),
            # What a timer looks for.
            models.Index(
                fields=["answer_by", "id"],
                condition=Q(status__in=["requested", "waiting"]),
                name="access_unanswered",
            ),
            models.Index(
                fields=["ends_on", "id"],
                condition=Q(status="accepted") | Q(status="used", reviewed_at=None),
                name="access_untold",
            ),
            models.Index(
                fields=["organisation", "used_on", "id"],
                condition=Q(status="used"),
                name="access_first_uses",
            ),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_access,
            "accept": may.answers_access,
            "hold": may.answers_access,
            "decline": may.answers_access,
            "cancel": may.cancels_access,
            "use": may.cancels_access,
            "review": may.reviews_access,
            "export": rules.exports_own,
            "nudge": rules.is_system,
            "lapse": rules.is_system,
        }

    def __str__(self) -> str:
        return f"{self.organisation}, {self.facility}"

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("programmes:access_request_detail", args=[self.public_id])
