"""A question of one lab to the others, and the answers that they give."""

from typing import TYPE_CHECKING, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, GeneratedField, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from benchmarking.questions import rules as may
from benchmarking.questions.enums import (
    MOST_REASON,
    MOST_TEXT,
    QUESTION_OPEN,
    QuestionStatus,
)
from programmes import rules
from servindus.models import Record
from servindus.search import folded, prefix_query

if TYPE_CHECKING:
    from programmes.models import Lab
    from servindus.models import User

S = QuestionStatus


def with_operators(name: str) -> "Prefetch[str]":
    """Bring the labs of a row with their operators, in one statement."""
    labs = apps.get_model("programmes.Lab")._base_manager
    return Prefetch(name, labs.select_related("operator"))


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions in the words of those who ask and answer them."""

    found_by = "words"

    def visible_to(self, user: "User") -> "QuestionQuerySet":
        """All of them for staff of any lab and for the programme; else none."""
        sees = user.is_superuser or rules.is_staff(user)
        return self if sees else self.none()

    def open(self) -> "QuestionQuerySet":
        """Those that still wait for somebody."""
        return self.filter(status__in=QUESTION_OPEN)

    def asking(self, labs: set[int]) -> "QuestionQuerySet":
        """Those that were put to one of these labs, whatever became of them."""
        through = Question.asked_labs.through._base_manager
        asked = through.filter(question=OuterRef("pk"), lab__in=labs)
        return self.filter(Exists(asked))

    def to_answer(self, labs: set[int]) -> "QuestionQuerySet":
        """Those that wait for an answer of one of these labs.

        Each one asked is waited for until the question is closed: the first answer is
        another lab's, and may not be the one that helps.
        """
        through = Question.asked_labs.through._base_manager
        given = QuestionAnswer.objects.filter(
            question=OuterRef("question"), lab=OuterRef("lab")
        )
        asked = through.filter(question=OuterRef("pk"), lab__in=labs)
        silent = Exists(asked.exclude(Exists(given)))
        return self.filter(
            Q(status=S.ASKED) & Exists(asked) | Q(status=S.ANSWERED) & silent
        )

    def with_answering(self) -> "QuestionQuerySet":
        """Add the ids of the labs that have answered."""
        rows = QuestionAnswer.objects.filter(question=OuterRef("pk"))
        return self.annotate(answering=ArraySubquery(rows.values("lab")))

    def to_accept(self, labs: set[int]) -> "QuestionQuerySet":
        """Those whose answers wait for a word of the lab that asked."""
        return self.filter(status=S.ANSWERED, lab__in=labs)

    def matching(self, text: str) -> "QuestionQuerySet":
        """Those with these words or beginnings, of their own or of an answer."""
        query = prefix_query(text)
        if query is None:
            return self
        told = QuestionAnswer.objects.filter(words=query).values("question")
        return self.filter(Q(words=query) | Q(pk__in=told))

    def with_sides(self) -> "QuestionQuerySet":
        """The lab that asks, who wrote it, the labs asked, topic and axis."""
        rows = self.select_related("lab__operator", "asked_by", "topic", "workstream")
        return rows.prefetch_related(with_operators("asked_labs"))

    def with_exchanges(self) -> "QuestionQuerySet":
        """Add whether it is talked about at an exchange."""
        through = apps.get_model("benchmarking.Exchange").questions.through
        linked = through._base_manager.filter(question=OuterRef("pk"))
        return self.annotate(has_exchanges=Exists(linked))


class Question(Record):
    """What one lab wants to know of the others, until an answer has helped."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab that asks"),
        on_delete=models.PROTECT,
        related_name="questions",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_labs = models.ManyToManyField(
        "programmes.Lab", verbose_name=_("labs asked"), related_name="questions_asked"
    )
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("question"), max_length=MOST_TEXT)
    topic = models.ForeignKey(
        "programmes.Topic",
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    workstream = models.ForeignKey(
        "programmes.Workstream",
        verbose_name=_("axis"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )
    status = models.CharField(
        _("status"), max_length=9, choices=S.choices, default=S.ASKED
    )
    # The day from which the turn counts, and its date: fixed when the turn begins.
    since_on = models.DateField(_("counted from"))
    due_on = models.DateField(_("next step by"), null=True, blank=True)
    next_step = models.TextField(
        _("what the lab does with it"), max_length=MOST_REASON, blank=True
    )
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    reopened_because = models.TextField(
        _("why it is asked again"), max_length=MOST_REASON, blank=True
    )
    withdrawn_because = models.TextField(
        _("why it is withdrawn"), max_length=MOST_REASON, blank=True
    )
    words = GeneratedField(
        expression=SearchVector(folded("title"), config="simple")
        + SearchVector(folded("title"), config="french")
        + SearchVector(folded("text"), config="simple")
        + SearchVector(folded("text"), config="french"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # What `with_exchanges` and `with_answering` add.
    has_exchanges: bool
    answering: list[int]

    objects = QuestionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = (
            models.CheckConstraint(
                name="question_says_what", condition=~Q(title="") & ~Q(text="")
            ),
            models.CheckConstraint(
                name="question_open_has_next_date",
                condition=Q(
                    status__in=QUESTION_OPEN,
                    due_on__isnull=False,
                    due_on__gt=F("since_on"),
                )
                | Q(~Q(status__in=QUESTION_OPEN), due_on=None),
            ),
            models.CheckConstraint(
                name="question_accepted_says_what_next",
                condition=Q(
                    ~Q(next_step=""), status="accepted", accepted_on__isnull=False
                )
                | Q(~Q(status="accepted"), next_step="", accepted_on=None),
            ),
            models.CheckConstraint(
                name="question_withdrawn_says_why",
                condition=Q(~Q(withdrawn_because=""), status="withdrawn")
                | Q(~Q(status="withdrawn"), withdrawn_because=""),
            ),
        )
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="question_by_date"),
            models.Index(
                fields=["status", "-created_at", "-id"], name="question_by_status"
            ),
            models.Index(fields=["lab", "-created_at", "-id"], name="question_of_lab"),
            # What a timer looks for.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status__in=QUESTION_OPEN),
                name="question_due",
            ),
            GinIndex(fields=["words"], name="question_words"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_questions,
            "answer": may.answers_question,
            "accept": may.keeps_question,
            "reopen": may.keeps_question,
            "withdraw": may.keeps_question,
            "export": rules.exports_data,
            "remind": rules.is_system,
        }

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("benchmarking:question_detail", args=[self.public_id])

    @property
    def labs_asked(self) -> list["Lab"]:
        """The labs that it was put to, in their order."""
        return sorted(self.asked_labs.all(), key=lambda lab: lab.name)

    @property
    def asked_lab_ids(self) -> set[int]:
        """The ids of the labs that it was put to."""
        return {lab.pk for lab in self.asked_labs.all()}


class QuestionAnswer(Record):
    """What one lab answers, by somebody of it; several may answer."""

    question = models.ForeignKey(
        Question,
        verbose_name=_("question"),
        on_delete=models.PROTECT,
        related_name="answers",
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab that answers"),
        on_delete=models.PROTECT,
        related_name="question_answers",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    text = models.TextField(_("answer"), max_length=MOST_TEXT)
    corrected_at = models.DateTimeField(_("corrected on"), null=True, blank=True)
    # Set by the lab that asked: this one helps.
    helps = models.BooleanField(_("helps"), default=False)
    words = GeneratedField(
        expression=SearchVector(folded("text"), config="simple")
        + SearchVector(folded("text"), config="french"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(Record.Meta):
        verbose_name = _("answer of a lab")
        verbose_name_plural = _("answers of labs")
        constraints = (
            models.CheckConstraint(name="answer_says_something", condition=~Q(text="")),
        )
        indexes = (
            models.Index(fields=["question", "id"], name="answer_in_order"),
            GinIndex(fields=["words"], name="answer_words"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_questions,
            "correct": may.corrects_answer,
        }

    def __str__(self) -> str:
        return f"{self.lab}, {self.question}"

    def get_absolute_url(self) -> str:
        """Give its place on the question's page."""
        return f"{self.question.get_absolute_url()}#reponse-{self.public_id}"
