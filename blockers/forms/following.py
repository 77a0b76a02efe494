"""What is typed after an answer: by the site, by the lab, by the authority."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blockers.enums import (
    LIFTING,
    AnswerKind,
    EndDecision,
    Solved,
)
from blockers.forms.escalating import day_field
from blockers.models import Answer, Commitment, Escalation, Measure
from blockers.models.answer import missing
from blockers.models.follow_up import MAX_MONTHS_GAINED
from blockers.standing import standing
from servindus import clock
from servindus.forms import TaglessForm, text_field

K = AnswerKind


class VerifyForm(TaglessForm):
    """What has changed on one's own site."""

    solved = forms.ChoiceField(
        label=_("Is it solved on your site?"),
        choices=Solved.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is true on your site.")},
    )
    text = text_field(
        _("In your words"),
        1000,
        rows=4,
        required=False,
        help_text=_("What has changed, or what still blocks."),
    )
    months_gained = forms.IntegerField(
        label=_("Months gained"),
        min_value=0,
        max_value=MAX_MONTHS_GAINED,
        required=False,
    )
    jobs = forms.DecimalField(
        label=_("Jobs created or kept, full-time"),
        min_value=0,
        max_digits=7,
        decimal_places=1,
        required=False,
        localize=True,
    )

    def clean(self) -> dict[str, Any]:
        """What is not solved says what still blocks."""
        data = super().clean() or {}
        blocked = data.get("solved") in (Solved.NOT_SOLVED, Solved.PARTLY)
        if blocked and not data.get("text", "").strip():
            self.add_error("text", _("Say what still blocks."))
        return data


class ContestForm(TaglessForm):
    """A new fact, or a legal argument."""

    text = text_field(
        _("Which fact or which rule did the refusal not take into account?"),
        2000,
        rows=7,
        help_text=_(
            "The lab reads it first; then somebody else than whoever signed answers."
        ),
    )

    def __init__(self, *args: Any, answer: Answer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.answer = answer

    def clean(self) -> dict[str, Any]:
        """Give the refusal along."""
        return {**(super().clean() or {}), "answer": self.answer}


class DismissForm(TaglessForm):
    """Why a contestation is not passed on."""

    text = text_field(
        _("Why do you not pass it on?"),
        600,
        rows=4,
        help_text=_("The company reads it."),
    )


class ConfirmForm(TaglessForm):
    """What is in force, since when, and what shows it."""

    in_force_from = day_field(_("In force since"))
    in_force_to = day_field(_("Until"), required=False)
    act_reference = forms.CharField(
        label=_("Number of the act"),
        max_length=80,
        required=False,
        help_text=_("NOR, LEGIARTI or CELEX."),
    )
    territory = forms.CharField(label=_("Where"), max_length=120, required=False)
    evidence = text_field(
        _("What shows it?"),
        600,
        rows=4,
        help_text=_("The act’s page, the note’s day, who has seen it applied."),
    )

    def __init__(self, *args: Any, commitment: Commitment, **options: Any) -> None:
        answer = commitment.answer
        self.ends = answer.kind == K.DEROGATION
        options["initial"] = {
            "act_reference": answer.act_reference,
            "territory": answer.territory,
            "in_force_to": answer.ends_on,
            "in_force_from": answer.in_force_on,
        } | (options.get("initial") or {})
        super().__init__(*args, **options)
        if self.ends:
            self.fields["in_force_to"].required = True
            self.fields["in_force_to"].help_text = _("A derogation has a last day.")

    def clean_in_force_from(self) -> Any:
        """No day to come."""
        day = self.cleaned_data["in_force_from"]
        if day > clock.today():
            raise forms.ValidationError(
                _("This day is still to come: confirm it then.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        """An end comes after the beginning."""
        data = super().clean() or {}
        begins, ends = data.get("in_force_from"), data.get("in_force_to")
        if begins and ends and ends <= begins:
            self.add_error("in_force_to", _("It ends after it began."))
        return data


class DropForm(TaglessForm):
    """Why a promise is given up, and the answer that takes its place."""

    reason = text_field(
        _("Why is it given up?"), 600, rows=4, help_text=_("The companies read it.")
    )
    kind = forms.ChoiceField(
        label=_("What is the answer now?"),
        choices=[(kind.value, kind.label) for kind in (K.REFUSED, K.DEFERRED)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kind of answer.")},
    )
    public_text = text_field(_("Answer for everybody"), 2000, rows=5)
    legal_ground = text_field(
        _("Legal ground"), 600, rows=2, required=False, help_text=_("For a refusal.")
    )
    public_interest = text_field(
        _("Public interest at stake"),
        600,
        rows=2,
        required=False,
        help_text=_("For a refusal."),
    )
    alternative = text_field(
        _("What is possible instead"),
        600,
        rows=2,
        required=False,
        help_text=_("For a refusal; or a day on which it is looked at again."),
    )
    vehicle = forms.CharField(
        label=_("Which text will settle it"),
        max_length=300,
        required=False,
        help_text=_("For an answer that is put off."),
    )
    review_on = day_field(
        _("Looked at again on"),
        required=False,
        help_text=_("Within twelve months, for an answer that is put off."),
    )
    signed_by = forms.CharField(label=_("Signed by"), max_length=160)
    signed_role = forms.CharField(label=_("As"), max_length=160)

    def clean(self) -> dict[str, Any]:
        """Check what the kind demands; the decision is of today."""
        data = super().clean() or {}
        kind, today = data.get("kind", ""), clock.today()
        if not kind:
            return data
        for names in missing(kind, data):
            if names[0] not in self.errors:
                self.add_error(names[0], _("This kind of answer needs it."))
        review = data.get("review_on")
        if review and review <= today:
            self.add_error("review_on", _("Choose a day after the decision."))
        if kind == K.REFUSED:
            data["vehicle"] = ""
        given = {name: value for name, value in data.items() if value not in ("", None)}
        return {**given, "decided_on": today}


class RecommitForm(TaglessForm):
    """A new promise, after a site has said that nothing was solved."""

    what = forms.CharField(label=_("What is committed to"), max_length=300)
    who = forms.CharField(
        label=_("Who keeps it"), max_length=160, help_text=_("The directorate or unit.")
    )
    due_on = day_field(_("Kept by"))

    def __init__(self, *args: Any, escalation: Escalation, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = standing(escalation.blocker).filter(
            escalation=escalation, kind__in=LIFTING
        )
        self.fields["answer"] = forms.ModelChoiceField(
            label=_("To which ask does it belong?"),
            queryset=rows,
            widget=forms.RadioSelect,
            empty_label=None,
            initial=rows.first(),
            error_messages={"required": _("Choose an ask.")},
        )
        self.fields["answer"].label_from_instance = lambda row: row.ask.wording  # type: ignore[attr-defined]
        self.order_fields(["answer", "what", "who", "due_on"])

    def clean_due_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["due_on"]
        if day <= clock.today():
            raise forms.ValidationError(_("Name a day to come."))
        return day


class EndForm(TaglessForm):
    """What comes after a derogation."""

    decision = forms.ChoiceField(
        label=_("What comes after it?"),
        choices=EndDecision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes after it.")},
    )
    in_force_to = day_field(_("New last day, if it is extended"), required=False)
    reason = text_field(_("Why?"), 600, rows=4, help_text=_("The companies read it."))

    def __init__(self, *args: Any, measure: Measure, **options: Any) -> None:
        super().__init__(*args, **options)
        self.measure = measure

    def clean(self) -> dict[str, Any]:
        """A later day for an extension, and for nothing else."""
        data = super().clean() or {}
        if data.get("decision") != EndDecision.EXTEND:
            data.pop("in_force_to", None)
            return data
        day, last = data.get("in_force_to"), self.measure.in_force_to
        if day is None or (last and day <= last):
            self.add_error("in_force_to", _("Name a later last day."))
        return data


class ReopenForm(TaglessForm):
    """What has come back."""

    text = text_field(
        _("What has come back?"), 600, rows=4, help_text=_("The companies read it.")
    )
