"""The moderators' decisions: their forms, ready answers, and who is barred."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import looks, rules
from matchmaking.enums import AnswerKind
from matchmaking.forms import (
    AskInfoForm,
    CallForm,
    ChecklistForm,
    CloseForm,
    CloseUnknownForm,
    RejectForm,
    RewordForm,
)
from matchmaking.models import AnswerTemplate, Introduction
from matchmaking.models.moderation import TEXTS
from matchmaking.wording import compared
from programmes import rules as frame
from servindus.admin_base import LabAdmin
from servindus.forms import EmptyForm, ReasonForm, TaglessForm, text_field
from servindus.views import Page
from servindus.workflow import Act

# Acts that may begin with a ready answer.
ANSWERED = {f"{kind}_introduction": kind for kind in AnswerKind}
REWORD = "reword_introduction"
TEXT_LIMIT = 300


class SendForm(TaglessForm):
    """Why a request leaves before its turn; nothing where its turn has come."""

    text = text_field(
        _("Why it leaves before its turn"),
        300,
        required=False,
        help_text=_(
            "Only where the person has no room or others come first. The reason stays"
            " in the file, under your name."
        ),
    )


class DecisionDesk(LabAdmin):
    """The acts of moderation, one by one or on several requests."""

    act_forms: ClassVar = {
        "ask_info_introduction": AskInfoForm,
        REWORD: RewordForm,
        "approve_introduction": ChecklistForm,
        "reject_introduction": RejectForm,
        "close_introduction": CloseForm,
        "cancel_introduction": ReasonForm,
        "reopen_introduction": ReasonForm,
        "call_introduction": CallForm,
        "send_introduction": SendForm,
    }
    # Approving is not offered in bulk: six points are checked on a text that was read.
    bulk_acts = (
        "ask_info_introduction",
        "reject_introduction",
        "send_introduction",
        "requeue_introduction",
        "close_introduction",
    )
    # Nobody jumps a queue in bulk: each jump has a reason of its own.
    bulk_forms: ClassVar = {
        "close_introduction": CloseUnknownForm,
        "send_introduction": EmptyForm,
    }

    def why_refused(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> str | Promise:
        """Say that the reader belongs to a side, or has refused the request before."""
        return rules.why_not_moderate(request.user, obj)

    def get_act_form_options(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> dict[str, Any]:
        """Give the ready answers, and the startup's texts to somebody who rewords."""
        kind = ANSWERED.get(action.name)
        if kind is None:
            return {}
        initial: dict[str, Any] = {}
        if action.name == REWORD and obj is not None:
            initial = {name: getattr(obj, name) for name in TEXTS}
        rows = self.answers(request, kind, obj)
        if chosen := _chosen(rows, request.GET.get("modele", "")):
            initial |= _text_of(chosen, obj, "")
        return {"templates": rows, "initial": initial}

    def answers(
        self, request: HttpRequest, kind: AnswerKind, obj: Introduction | None
    ) -> list[AnswerTemplate]:
        """Give the ready answers of the file's lab, or of the reader's own."""
        user: Any = request.user
        rows = AnswerTemplate.objects.filter(act=kind)
        if obj is not None:
            return list(rows.filter(lab=obj.lab_id))
        return list(rows.filter(lab__in=frame.lab_ids(user)))

    def filled(
        self, request: HttpRequest, action: Act[Any], form_class: type[forms.Form]
    ) -> dict[str, Any]:
        """Keep what was typed, ticked and chosen, and add the ready answer to it."""
        names = [*form_class().fields, "template"]
        known = {name: request.POST[name] for name in names if name in request.POST}
        kind = ANSWERED.get(action.name)
        if kind is None or not known.get("template"):
            return known
        match = request.resolver_match
        pk = match.kwargs.get("object_id") if match else None
        obj = self.get_object(request, pk) if pk else None
        chosen = _chosen(self.answers(request, kind, obj), known["template"])
        if chosen is None:
            return known
        return {**known, **_text_of(chosen, obj, known.get("text", ""))}

    def act_page(self, request: HttpRequest, action: Act[Any], obj: Any) -> Page:
        """Give rewording its own page, with the difference as it stands."""
        page = super().act_page(request, action, obj)
        if action.name != REWORD:
            return page
        before = {name: getattr(obj, name) for name in TEXTS}
        typed = {name: request.POST.get(name, before[name]) for name in TEXTS}
        extra = {
            **(page.extra or {}),
            "introduction": obj,
            "changes": compared(before, typed),
            "files": looks.files_of(obj),
        }
        return Page(
            template="admin/matchmaking/introduction/reword.html",
            title=page.title,
            button=_("Propose this wording"),
            success=_("The wording is proposed; the startup agrees in one click."),
            back=page.back,
            next=page.next,
            extra=extra,
        )


def _chosen(rows: list[AnswerTemplate], wanted: str) -> AnswerTemplate | None:
    """Give the ready answer that was chosen, if it is one of these."""
    return next((row for row in rows if str(row.pk) == wanted), None)


def _text_of(
    chosen: AnswerTemplate, obj: Introduction | None, typed: str
) -> dict[str, Any]:
    """Give the answer in the startup's language, under what was typed already."""
    text = chosen.text_for(obj.requested_by.language if obj is not None else "fr")
    typed = typed.replace("\r\n", "\n").strip()
    if typed and text not in typed:
        text = f"{typed}\n\n{text}"
    elif typed:
        text = typed
    known = {"text": text, "template": str(chosen.pk)}
    return {**known, "code": chosen.reject_code} if chosen.reject_code else known
