"""Questions between labs: the list, one question, and its acts."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from benchmarking import actions, sections
from benchmarking.models import Question, QuestionAnswer
from benchmarking.questions import forms as forms_
from benchmarking.questions import lists, looks
from benchmarking.questions.exports import QUESTIONS
from benchmarking.views.making import lab_of, make, own_labs, reader_of
from servindus import clock
from servindus.exports.pages import exporter
from servindus.keyset import capped_counts, page_of
from servindus.ui import Act, Crumb, Tab
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
COUNTED = 1001


# --- The list and one question --------------------------------------------------------


def _part(request: HttpRequest, counts: dict[str, int]) -> str:
    """Give the part that the address asks for: else what waits, else everything."""
    part = request.GET.get("vue", "")
    if part in counts:
        return part
    return "a-repondre" if counts["a-repondre"] else lists.EVERYTHING


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """List the questions between labs, the newest first."""
    user, today = reader_of(request), clock.today()
    if not user.has_perm("benchmarking.view_question"):
        raise PermissionDenied
    names = list(dict(lists.PARTS))
    parts = [lists.found(user, name, request.GET) for name in names]
    counted = capped_counts([one.qs for one in parts], cap=COUNTED)
    counts = dict(zip(names, counted, strict=True))
    part = _part(request, counts)
    found = parts[names.index(part)]
    # A filter keeps the part, and a part keeps the filters.
    found.form.fields["vue"] = forms.CharField(
        required=False, widget=forms.HiddenInput(), initial=part
    )
    page = page_of(
        request,
        found.qs.with_sides(),
        by="created_at",
        descending=True,
        key=lambda row: row.created_at.isoformat(),
    )
    href = reverse("benchmarking:ask_question")
    ask = Act(_("Ask the labs"), href, "plus", "main")
    context = {
        "rows": [looks.row(row, user, today) for row in page.rows],
        "pager": page.pager,
        "total": counts[part],
        "filter_form": found.form,
        "active": sum(bool(v) for k, v in found.asked.items() if k != "vue"),
        "sections": sections.tabs(request),
        "tabs": _tabs(request, counts, part),
        "acts": [ask] if own_labs(request) else [],
        "exporter": exporter(request, QUESTIONS, vue=part) if page.rows else None,
        "crumbs": [*looks.way()[:1], Crumb(_("Questions"))],
    }
    return render(request, "benchmarking/question_list.html", context)


def _tabs(request: HttpRequest, counts: dict[str, int], part: str) -> list[Tab]:
    kept = request.GET.copy()
    kept.pop("apres", None)
    own = bool(own_labs(request))
    found = []
    for slug, label in lists.PARTS:
        if slug in ("a-repondre", "nos-questions") and not own:
            continue
        kept["vue"] = slug
        found.append(
            Tab(
                label,
                f"?{kept.urlencode()}",
                count=counts[slug],
                current=slug == part,
                mine=slug == "a-repondre" and bool(counts[slug]),
            )
        )
    return found


def _question(request: HttpRequest, public_id: UUID) -> Question:
    rows = Question.objects.visible_to(reader_of(request)).with_sides()
    rows = rows.with_exchanges()
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def question_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one question: what is asked of whom, whose turn, what they answer."""
    question, user = _question(request, public_id), reader_of(request)
    answers, items = looks.story(question, user)
    context = {
        "question": question,
        "labs": looks.names_of(question.labs_asked),
        "badge": looks.badge(question),
        "turn": looks.turn(question, user, clock.today()),
        "acts": looks.acts(question, user),
        "answers": answers,
        "exchanges": question.exchanges.order_by("-starts_at", "-pk")
        if question.has_exchanges
        else [],
        "items": items,
        "crumbs": looks.way(Crumb(question.title)),
    }
    return render(request, "benchmarking/question_detail.html", context)


# --- Its acts -------------------------------------------------------------------------


@READ_OR_SEND
def ask_question_view(request: HttpRequest) -> HttpResponse:
    """Say what one wants to know, and of which labs."""
    lab = lab_of(request, "benchmarking.ask_question")
    form = forms_.AskForm(request.POST if request.method == "POST" else None, lab=lab)
    page = Page(
        template="benchmarking/make_form.html",
        title=_("Ask the labs"),
        lead=looks.lab_person(lab).role,
        button=_("Send the question"),
        success=_("Your question has left; each lab has ten working days."),
        back=reverse("benchmarking:question_list"),
        extra={
            "crumbs": looks.way(Crumb(_("Ask the labs"))),
            "other_labs": [one for one in own_labs(request) if one != lab],
        },
    )
    return make(request, actions.ask_question, lab, form, page)


def _move(
    request: HttpRequest, public_id: UUID, action: Any, form: Any, **words: Any
) -> HttpResponse:
    question = _question(request, public_id)
    options = words.pop("options", None)
    page = Page(
        lead=question.title,
        back=question.get_absolute_url(),
        template=words.pop("template", "benchmarking/question_form.html"),
        extra={
            "question": question,
            "crumbs": looks.way(Crumb(question.title, question.get_absolute_url())),
        },
        **words,
    )
    given = options(question) if options else {}
    return perform(request, action, question, form, page=page, form_options=given)


@READ_OR_SEND
def answer_question_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer for one's lab."""
    user = reader_of(request)
    return _move(
        request,
        public_id,
        actions.answer_question,
        forms_.AnswerForm,
        title=_("Answer the question"),
        button=_("Send the answer"),
        success=_("Your answer has left; you can correct it until one is accepted."),
        options=lambda question: {"question": question, "user": user},
    )


@READ_OR_SEND
def accept_question_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say which answers help, and what one does with them."""
    return _move(
        request,
        public_id,
        actions.accept_question,
        forms_.AcceptForm,
        title=_("What helps you?"),
        button=_("This helps us"),
        success=_("The labs that answered know what comes of it."),
        options=lambda question: {"question": question},
    )


@READ_OR_SEND
def reopen_question_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask again, and say what is missing."""
    return _move(
        request,
        public_id,
        actions.reopen_question,
        forms_.ReopenForm,
        title=_("Ask it again"),
        success=_("The labs read what is missing; they have ten working days again."),
    )


@READ_OR_SEND
def withdraw_question_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask it no longer."""
    return _move(
        request,
        public_id,
        actions.withdraw_question,
        forms_.WithdrawForm,
        title=_("Withdraw the question"),
        success=_("The question is withdrawn; the labs know why."),
    )


@READ_OR_SEND
def correct_question_answer_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write one's own answer anew."""
    seen = Question.objects.visible_to(reader_of(request))
    rows = QuestionAnswer.objects.filter(question__in=seen).select_related("question")
    answer = get_object_or_404(rows, public_id=public_id)
    question = answer.question
    page = Page(
        title=_("Correct the answer"),
        lead=question.title,
        button=_("Save the answer"),
        success=_("The answer is corrected."),
        back=question.get_absolute_url(),
        extra={
            "question": question,
            "crumbs": looks.way(Crumb(question.title, question.get_absolute_url())),
        },
        template="benchmarking/question_form.html",
    )
    return perform(
        request,
        actions.correct_question_answer,
        answer,
        forms_.CorrectForm,
        page=page,
        form_options={"answer": answer},
    )
