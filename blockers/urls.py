"""Addresses of the blocker register."""

from django.urls import path, register_converter

from blockers.doors import private_link
from blockers.views import card, cases, public, register, reporting
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
    "report_file": ("pieces/<uuid:piece>/", cases.report_file),
    "agree_approval": ("fiche/", card.agree_approval_view),
    "amend_approval": ("fiche/correction/", card.amend_approval_view),
}
_ONLY_LINK = {"report_waits": ("presque/", reporting.report_waits)}

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
    path("blocages/signaler/", reporting.report_start, name="report_start"),
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
