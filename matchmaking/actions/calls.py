"""What the lab notes of its telephone calls."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from matchmaking.actions.moderation import remark
from matchmaking.enums import Audience, CallResult, IntroductionStatus
from matchmaking.models import CallNote, Introduction
from servindus import clock
from servindus.workflow import ActRefused, Step, act

S = IntroductionStatus


@act(
    Introduction,
    sources=[S.SENT, S.DEFERRED, S.ACCEPTED],
    label=_("Note a call"),
    icon="phone",
    records=("result", "again_on"),
)
def call_introduction(
    introduction: Introduction,
    step: Step,
    *,
    result: str,
    again_on: date | None = None,
    text: str = "",
) -> None:
    """Note what came of a call; somebody who was spoken with is reminded no more."""
    if again_on is not None:
        if result == CallResult.SPOKEN:
            raise ActRefused(_("Who was spoken with is not called again."))
        if again_on <= clock.local_day(step.now):
            raise ActRefused(_("Choose a later day to call again."))
    CallNote.objects.create(
        introduction=introduction, entry=step.entry, result=result, again_on=again_on
    )
    introduction.flagged_at = None
    remark(introduction, step, text, Audience.STAFF)
