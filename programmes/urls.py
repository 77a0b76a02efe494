"""Addresses of the frame."""

from django.urls import URLPattern, path

from programmes.facilities.urls import urlpatterns as facilities
from programmes.indicators.urls import urlpatterns as indicators
from programmes.jobs.urls import urlpatterns as jobs
from programmes.labs.urls import urlpatterns as labs
from programmes.pilots.urls import urlpatterns as pilots
from programmes.plan.urls import urlpatterns as plan
from programmes.views import accounts, security
from programmes.witnesses.urls import urlpatterns as witnesses

app_name = "programmes"
urlpatterns: list[URLPattern] = [
    path("mon-compte/", accounts.my_account, name="my_account"),
    path(
        "mon-compte/rejoindre/", accounts.request_membership, name="request_membership"
    ),
    path("mon-compte/sessions/", security.session_list, name="session_list"),
    path(
        "mon-compte/sessions/<int:pk>/fermer/",
        security.close_session,
        name="close_session",
    ),
    path(
        "mon-compte/sessions/fermer-les-autres/",
        security.close_other_sessions,
        name="close_other_sessions",
    ),
    path(
        "organisations/<uuid:public_id>/membres/",
        accounts.organisation_members,
        name="organisation_members",
    ),
    path(
        "organisations/<uuid:public_id>/inviter/",
        accounts.invite_member,
        name="invite_member",
    ),
    path(
        "membres/<uuid:public_id>/confirmer/",
        accounts.confirm_membership,
        name="confirm_membership",
    ),
    path(
        "membres/<uuid:public_id>/refuser/",
        accounts.refuse_membership,
        name="refuse_membership",
    ),
    path(
        "membres/<uuid:public_id>/terminer/",
        accounts.end_membership,
        name="end_membership",
    ),
    path(
        "membres/<uuid:public_id>/nommer-responsable/",
        accounts.appoint_lead,
        name="appoint_lead",
    ),
    path(
        "membres/<uuid:public_id>/autoriser-exports/",
        accounts.allow_export,
        name="allow_export",
    ),
    path(
        "membres/<uuid:public_id>/retirer-exports/",
        accounts.forbid_export,
        name="forbid_export",
    ),
    path(
        "invitations/<uuid:public_id>/retirer/",
        accounts.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path(
        "invitations/<uuid:public_id>/renvoyer/",
        accounts.resend_invitation,
        name="resend_invitation",
    ),
    path(
        "invitations/<str:token>/", accounts.accept_invitation, name="accept_invitation"
    ),
    *facilities,
    *pilots,
    *jobs,
    *labs,
    *witnesses,
    *plan,
    *indicators,
]
