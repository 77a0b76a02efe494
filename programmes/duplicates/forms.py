"""What staff say of a pair: who goes on, whose word counts, or why they are two."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.duplicates import comparing
from programmes.duplicates.comparing import SIDES, Plan, Side
from programmes.models import Duplicate, Organisation
from servindus.models import User
from servindus.search import words_of

# As many namesakes as fit on a page; a better name or the SIREN finds the rest.
SHOWN = 20


class MergeForm(forms.Form):
    """The choices of the page before, carried through the preview unseen."""

    survivor = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        pair: Duplicate,
        chosen: Mapping[str, str],
    ) -> None:
        super().__init__(data, files)
        wanted = chosen.get("survivor", "")
        better = comparing.better_side(pair)
        self.side: Side = next((s for s in SIDES if s == wanted), better)
        self.choices = {
            name: value
            for name in comparing.CHOICES
            if (value := chosen.get(name, "")) in SIDES
        }
        self.plan: Plan = comparing.plan(pair, self.side, self.choices)
        for name in self.choices:
            self.fields[name] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=self.choices[name]
            )
        self.initial.update(survivor=self.side, seen=self.plan.seen)

    def clean(self) -> dict[str, Any]:
        """Give the act its three inputs."""
        return {
            "survivor": self.side,
            "choices": self.choices,
            "seen": (self.cleaned_data or {}).get("seen", ""),
        }


class DismissDuplicateForm(forms.Form):
    """Why two organisations are two; whoever comes next reads it."""

    reason = forms.CharField(
        label=_("How you know that these are two companies"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They will not be suggested again. The lab’s team reads this."),
    )


class PutTogetherForm(forms.Form):
    """The other organisation, by its SIREN or its name."""

    other = forms.CharField(
        label=_("The other organisation"),
        max_length=255,
        help_text=_("Its SIREN, or words of its name."),
    )

    def __init__(self, *args: Any, one: Organisation, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        self.user: User = user

    def clean_other(self) -> Organisation:
        """Find it among the same lab's; several of one name ask for more."""
        text = self.cleaned_data["other"]
        rows = Organisation.objects.visible_to(self.user).exclude(pk=self.one.pk)
        if not rules.is_programme_admin(self.user):
            rows = rows.filter(lab__in=rules.lab_ids(self.user))
        found = list(rows.matching(text)[: SHOWN + 1]) if words_of(text) else []
        same = [row for row in found if words_of(row.name) == words_of(text)]
        if len(same) == 1 or len(found) == 1:
            return (same or found)[0]
        if not found:
            raise forms.ValidationError(
                _("No other organisation of your lab has this name or this SIREN.")
            )
        names = ", ".join(f"{row} ({row.siren or '–'})" for row in found[:SHOWN])
        raise forms.ValidationError(
            _("Several have this name; give more words, or the SIREN: %(names)s.")
            % {"names": names}
        )
