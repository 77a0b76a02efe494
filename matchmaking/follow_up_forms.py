"""Forms of what came of a meeting later on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.actions.follow_ups import Claim
from matchmaking.enums import ClaimKind, FollowUpRound, Satisfaction
from matchmaking.follow_ups import claim_words, unconfirmed
from matchmaking.models import FollowUp
from servindus.forms import TaglessForm, text_field
from servindus.templatetags.servindus import capital

PLAIN = (
    ClaimKind.SECOND_MEETING,
    ClaimKind.VISIT,
    ClaimKind.TRIAL,
    ClaimKind.QUOTE,
    ClaimKind.CONTRACT,
)
MOST_EUROS, MOST_JOBS = 999_999_999, 99_999


class FollowUpForm(TaglessForm):
    """What came of it: ticks, a value, jobs; nothing ticked is an answer too."""

    satisfaction = forms.TypedChoiceField(
        label=_("Was the meeting worth its time?"),
        choices=lambda: [(one.value, capital(one.label)) for one in Satisfaction],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four answers.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("What has come of it so far?"),
        choices=lambda: [(one.value, capital(one.label)) for one in PLAIN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Nothing ticked: nothing so far, which helps to know too."),
    )
    contract_value = forms.DecimalField(
        label=_("Value of the order or contract, in euros"),
        min_value=0,
        max_value=MOST_EUROS,
        decimal_places=2,
        required=False,
    )
    jobs_created = forms.IntegerField(
        label=_("Jobs created"), min_value=0, max_value=MOST_JOBS, required=False
    )
    jobs_kept = forms.IntegerField(
        label=_("Jobs kept"), min_value=0, max_value=MOST_JOBS, required=False
    )
    confirmed = forms.TypedMultipleChoiceField(
        label=_("The other side says this. Is it so?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick what you confirm."),
    )
    comment = text_field(_("Anything else?"), 400, required=False)
    may_share = forms.BooleanField(
        label=_("The other side may read my words."), required=False
    )

    def __init__(self, *args: Any, follow_up: FollowUp, **options: Any) -> None:
        super().__init__(*args, **options)
        first = follow_up.round == FollowUpRound.TEN_DAYS
        if not first:
            del self.fields["satisfaction"]
        else:
            # Ten days later nobody has been hired yet.
            for name in ("jobs_created", "jobs_kept"):
                del self.fields[name]
        claims = unconfirmed(follow_up)
        field: Any = self.fields["confirmed"]
        field.choices = [(claim.pk, claim_words(claim)) for claim in claims]
        if not claims:
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        """Give the claims; a value without a contract is asked about."""
        data = super().clean() or {}
        value, kinds = data.pop("contract_value", None), data.pop("kinds", [])
        if value is not None and ClaimKind.CONTRACT not in kinds:
            self.add_error("kinds", _("You give a value: tick the contract too."))
        claims = [
            Claim(kind, value if kind == ClaimKind.CONTRACT else None) for kind in kinds
        ]
        for kind in (ClaimKind.JOBS_CREATED, ClaimKind.JOBS_KEPT):
            number = data.pop(str(kind), None)
            if number:
                claims.append(Claim(kind, number))
        return {**data, "claims": claims}
