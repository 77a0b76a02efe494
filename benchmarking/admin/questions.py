"""The desk of questions between labs."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Question, QuestionAnswer
from benchmarking.questions.forms import ReopenForm, WithdrawForm
from programmes.admin.filters import LabFilter
from servindus.admin_base import LabAdmin, LabInline


class AnswerInline(LabInline):
    """What labs have answered; written in the portal, never here."""

    model = QuestionAnswer
    fields = ("lab", "author", "text", "helps", "created_at", "corrected_at")
    readonly_fields = fields

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the question sees its answers."""
        return request.user.has_perm("benchmarking.view_question", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Answers are written in the portal, in the name of a lab."""
        return False


@admin.register(Question)
class QuestionAdmin(LabAdmin):
    """Questions: who asks whom, where each stands, what was answered."""

    export_name = "questions_desk"
    when_empty = _("Questions stand here once a lab has asked the others.")
    list_display = ("title", "lab", "status", "due_on", "created_at")
    list_filter = ("status", LabFilter)
    list_select_related = ("lab",)
    search_fields = ("title",)
    ordering = ("-created_at", "-id")
    act_forms: ClassVar = {
        "reopen_question": ReopenForm,
        "withdraw_question": WithdrawForm,
    }
    # Written with question and answers in sight, in the portal; the platform reminds.
    hidden_acts: ClassVar = ("answer_question", "accept_question", "remind_question")
    inlines = (AnswerInline,)
    fields = (
        ("title", "status"),
        ("lab", "asked_by"),
        ("topic", "workstream"),
        "text",
        ("since_on", "due_on"),
        ("next_step", "accepted_on"),
        "reopened_because",
        "withdrawn_because",
    )
    readonly_fields = tuple(
        name for line in fields for name in ((line,) if isinstance(line, str) else line)
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring what a question's page names."""
        rows = super().get_queryset(request)
        return rows.select_related("lab", "asked_by", "topic", "workstream")
