"""The two sides: a startup's profile and a decision maker's card."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import (
    BaseValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaking import rules
from matchmaking.enums import (
    ContactSource,
    DecisionMakerStatus,
    Function,
    Maturity,
    ProfileStatus,
)
from programmes import rules as frame
from servindus import clock
from servindus.models import Record
from servindus.search import prefix_query, words_of

if TYPE_CHECKING:
    from servindus.models import User

# The labels are translated when they are read.
FUNCTIONS = dict(Function.choices)


class StartupProfileQuerySet(models.QuerySet["StartupProfile"]):
    """Profiles in their readers' words."""

    def visible_to(self, user: "User") -> "StartupProfileQuerySet":
        """Published ones, one's own, and those of one's lab's startups."""
        if frame.is_programme_admin(user):
            return self
        return self.filter(
            Q(status=ProfileStatus.PUBLISHED)
            | Q(organisation__in=rules.startup_ids(user))
            | Q(organisation__lab__in=frame.lab_ids(user))
        )


class StartupProfile(Record):
    """What a startup says of itself; a decision maker reads it beside the request."""

    organisation = models.OneToOneField(
        "programmes.Organisation", on_delete=models.CASCADE, related_name="profile"
    )
    pitch = models.CharField(_("in one sentence"), max_length=140, blank=True)
    problem = models.CharField(_("the problem you solve"), max_length=400, blank=True)
    references = models.CharField(_("reference cases"), max_length=600, blank=True)
    maturity = models.CharField(
        _("maturity"), max_length=10, choices=Maturity.choices, blank=True
    )
    topics = models.ManyToManyField(
        "programmes.Topic",
        verbose_name=_("topics"),
        related_name="profiles",
        blank=True,
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    last_confirmed_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ProfileStatus.choices,
        default=ProfileStatus.DRAFT,
    )

    objects = StartupProfileQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("startup profile")
        verbose_name_plural = _("startup profiles")
        constraints = (
            models.CheckConstraint(
                name="profile_published_is_complete",
                condition=~Q(status="published") | (~Q(pitch="") & ~Q(problem="")),
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_profile,
            "edit": rules.edits_profile,
            "publish": rules.edits_profile,
            "suspend": rules.edits_profile,
        }

    def __str__(self) -> str:
        return str(self.organisation)

    def missing(self) -> list[str]:
        """Give the names of the fields without which it cannot be published."""
        return [
            name for name in ("pitch", "problem", "maturity") if not getattr(self, name)
        ]


class DecisionMakerQuerySet(models.QuerySet["DecisionMaker"]):
    """Decision makers in the directory's words."""

    found_by = "words"

    def askable(self) -> "DecisionMakerQuerySet":
        """Those who said yes and are not pausing."""
        return self.filter(status=DecisionMakerStatus.ACTIVE).filter(
            Q(paused_until__isnull=True) | Q(paused_until__lte=clock.today())
        )

    def in_directory_of(self, user: "User") -> "DecisionMakerQuerySet":
        """Those who can be asked; a lab's staff see their own lab's cards only."""
        found = self.askable()
        if rules.asks(user) or frame.is_programme_admin(user):
            return found
        return found.filter(lab__in=frame.lab_ids(user))

    def visible_to(self, user: "User") -> "DecisionMakerQuerySet":
        """Staff see their lab's, startups who can be asked, everybody their own."""
        if frame.is_programme_admin(user):
            return self
        wanted = Q(user=user) | Q(lab__in=frame.lab_ids(user))
        if rules.asks(user):
            wanted |= Q(pk__in=self.model.objects.askable().values("pk"))
        return self.filter(wanted)

    def matching(self, text: str) -> "DecisionMakerQuerySet":
        """Those whose company, commune or function has these words or beginnings."""
        query = prefix_query(text)
        if query is None:
            return self
        words = words_of(text)
        functions = [
            value
            for value, label in Function.choices
            if all(
                any(part.startswith(word) for part in words_of(str(label)))
                for word in words
            )
        ]
        found = Q(words=query)
        return self.filter(found | Q(function__in=functions) if functions else found)


def between(least: int, most: int) -> list[BaseValidator]:
    """Give what keeps a number within two bounds, which belong to it."""
    return [MinValueValidator(least), MaxValueValidator(most)]


class DecisionMaker(Record):
    """A person in an industrial company who may be asked; needs no account, ever."""

    organisation = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("company"),
        on_delete=models.PROTECT,
        related_name="decision_makers",
    )
    site = models.ForeignKey(
        "programmes.Site",
        verbose_name=_("site"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decision_makers",
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="decision_makers",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decision_maker",
    )
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    family_name = models.CharField(_("last name"), max_length=80)
    function = models.CharField(_("function"), max_length=12, choices=Function.choices)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="fr"
    )
    name_visible = models.BooleanField(
        _("the directory may show the name"), default=False
    )
    wanted_topics = models.ManyToManyField(
        "programmes.Topic",
        verbose_name=_("wants to hear of"),
        related_name="+",
        blank=True,
    )
    refused_topics = models.ManyToManyField(
        "programmes.Topic",
        verbose_name=_("does not want to hear of"),
        related_name="+",
        blank=True,
    )
    formats = models.JSONField(_("ways to meet"), default=list, blank=True)
    usual_windows = models.CharField(_("usual times"), max_length=200, blank=True)
    # Whoever wants none at all pauses, or stops: nobody waits behind a zero.
    budget_per_month = models.PositiveSmallIntegerField(
        _("requests in thirty days"), default=2, validators=between(1, 31)
    )
    budget_per_week = models.PositiveSmallIntegerField(
        _("requests in seven days"), default=1, validators=between(1, 7)
    )
    max_waiting = models.PositiveSmallIntegerField(
        _("requests waiting for an answer"), default=3, validators=between(1, 20)
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=DecisionMakerStatus.choices,
        default=DecisionMakerStatus.INVITED,
    )
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    source_of_contact = models.CharField(
        _("where the address comes from"), max_length=10, choices=ContactSource.choices
    )
    source_note = models.CharField(
        _("details: who gave it, when, on what basis"), max_length=200, blank=True
    )
    spoken_yes_on = models.DateField(
        _("said yes by word of mouth on"), null=True, blank=True
    )
    informed_at = models.DateTimeField(_("told about it on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    # The company's name and the words of company and site: the directory is ordered
    # and searched by them; the database keeps them (trigger `words_of_card`).
    sort_name = models.CharField(max_length=600, default="", editable=False)
    words = SearchVectorField(null=True, editable=False)

    objects = DecisionMakerQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("decision maker")
        verbose_name_plural = _("decision makers")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="decision_maker_email_once"),
            models.CheckConstraint(
                name="decision_maker_budget_is_sane",
                condition=Q(
                    budget_per_month__range=(1, 31),
                    budget_per_week__range=(1, 7),
                    max_waiting__range=(1, 20),
                ),
            ),
        )
        indexes = (
            models.Index(fields=["lab", "status", "id"], name="decision_maker_of_lab"),
            models.Index(fields=["sort_name", "id"], name="decision_maker_by_name"),
            models.Index(
                fields=["lab", "sort_name", "id"], name="decision_maker_of_lab_by_name"
            ),
            GinIndex(fields=["words"], name="decision_maker_words"),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_decision_maker,
            "add": frame.is_lab_staff,
            "change": rules.keeps_decision_maker,
            "draft": rules.asks,
            "invite": rules.keeps_decision_maker,
            "activate": rules.answers_invitation,
            "postpone": rules.answers_invitation,
            "opt_out": rules.stops_requests,
            "remind": rules.is_system,
            "limit": rules.stops_requests,
            "lose": rules.is_system,
            "note": frame.writes_notes,
            "read_notes_of": frame.reads_notes,
        }

    def __str__(self) -> str:
        return f"{self.full_name}, {self.organisation}"

    def get_absolute_url(self) -> str:
        """Give the card's address."""
        return reverse("matchmaking:decision_maker_detail", args=[self.public_id])

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def public_name(self) -> str:
        """The name where the person allows it, else the function."""
        # Django's own look-up turns all the choices into a new table at each call.
        if self.name_visible:
            return self.full_name
        return str(FUNCTIONS.get(self.function, self.function))

    @property
    def is_askable(self) -> bool:
        """Whether a request may leave for this person today."""
        return self.status == DecisionMakerStatus.ACTIVE and (
            self.paused_until is None or self.paused_until <= clock.today()
        )

    @property
    def place(self) -> str:
        """Company and commune, `Câblerie des Deux-Rives, Amfreville-la-Mi-Voie`."""
        commune = self.site.commune_name if self.site else ""
        return ", ".join(part for part in (self.organisation.name, commune) if part)
