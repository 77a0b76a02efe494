"""Addresses of the blocker register."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.urls import path, register_converter

from blockers.doors import private_link
from blockers.views import (
    card,
    cases,
    dossiers,
    escalations,
    follow_up,
    papers,
    public,
    publication,
    register,
    reporting,
    sitting_mode,
    sittings,
    sums,
)
from servindus.limits import Limit, door_limits

app_name = "blockers"


class ReferenceConverter:
    """A blocker's reference in an address, `ROU-B-2026-0042`, spelt in one way."""

    regex = r"[A-Z]{3}-B-[0-9]{4}-[0-9]{4,7}"

    def to_python(self, value: str) -> str:
        """Give the reference as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Give the reference as it stands."""
        return value


register_converter(ReferenceConverter, "blocker")

# Anybody may begin a report: from one address, not without end.
door_limits["blockers:report_start"] = Limit(times=20, seconds=3600)

# Pages of one case: for people with an account, and behind the link of a mail.
_CASE = {
    "report_detail": ("", cases.report_detail),
    "submit_report": ("transmettre/", cases.submit_report_view),
    "withdraw_report": ("retirer/", cases.withdraw_report_view),
    "resume_report": ("reprendre/", cases.resume_report_view),
    "appeal_report": ("faire-relire/", cases.appeal_report_view),
    "report_received": ("transmis/", reporting.report_received),
    "edit_report": ("etape/<int:number>/", reporting.edit_report_view),
    "keep_typed": ("etape/<int:number>/saisie/", reporting.keep_typed),
    "answer_verification": (
        "verifier/<uuid:piece>/",
        follow_up.answer_verification_view,
    ),
    "contest_report": ("contester/<uuid:piece>/", follow_up.contest_report_view),
    "report_file": ("pieces/<uuid:piece>/", cases.report_file),
    "agree_approval": ("fiche/", card.agree_approval_view),
    "amend_approval": ("fiche/correction/", card.amend_approval_view),
}
_ONLY_LINK = {"report_waits": ("presque/", reporting.report_waits)}

# One dossier with one authority, and the blocker that it is about.
_ESCALATION: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
    "escalation_detail": ("", escalations.escalation_detail),
    "acknowledge_escalation": (
        "accuser-reception/",
        escalations.acknowledge_escalation_view,
    ),
    "request_info_escalation": (
        "demander/",
        escalations.request_info_escalation_view,
    ),
    "reply_info_escalation": ("preciser/", escalations.reply_info_escalation_view),
    "extend_escalation": ("prolonger/", escalations.extend_escalation_view),
    "forward_escalation": ("reorienter/", escalations.forward_escalation_view),
    "add_addendum": ("completer/", escalations.add_addendum_view),
    "answer_escalation": (
        "repondre/<uuid:ask>/",
        escalations.answer_escalation_view,
    ),
}
_ESCALATION["recommit_escalation"] = (
    "engager/",
    follow_up.recommit_escalation_view,
)
# What was promised and what is contested: lists, and their pages.
_FOLLOW_UP: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
    "commitment_list": ("engagements/", follow_up.commitment_list),
    "confirm_commitment": (
        "engagements/<uuid:public_id>/en-vigueur/",
        follow_up.confirm_commitment_view,
    ),
    "drop_commitment": (
        "engagements/<uuid:public_id>/abandonner/",
        follow_up.drop_commitment_view,
    ),
    "derogation_list": ("derogations/", follow_up.derogation_list),
    "end_measure": ("derogations/<uuid:public_id>/fin/", follow_up.end_measure_view),
    "contestation_list": ("contestations/", follow_up.contestation_list),
    "contestation_detail": (
        "contestations/<uuid:public_id>/",
        follow_up.contestation_detail,
    ),
    "confirm_contestation": (
        "contestations/<uuid:public_id>/relire/",
        follow_up.confirm_contestation_view,
    ),
    "dismiss_contestation": (
        "contestations/<uuid:public_id>/ecarter/",
        follow_up.dismiss_contestation_view,
    ),
}
_ESCALATION["escalation_note"] = ("note/", papers.escalation_note)
_DOSSIER: dict[str, tuple[str, Callable[..., HttpResponseBase]]] = {
    "blocker_dossier": ("", dossiers.blocker_dossier),
    "blocker_note": ("note/", papers.blocker_note),
    "archive_blocker": ("archive/", papers.archive_blocker_view),
    "escalate_blocker": ("saisir/", dossiers.escalate_blocker_view),
    "recall_blocker": ("retirer/", dossiers.recall_blocker_view),
}

# One sitting of an authority, and the files on its agenda.
_FILE = "dossiers/<uuid:piece>/"
_SITTING: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
    "sitting_detail": ("", sittings.sitting_detail),
    "edit_sitting": ("modifier/", sittings.edit_sitting_view),
    "cancel_sitting": ("annuler/", sittings.cancel_sitting_view),
    "close_sitting": ("clore/", sittings.close_sitting_view),
    "sitting_agenda": ("ordre-du-jour/", sittings.sitting_agenda),
    "sitting_minutes": ("proces-verbal/", sittings.sitting_minutes),
    "sitting_file": (_FILE, sitting_mode.sitting_file),
    "adjourn_sitting": (f"{_FILE}ajourner/", sitting_mode.adjourn_sitting_view),
    "note_sitting": (f"{_FILE}note/", sitting_mode.note_sitting_view),
}

urlpatterns = [
    path("blocages/", cases.report_list, name="report_list"),
    path("blocages/registre/", public.public_list, name="public_list"),
    path("blocages/registre/flux.atom", public.public_feed, name="public_feed"),
    path(
        "blocages/registre/<blocker:reference>/", public.public_card, name="public_card"
    ),
    path(
        "blocages/registre/<uuid:public_id>/",
        register.blocker_detail,
        name="blocker_detail",
    ),
    path("blocages/textes/", sums.norm_list, name="norm_list"),
    path("blocages/delais/", sums.delay_list, name="delay_list"),
    path("blocages/signaler/", reporting.report_start, name="report_start"),
    path("blocages/saisines/", escalations.escalation_list, name="escalation_list"),
    path(
        "blocages/saisines/publier/",
        publication.publish_escalation_view,
        name="publish_escalation",
    ),
    *(
        path(f"blocages/saisines/<uuid:public_id>/{word}", view, name=name)
        for name, (word, view) in _ESCALATION.items()
    ),
    path("blocages/seances/", sittings.sitting_list, name="sitting_list"),
    path(
        "blocages/seances/planifier/", sittings.plan_sitting_view, name="plan_sitting"
    ),
    *(
        path(f"blocages/seances/<uuid:public_id>/{word}", view, name=name)
        for name, (word, view) in _SITTING.items()
    ),
    *(
        path(f"blocages/dossiers/<uuid:public_id>/{word}", view, name=name)
        for name, (word, view) in _DOSSIER.items()
    ),
    *(
        path(f"blocages/{word}", view, name=name)
        for name, (word, view) in _FOLLOW_UP.items()
    ),
    *(
        path(f"blocages/cas/<uuid:public_id>/{word}", view, name=name)
        for name, (word, view) in _CASE.items()
    ),
    *(
        path(
            f"blocages/suivre/<str:token>/{word}",
            private_link(view),
            name=f"link_{name}",
        )
        for name, (word, view) in {**_CASE, **_ONLY_LINK}.items()
    ),
]
