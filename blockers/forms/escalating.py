"""What a lab and an authority type about a dossier."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from blockers.enums import MOST_EMBARGO_DAYS, MOST_QUESTION_DAYS, AnswerKind
from blockers.models import Answer, Ask, Escalation
from blockers.models.answer import COMMITMENT, FIELDS_OF, NEEDED, missing
from programmes.enums import MembershipStatus, OrganisationKind, OrganisationStatus
from programmes.models import Organisation
from servindus import clock
from servindus.delays import add_months
from servindus.forms import TaglessForm, text_field

K = AnswerKind


def authorities() -> Any:
    """Give the public authorities that a dossier can be sent to."""
    return Organisation.objects.filter(
        kind=OrganisationKind.AUTHORITY, status=OrganisationStatus.VERIFIED
    ).order_by("sort_name")


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Give a date, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def authority_field(label: Any, without: int | None = None) -> Any:
    """Give a choice among the authorities, but for one's own."""
    return forms.ModelChoiceField(
        label=label,
        queryset=authorities().exclude(pk=without),
        empty_label=_("Choose…"),
        error_messages={"required": _("Choose an authority.")},
    )


class EscalateForm(TaglessForm):
    """To whom the dossier goes, and with which word."""

    authorities = forms.ModelMultipleChoiceField(
        label=_("To which authorities?"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one authority.")},
        help_text=_("Each gets the same dossier, and owes an answer to each ask."),
    )
    note = text_field(
        _("Covering note"),
        2000,
        rows=5,
        required=False,
        help_text=_(
            "What is not in the dossier: the urgency, whom you have spoken to."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice: Any = self.fields["authorities"]
        active = Q(memberships__status=MembershipStatus.ACTIVE)
        choice.queryset = authorities().annotate(
            liaisons=Count("memberships", filter=active)
        )
        choice.notes = {
            str(row.pk): _("Nobody of this authority has an account yet.")
            for row in choice.queryset
            if not row.liaisons
        }


class RecallForm(TaglessForm):
    """Why a dossier is taken back."""

    text = text_field(
        _("Why do you take it back?"),
        600,
        rows=4,
        help_text=_("The authorities read it. The dossier can be sent again."),
    )


class AddendumForm(TaglessForm):
    """What is added to a dossier."""

    text = text_field(
        _("What should the authority know besides?"),
        3000,
        rows=7,
        help_text=_("What was sent stays as it was; this stands below it."),
    )


class ReplyForm(TaglessForm):
    """The lab's reply to a question."""

    text = text_field(_("Your reply"), 3000, rows=7)


class QuestionForm(TaglessForm):
    """An authority's question, and by when it wants the reply."""

    text = text_field(_("Your question to the lab"), 1000, rows=5)
    due_on = day_field(
        _("Reply wanted by"),
        help_text=_("Your own delay stands from today until the lab replies."),
    )

    def clean_due_on(self) -> Any:
        """A day after today, and not too far."""
        day, today = self.cleaned_data["due_on"], clock.today()
        if not today < day <= today + timedelta(days=MOST_QUESTION_DAYS):
            raise forms.ValidationError(_("Choose a day within the next sixty."))
        return day


class ExtendForm(TaglessForm):
    """Why the answer takes ten weeks."""

    text = text_field(
        _("Why does the answer take longer?"),
        600,
        rows=4,
        help_text=_("The reason is published with the answer."),
    )


class ForwardForm(TaglessForm):
    """Which authority gets the dossier, and why."""

    text = text_field(
        _("Why is it theirs?"),
        600,
        rows=4,
        help_text=_("The lab and the other authority read it."),
    )

    def __init__(self, *args: Any, own: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["authority"] = authority_field(_("Forward to"), own)
        self.order_fields(["authority", "text"])


class PublishForm(TaglessForm):
    """Which answers are published, and from which day on everybody reads them."""

    def __init__(self, *args: Any, rows: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["escalations"] = forms.ModelMultipleChoiceField(
            label=_("Which dossiers?"),
            queryset=rows,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one dossier.")},
        )
        self.fields["embargo_until"] = day_field(
            _("Shown to everybody from"),
            required=False,
            help_text=_("Empty: from now on. An embargo lasts fifteen days at most."),
        )

    def clean_embargo_until(self) -> Any:
        """A day within fifteen, today included."""
        day, today = self.cleaned_data["embargo_until"], clock.today()
        if day and not today <= day <= today + timedelta(days=MOST_EMBARGO_DAYS):
            raise forms.ValidationError(_("Choose a day within the next fifteen."))
        return day


# --- The answer -----------------------------------------------------------------------

# Label, limit of a text (0 is a day), and what helps to write it.
PARTS: dict[str, tuple[Any, int, Any]] = {
    "act_reference": (_("Number of the act"), 80, _("NOR, LEGIARTI or CELEX.")),
    "in_force_on": (_("In force on"), 0, ""),
    "territory": (_("Where"), 120, _("The territory in which it holds.")),
    "ends_on": (_("The derogation ends on"), 0, _("A derogation has an end.")),
    "commitment_what": (_("What is committed to"), 300, _("What will be done.")),
    "commitment_who": (_("Who keeps it"), 160, _("The directorate or unit.")),
    "commitment_due_on": (_("Kept by"), 0, ""),
    "legal_ground": (_("Legal ground"), 600, _("The text, and its article.")),
    "instruction": (
        _("Instruction given, or unit that corrects"),
        300,
        _("The note and its day, or the unit."),
    ),
    "vehicle": (
        _("Which text will settle it"),
        300,
        _("The bill, decree or plan, by its name."),
    ),
    "review_on": (_("Looked at again on"), 0, _("Within twelve months.")),
    "public_interest": (_("Public interest at stake"), 600, _("What would suffer.")),
    "alternative": (
        _("What is possible instead"),
        600,
        _("This, or a day on which it is looked at again."),
    ),
}
# Longer texts have several lines.
LONGEST_LINE = 160
# What each kind asks for, beside its name.
KIND_NOTES = {
    K.LIFTED: _("an act, or a dated commitment"),
    K.DEROGATION: _("commitment, territory, end"),
    K.FEASIBLE: _("legal ground and text"),
    K.CORRECTED: _("instruction or unit, day"),
    K.REDIRECTED: _("the authority that decides"),
    K.DEFERRED: _("named text, review within 12 months"),
    K.REFUSED: _("ground, public interest, alternative"),
}
OTHER_WAY: dict[tuple[str, ...], Any] = {
    ("act_reference", "commitment_what"): _("Give the act, or the whole commitment."),
    ("alternative", "review_on"): _("Give an alternative, or a day of review."),
}


class AnswerForm(TaglessForm):
    """One answer to one ask: which fields there are follows from its kind.

    What was typed for another kind is kept out of sight, and comes back with it.
    """

    kind = forms.ChoiceField(
        label=_("Kind of answer"),
        choices=K.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kind of answer.")},
    )
    public_text = text_field(
        _("Answer for everybody"),
        2000,
        rows=5,
        help_text=_("What changes, for whom, until when. Companies read it as it is."),
    )
    restricted_text = text_field(_("For the lab alone"), 2000, rows=3, required=False)
    signed_by = forms.CharField(label=_("Signed by"), max_length=160)
    signed_role = forms.CharField(label=_("As"), max_length=160)
    decided_on = day_field(_("Decided on"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        escalation: Escalation,
        ask: Ask,
        by: Any,
        kind: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.escalation, self.ask, self.by = escalation, ask, by
        self.current = escalation.answers.current().filter(ask=ask).first()
        self.fields["kind"].notes = KIND_NOTES  # type: ignore[attr-defined]
        self.kind_shown = kind if kind in K.values else ""
        shown = FIELDS_OF.get(self.kind_shown, ())
        needed = {
            name
            for groups in NEEDED.get(self.kind_shown, ())
            if len(groups) == 1
            for name in groups[0]
        }
        for name in PARTS:
            self.fields[name] = _part(name, shown=name in shown, needed=name in needed)
        if self.kind_shown == K.REDIRECTED:
            field = authority_field(
                _("Authority that decides"), escalation.authority_id
            )
            self.fields["competent_authority"] = field
        order = ["kind", "competent_authority", *shown, "public_text"]
        self.order_fields([*order, "restricted_text", "signed_by", "signed_role"])

    def clean_decided_on(self) -> Any:
        """No decision of a day to come."""
        day = self.cleaned_data["decided_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Check what the kind demands; give what the act keeps."""
        data = super().clean() or {}
        kind, seen = data.get("kind", ""), data.pop("seen", "")
        shown = FIELDS_OF.get(kind, ())
        for name in set(data) & set(PARTS) - set(shown):
            data.pop(name)
        if not kind:
            return data
        self._check(kind, data)
        self._check_seen(seen, data)
        given = {name: value for name, value in data.items() if value not in ("", None)}
        was_read = self.current is not None and seen == str(self.current.pk)
        instead_of = self.current if was_read else None
        return {**given, "ask": self.ask, "instead_of": instead_of}

    def _check(self, kind: str, data: dict[str, Any]) -> None:
        # A field that is wrong already has said so.
        for names in missing(kind, data):
            words = OTHER_WAY.get(names, _("This kind of answer needs it."))
            if not any(name in self.errors for name in names):
                self.add_error(names[0] if names[0] in self.fields else None, words)
        begun = any(data.get(name) for name in COMMITMENT)
        left = [name for name in COMMITMENT if not data.get(name)]
        for name in left if begun and COMMITMENT[0] in FIELDS_OF[kind] else ():
            if name not in self.errors:
                self.add_error(name, _("A commitment says what, who and when."))
        self._check_days(kind, data)

    def _check_days(self, kind: str, data: dict[str, Any]) -> None:
        """Ends come after beginnings; what is put off is read again within a year."""
        decided, ends = data.get("decided_on"), data.get("ends_on")
        begins, review = data.get("in_force_on"), data.get("review_on")
        if ends and decided and ends <= max(decided, begins or decided):
            self.add_error("ends_on", _("It ends after it began."))
        if review and decided and review <= decided:
            self.add_error("review_on", _("Choose a day after the decision."))
        latest = add_months(decided, 12) if decided and kind == K.DEFERRED else None
        if review and latest and review > latest:
            self.add_error("review_on", _("Within twelve months of the decision."))

    def _check_seen(self, seen: str, data: dict[str, Any]) -> None:
        """A page that is older than the newest answer does not write over it."""
        current = self.current
        if current is None or seen == str(current.pk):
            return
        twice = (current.by_id, current.kind, current.public_text) == (
            self.by.pk,
            data.get("kind"),
            data.get("public_text"),
        )
        # The same click twice: the act itself answers as it did the first time.
        if not twice:
            words = _("Somebody has answered this ask in the meantime: read it first.")
            self.add_error(None, words)

    @classmethod
    def initial_of(cls, answer: Answer | None) -> dict[str, Any]:
        """Give what the answer that would be superseded says."""
        if answer is None:
            return {}
        names = ("kind", "public_text", "restricted_text", "signed_by", "signed_role")
        found = {name: getattr(answer, name) for name in (*names, *PARTS)}
        return {**found, "decided_on": answer.decided_on, "seen": str(answer.pk)}


def _part(name: str, *, shown: bool, needed: bool) -> forms.Field:
    label, limit, words = PARTS[name]
    if not shown:
        # Kept as it was typed, and read by nobody while another kind is chosen.
        return forms.CharField(required=False, widget=forms.HiddenInput)
    said = _("“%(label)s” is needed for this kind of answer.") % {"label": label}
    options = {
        "required": needed,
        "help_text": words,
        "error_messages": {"required": said},
    }
    if not limit:
        return day_field(label, **options)
    if limit > LONGEST_LINE:
        return text_field(label, limit, rows=3, **options)
    return forms.CharField(label=label, max_length=limit, **options)
