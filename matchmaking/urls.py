"""Addresses of matchmaking."""

from django.urls import path

from matchmaking.doors import private_link
from matchmaking.views import (
    absences,
    answers,
    attachments,
    directory,
    follow_ups,
    invitations,
    lists,
    measures,
    meetings,
    profiles,
    requests,
    wording,
)

app_name = "matchmaking"

_ANSWERS = {
    "accept_introduction": ("accepter", answers.accept_introduction_view),
    "decline_introduction": ("decliner", answers.decline_introduction_view),
    "defer_introduction": ("reporter", answers.defer_introduction_view),
    "redirect_introduction": ("reorienter", answers.redirect_introduction_view),
    "undo_introduction": ("revenir", answers.undo_introduction_view),
    "announce_absence": ("absence", absences.announce_absence_view),
    "limit_decision_maker": ("mesure", measures.limit_decision_maker_view),
    "opt_out_introduction": ("ne-plus-solliciter", answers.opt_out_introduction_view),
}
_MEETINGS = {
    "book_meeting": ("creneau", meetings.book_meeting_view),
    "propose_slots": ("creneau/proposer", meetings.propose_slots_view),
    "move_meeting": ("rencontre/deplacer", meetings.move_meeting_view),
    "cancel_meeting": ("rencontre/annuler", meetings.cancel_meeting_view),
    "report_meeting": ("rencontre/bilan", meetings.report_meeting_view),
    "calendar_file": ("rencontre/agenda", meetings.calendar_file_view),
}
_FILE = "mises-en-relation/<uuid:public_id>"

urlpatterns = [
    path("annuaire/", directory.decision_maker_list, name="decision_maker_list"),
    path("annuaire/sites/", directory.site_list, name="site_list"),
    path(
        "annuaire/<uuid:public_id>/",
        directory.decision_maker_detail,
        name="decision_maker_detail",
    ),
    path(
        "annuaire/<uuid:public_id>/demander/",
        directory.draft_introduction_view,
        name="draft_introduction",
    ),
    path("absences/", absences.absence_list, name="absence_list"),
    path("ma-mesure/", measures.own_measure, name="own_measure"),
    path("absences/fin/", absences.end_absence_view, name="end_absence"),
    path("profil/", profiles.edit_startup_profile_view, name="edit_startup_profile"),
    path(
        "profil/pieces/<uuid:piece>/",
        attachments.profile_attachment,
        name="profile_attachment",
    ),
    path("mises-en-relation/", lists.introduction_list, name="introduction_list"),
    path(f"{_FILE}/", requests.introduction_detail, name="introduction_detail"),
    path(
        f"{_FILE}/demande/<int:number>/",
        requests.edit_introduction_view,
        name="edit_introduction",
    ),
    path(
        f"{_FILE}/transmise/",
        requests.introduction_submitted,
        name="introduction_submitted",
    ),
    path(
        f"{_FILE}/retirer/",
        requests.withdraw_introduction_view,
        name="withdraw_introduction",
    ),
    path(
        f"{_FILE}/annuler/",
        requests.cancel_introduction_view,
        name="cancel_introduction",
    ),
    path(
        f"{_FILE}/accepter-la-reformulation/",
        wording.agree_introduction_view,
        name="agree_introduction",
    ),
    path(
        f"{_FILE}/confirmer/",
        requests.confirm_introduction_view,
        name="confirm_introduction",
    ),
    path(
        f"{_FILE}/faire-appel/",
        wording.appeal_introduction_view,
        name="appeal_introduction",
    ),
    *(
        path(f"{_FILE}/{word}/", view, name=name)
        for name, (word, view) in {**_ANSWERS, **_MEETINGS}.items()
    ),
    path(f"{_FILE}/pieces/<uuid:piece>/", attachments.attachment, name="attachment"),
    path(
        "r/<str:token>/pieces/<uuid:piece>/",
        private_link(attachments.attachment),
        name="link_attachment",
    ),
    path("r/<str:token>/", private_link(answers.answer_link), name="answer_link"),
    *(
        path(f"r/<str:token>/{word}/", private_link(view), name=f"link_{name}")
        for name, (word, view) in {**_ANSWERS, **_MEETINGS}.items()
    ),
    path(
        "bienvenue/<str:token>/",
        private_link(invitations.invitation_link),
        name="invitation_link",
    ),
    path(
        "bienvenue/<str:token>/oui/",
        private_link(invitations.activate_decision_maker_view),
        name="activate_decision_maker",
    ),
    path(
        "bienvenue/<str:token>/plus-tard/",
        private_link(invitations.postpone_decision_maker_view),
        name="postpone_decision_maker",
    ),
    path(
        f"{_FILE}/suites/",
        follow_ups.answer_follow_up_view,
        name="answer_follow_up",
    ),
    path(
        "suites/<str:token>/",
        private_link(follow_ups.outcome_link),
        name="outcome_link",
    ),
    path("stop/<str:token>/", private_link(invitations.stop_link), name="stop_link"),
]
