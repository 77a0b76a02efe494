"""A link: what a practice or a tool has done to a blocker, in the lab that tried it."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.links import rules as may
from benchmarking.links.enums import LINK_LIVE, MOST_TEXT, LinkStatus, Relation
from benchmarking.models.practices import Practice
from benchmarking.models.tools import Tool
from benchmarking.models.versions import PracticeVersion
from benchmarking.practices.enums import IN_LIBRARY, ToolStatus
from blockers import register
from blockers.card_enums import PublicStatus
from blockers.enums import BlockerStatus, ReportStatus, Solved
from blockers.models import Blocker, Verification
from programmes import rules
from servindus import clock
from servindus.models import Record

R, S = Relation, LinkStatus
# Merges are one level deep: what was merged is read in the one that goes on.
STANDS = Coalesce("blocker__merged_into", "blocker")


def lifted_there() -> Exists:
    """Whether a company of the lab says that it is solved on its site, and it holds.

    A word counts for the blocker's present time of verifying: what was reopened, or
    refuted by another site, takes a new one. A company may take its own word back, and
    a site that says later that nothing has changed undoes it, after the end too.
    """
    said = Verification.objects.filter(
        report__lab=OuterRef("lab"),
        report__status=ReportStatus.ATTACHED,
        report__blocker=OuterRef("stands"),
        report__blocker__status__in=[BlockerStatus.VERIFYING, BlockerStatus.CLOSED],
        report__blocker__verified_at__isnull=False,
        asked_at__gte=F("report__blocker__verifying_since"),
        solved=Solved.SOLVED,
    )
    later = Verification.objects.filter(
        Q(solved=Solved.NOT_SOLVED)
        | Q(solved=Solved.PARTLY, report=OuterRef("report")),
        report__blocker=OuterRef("report__blocker"),
        ended_at__gt=OuterRef("ended_at"),
    )
    return Exists(said.filter(~Exists(later)))


def can_be_taken() -> Q:
    """Whether the practice stands in the library, or the tool on the shelf."""
    listed = PracticeVersion.objects.filter(
        practice=OuterRef("practice"), status__in=IN_LIBRARY
    )
    return Q(Exists(listed)) | Q(tool__status=ToolStatus.SHARED)


def lift_is_told() -> Q:
    """Whether a judged lift tells nothing that the blocker's card withholds."""
    today = clock.today()
    current = Blocker.objects.filter(
        pk=Coalesce(OuterRef("blocker__merged_into"), OuterRef("blocker"))
    )
    return Q(Exists(register.verified(current, today)), status=S.CONFIRMED) | Q(
        Exists(register.unwithheld(current, today)), status=S.REFUTED
    )


class LinkQuerySet(models.QuerySet["PracticeBlockerLink"]):
    """Links in the words of whoever looks for a way, claims one or judges it."""

    def visible_to(self, user: Any) -> "LinkQuerySet":
        """All of them for staff of any lab and for the programme; else none."""
        sees = user.is_authenticated and (user.is_superuser or rules.is_staff(user))
        return self if sees else self.none()

    def shown_to(self, user: Any) -> "LinkQuerySet":
        """What pages for everybody show of them: staff read all that stand."""
        if user.is_authenticated and (user.is_superuser or rules.is_staff(user)):
            return self.exclude(status=S.WITHDRAWN)
        return self.public()

    def public(self) -> "LinkQuerySet":
        """What was judged or had no effect, where blocker and practice are public.

        A lift is told once the public register tells it.
        """
        stands = Q(blocker__merged_into=None) & ~Q(
            blocker__public_status=PublicStatus.HIDDEN
        )
        stands |= Q(blocker__merged_into__isnull=False) & ~Q(
            blocker__merged_into__public_status=PublicStatus.HIDDEN
        )
        told = Q(status__in=[S.CONFIRMED, S.REFUTED])
        told |= Q(status=S.CLAIMED, relation=R.NO_EFFECT)
        lifts = ~Q(relation=R.LIFTS) | lift_is_told()
        return self.filter(stands & told).filter(lifts).takeable()

    def takeable(self) -> "LinkQuerySet":
        """Those whose practice stands in the library, whose tool is on the shelf."""
        return self.filter(can_be_taken())

    def live(self) -> "LinkQuerySet":
        """Those that are claimed or confirmed."""
        return self.filter(status__in=LINK_LIVE)

    def with_lift(self) -> "LinkQuerySet":
        """Add the blocker that goes on, and whether it is lifted in the link's lab."""
        added: dict[str, Any] = {"stands": STANDS}
        lifted: dict[str, Any] = {"lifted": lifted_there()}
        return self.annotate(**added).annotate(**lifted)

    def holding(self) -> "LinkQuerySet":
        """All but the confirmed lifts that hold no longer."""
        holds = ~Q(status=S.CONFIRMED) | ~Q(relation=R.LIFTS) | Q(lifted=True)
        return self.with_lift().filter(holds)

    def with_words(self) -> "LinkQuerySet":
        """All that a page says of a link, in one statement.

        `stands` is the blocker that goes on, `lifted` whether a company of the lab has
        said so, `title` and `need` what the practice's shown version is called,
        `can_be_taken` whether everybody can open it.
        """
        shown = PracticeVersion.objects.filter(
            practice=OuterRef("practice"), published_on__isnull=False
        ).order_by("-number")
        words: dict[str, Any] = {
            "title": Coalesce(Subquery(shown.values("title")[:1]), "tool__name"),
            "need": Subquery(shown.values("need")[:1]),
            "can_be_taken": Case(
                When(can_be_taken(), then=Value(True)), default=Value(False)
            ),
        }
        rows = self.with_lift().annotate(**words)
        return rows.select_related(
            "practice__lab", "tool__lab", "blocker__lab", "blocker__merged_into__lab",
            "lab__operator", "judged_lab",
        )  # fmt: skip

    def with_people(self) -> "LinkQuerySet":
        """Who claimed and who judged it, too."""
        return self.with_words().select_related("claimed_by", "judged_by")

    def of_blocker(self, pk: int) -> "LinkQuerySet":
        """Those of a blocker, and of what was merged into it."""
        return self.filter(Q(blocker=pk) | Q(blocker__merged_into=pk))

    def citing(self, numbers: Collection[str], *, whole: bool) -> "LinkQuerySet":
        """Those whose blocker cites one of these texts.

        `whole` keeps what everybody reads. Texts stand on whole cards alone.
        """
        cited = Blocker.objects.filter(
            norms__identifier__in=numbers, pk=OuterRef("stands")
        )
        if whole:
            cited = cited.filter(public_status=PublicStatus.FULL)
        return self.filter(Exists(cited))

    def waiting(self) -> "LinkQuerySet":
        """Those that wait for another lab: a lift once verified, and once undone."""
        lift = Q(relation=R.LIFTS)
        ready = Q(status=S.CLAIMED) & (~lift | Q(lifted=True))
        undone = Q(lift, status=S.CONFIRMED, lifted=False)
        return self.with_lift().filter(ready | undone).takeable()

    def to_judge(self, user: Any) -> "LinkQuerySet":
        """Those that wait for this person, who judges for a lab of neither side."""
        labs = rules.lab_ids(user)
        if not labs:
            return self.none()
        rows = self.waiting().exclude(claimed_by=user).exclude(lab__in=labs)
        return rows.exclude(practice__lab__in=labs).exclude(tool__lab__in=labs)


def _person(label: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )


MAYBE: dict[str, Any] = {"null": True, "blank": True}


class PracticeBlockerLink(Record):
    """What one practice or tool has done to one blocker in one lab, as it says."""

    practice = models.ForeignKey(
        Practice,
        verbose_name=_("good practice"),
        on_delete=models.PROTECT,
        related_name="links",
        **MAYBE,
    )
    tool = models.ForeignKey(
        Tool,
        verbose_name=_("tool"),
        on_delete=models.PROTECT,
        related_name="links",
        **MAYBE,
    )
    blocker = models.ForeignKey(
        "blockers.Blocker",
        verbose_name=_("blocker"),
        on_delete=models.PROTECT,
        related_name="links",
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=pgettext_lazy("link", "tried in the lab"),
        on_delete=models.PROTECT,
        related_name="links",
    )
    relation = models.CharField(
        pgettext_lazy("link", "what came of it"), max_length=15, choices=R.choices
    )
    status = models.CharField(
        _("status"), max_length=9, choices=S.choices, default=S.CLAIMED
    )
    text = models.TextField(_("what happened"), max_length=MOST_TEXT)
    claimed_by = _person(pgettext_lazy("link", "claimed by"))
    judged_by = _person(pgettext_lazy("link", "judged by"), **MAYBE)
    judged_lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=pgettext_lazy("link", "lab that judged it"),
        on_delete=models.PROTECT,
        related_name="+",
        **MAYBE,
    )
    judged_on = models.DateField(pgettext_lazy("link", "judged on"), **MAYBE)
    reason = models.TextField(
        pgettext_lazy("link", "why it is refuted"), max_length=MOST_TEXT, blank=True
    )

    # What `with_words` adds.
    title: str
    need: str | None
    lifted: bool
    stands: int
    can_be_taken: bool

    objects = LinkQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("link between a practice and a blocker")
        verbose_name_plural = _("links between practices and blockers")
        constraints = (
            models.CheckConstraint(
                name="link_of_a_practice_or_a_tool",
                condition=Q(practice__isnull=False, tool__isnull=True)
                | Q(practice__isnull=True, tool__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["practice", "tool", "blocker", "lab"],
                condition=Q(status__in=list(LINK_LIVE)),
                nulls_distinct=False,
                name="link_one_live",
            ),
            models.CheckConstraint(
                name="link_says_what_happened", condition=~Q(text="")
            ),
            models.CheckConstraint(
                name="link_judged_says_who_and_when",
                condition=Q(
                    status__in=["confirmed", "refuted"],
                    judged_by__isnull=False,
                    judged_lab__isnull=False,
                    judged_on__isnull=False,
                )
                | Q(
                    status__in=["claimed", "withdrawn"],
                    judged_by=None,
                    judged_lab=None,
                    judged_on=None,
                ),
            ),
            models.CheckConstraint(
                name="link_judged_by_another_lab",
                condition=Q(judged_lab=None) | ~Q(judged_lab=F("lab")),
            ),
            models.CheckConstraint(
                name="link_judged_by_somebody_else",
                condition=Q(judged_by=None) | ~Q(judged_by=F("claimed_by")),
            ),
            models.CheckConstraint(
                name="link_refuted_says_why",
                condition=Q(~Q(reason=""), status="refuted")
                | Q(~Q(status="refuted"), reason=""),
            ),
        )
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="link_by_date"),
            models.Index(fields=["status", "-created_at", "-id"], name="link_status"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_links,
            "confirm": may.judges_link,
            "refute": may.refutes_link,
            "withdraw": may.withdraws_link,
            "export": rules.exports_own,
        }

    def __str__(self) -> str:
        name = self.tool.name if self.tool else str(self.practice)
        return f"{name}, {self.blocker.reference}"

    def get_absolute_url(self) -> str:
        """Give its page, for the labs."""
        return reverse(
            "benchmarking:practice_blocker_link_detail", args=[self.public_id]
        )

    @property
    def owner_id(self) -> int:
        """The id of the lab whose practice or tool it is."""
        thing = self.practice or self.tool
        assert thing is not None
        return thing.lab_id

    @property
    def side_ids(self) -> set[int]:
        """The ids of the labs that do not judge it: the claimer's and the owner's."""
        return {self.lab_id, self.owner_id}

    @property
    def current(self) -> Blocker:
        """The blocker that goes on: what was merged is read in the other one."""
        return self.blocker.merged_into or self.blocker

    @property
    def has_lapsed(self) -> bool:
        """Whether a confirmed lift holds no longer: a site says so, or it is open."""
        return self.status == S.CONFIRMED and not self.holds

    @property
    def holds(self) -> bool:
        """Whether it is no lift, or one that a company of the lab still tells.

        A row that came without its words is asked of the database.
        """
        if self.relation != R.LIFTS:
            return True
        if "lifted" in self.__dict__:
            return self.lifted
        return PracticeBlockerLink.objects.with_lift().get(pk=self.pk).lifted

    @property
    def is_waiting(self) -> bool:
        """Whether another lab has something to say, as `waiting` finds it."""
        ready = self.has_lapsed or (self.status == S.CLAIMED and self.holds)
        return ready and self.can_be_taken
