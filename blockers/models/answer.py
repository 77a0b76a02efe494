"""The answer: what an authority decides on one ask; written once, never changed."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from blockers.enums import AnswerKind
from servindus.models import Record

K = AnswerKind
COMMITMENT = ("commitment_what", "commitment_who", "commitment_due_on")
# What each kind must carry: of each line, one of its groups, whole.
NEEDED: dict[str, tuple[tuple[tuple[str, ...], ...], ...]] = {
    K.LIFTED: ((("act_reference",), COMMITMENT),),
    K.DEROGATION: ((COMMITMENT,), (("territory",),), (("ends_on",),)),
    K.FEASIBLE: ((("legal_ground",),),),
    K.CORRECTED: ((("instruction",),), (("in_force_on",),)),
    K.REDIRECTED: ((("competent_authority",),),),
    K.DEFERRED: ((("vehicle",),), (("review_on",),)),
    K.REFUSED: (
        (("legal_ground",),),
        (("public_interest",),),
        (("alternative",), ("review_on",)),
    ),
}
# What belongs to each kind, in the order of the form.
FIELDS_OF: dict[str, tuple[str, ...]] = {
    K.LIFTED: ("act_reference", "in_force_on", *COMMITMENT),
    K.DEROGATION: ("territory", "ends_on", *COMMITMENT, "act_reference", "in_force_on"),
    K.FEASIBLE: ("legal_ground",),
    K.CORRECTED: ("instruction", "in_force_on", *COMMITMENT),
    K.REDIRECTED: ("competent_authority",),
    K.DEFERRED: ("vehicle", "review_on", *COMMITMENT),
    K.REFUSED: ("legal_ground", "public_interest", "alternative", "review_on"),
}
_YEAR_LATER = Func(
    F("decided_on"),
    template="(%(expressions)s + INTERVAL '12 months')",
    output_field=models.DateField(),
)
_COMMITTED = Q(
    ~Q(commitment_what=""), ~Q(commitment_who=""), commitment_due_on__isnull=False
)


def missing(kind: str, given: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Give, for each thing that a kind must carry and that is not there, its fields.

    Where one of several will do, the fields are the first of each.
    """
    found: list[tuple[str, ...]] = []
    for groups in NEEDED[kind]:
        if any(all(given.get(name) for name in group) for group in groups):
            continue
        if len(groups) == 1:
            found += [(name,) for name in groups[0] if not given.get(name)]
        else:
            found.append(tuple(group[0] for group in groups))
    return found


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers in people's words."""

    def current(self) -> "AnswerQuerySet":
        """Those that no later one supersedes.

        Asked as a question of each answer: as a join it would come first, and joins
        are not reordered, so that every answer of the register would be read.
        """
        return self.filter(~Exists(Answer.objects.filter(supersedes=OuterRef("pk"))))


class Answer(Record):
    """One authority's decision on one ask; a later one supersedes it."""

    escalation = models.ForeignKey(
        "blockers.Escalation", on_delete=models.PROTECT, related_name="answers"
    )
    ask = models.ForeignKey(
        "blockers.Ask", on_delete=models.PROTECT, related_name="answers"
    )
    supersedes = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
    )
    entry = models.OneToOneField(
        "servindus.JournalEntry", on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("answer"), max_length=20, choices=K.choices)
    public_text = models.CharField(_("answer for everybody"), max_length=2000)
    restricted_text = models.CharField(
        _("for the lab alone"), max_length=2000, blank=True
    )
    legal_ground = models.CharField(_("legal ground"), max_length=600, blank=True)
    public_interest = models.CharField(
        _("public interest at stake"), max_length=600, blank=True
    )
    alternative = models.CharField(
        _("what is possible instead"), max_length=600, blank=True
    )
    review_on = models.DateField(_("looked at again on"), null=True, blank=True)
    # The text that will settle it: a bill, a decree under way.
    vehicle = models.CharField(
        _("which text will settle it"), max_length=300, blank=True
    )
    instruction = models.CharField(
        _("instruction given, or unit that corrects"), max_length=300, blank=True
    )
    competent_authority = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("authority that decides"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    redirected_to = models.ForeignKey(
        "blockers.Escalation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="redirected_by",
    )
    commitment_what = models.CharField(_("commitment"), max_length=300, blank=True)
    commitment_who = models.CharField(_("who keeps it"), max_length=160, blank=True)
    commitment_due_on = models.DateField(_("kept by"), null=True, blank=True)
    # NOR, LEGIARTI or the like, of the act that lifts or derogates.
    act_reference = models.CharField(_("number of the act"), max_length=80, blank=True)
    in_force_on = models.DateField(_("in force on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    territory = models.CharField(_("where"), max_length=120, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=160)
    signed_role = models.CharField(_("as"), max_length=160)
    decided_on = models.DateField(_("decided on"))

    objects = AnswerQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("answer of an authority")
        verbose_name_plural = _("answers of authorities")
        constraints = (
            models.UniqueConstraint(
                fields=["escalation", "ask"],
                condition=Q(supersedes=None),
                name="answer_first_once_per_ask",
            ),
            models.CheckConstraint(
                name="answer_is_signed",
                condition=~Q(public_text="") & ~Q(signed_by="") & ~Q(signed_role=""),
            ),
            models.CheckConstraint(
                name="answer_commitment_is_whole",
                condition=_COMMITTED
                | Q(commitment_what="", commitment_who="", commitment_due_on=None),
            ),
            models.CheckConstraint(
                name="answer_lifted_by_act_or_commitment",
                condition=~Q(kind="lifted") | ~Q(act_reference="") | _COMMITTED,
            ),
            models.CheckConstraint(
                name="answer_derogation_has_where_and_end",
                condition=~Q(kind="derogation")
                | Q(_COMMITTED, ~Q(territory=""), ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_derogation_ends_later",
                condition=Q(ends_on=None)
                | Q(
                    Q(in_force_on=None) | Q(ends_on__gt=F("in_force_on")),
                    ends_on__gt=F("decided_on"),
                ),
            ),
            models.CheckConstraint(
                name="answer_feasible_has_legal_ground",
                condition=~Q(kind="feasible_as_is") | ~Q(legal_ground=""),
            ),
            models.CheckConstraint(
                name="answer_corrected_has_instruction_and_day",
                condition=~Q(kind="practice_corrected")
                | Q(~Q(instruction=""), in_force_on__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_redirected_goes_on",
                condition=Q(
                    kind="redirected",
                    competent_authority__isnull=False,
                    redirected_to__isnull=False,
                )
                | Q(
                    ~Q(kind="redirected"), competent_authority=None, redirected_to=None
                ),
            ),
            models.CheckConstraint(
                name="answer_deferred_is_read_again_within_a_year",
                condition=~Q(kind="deferred")
                | Q(
                    ~Q(vehicle=""),
                    review_on__isnull=False,
                    review_on__gt=F("decided_on"),
                    review_on__lte=_YEAR_LATER,
                ),
            ),
            models.CheckConstraint(
                name="answer_refusal_is_explained",
                condition=~Q(kind="explained_refusal")
                | Q(
                    ~Q(alternative="") | Q(review_on__isnull=False),
                    ~Q(legal_ground=""),
                    ~Q(public_interest=""),
                ),
            ),
            models.CheckConstraint(
                name="answer_supersedes_another",
                condition=Q(supersedes=None) | ~Q(supersedes=F("pk")),
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.ask}"
