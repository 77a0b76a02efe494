"""Addresses of the frame."""

from django.urls import URLPattern, path

from programmes import views, views_security

app_name = "programmes"
urlpatterns: list[URLPattern] = [
    path("mon-compte/", views.my_account, name="my_account"),
    path("mon-compte/rejoindre/", views.request_membership, name="request_membership"),
    path("mon-compte/sessions/", views_security.session_list, name="session_list"),
    path(
        "mon-compte/sessions/<int:pk>/fermer/",
        views_security.close_session,
        name="close_session",
    ),
    path(
        "mon-compte/sessions/fermer-les-autres/",
        views_security.close_other_sessions,
        name="close_other_sessions",
    ),
    path(
        "organisations/<uuid:public_id>/membres/",
        views.organisation_members,
        name="organisation_members",
    ),
    path(
        "organisations/<uuid:public_id>/inviter/",
        views.invite_member,
        name="invite_member",
    ),
    path(
        "membres/<uuid:public_id>/confirmer/",
        views.confirm_membership,
        name="confirm_membership",
    ),
    path(
        "membres/<uuid:public_id>/refuser/",
        views.refuse_membership,
        name="refuse_membership",
    ),
    path(
        "membres/<uuid:public_id>/terminer/",
        views.end_membership,
        name="end_membership",
    ),
    path(
        "membres/<uuid:public_id>/nommer-responsable/",
        views.appoint_lead,
        name="appoint_lead",
    ),
    path(
        "membres/<uuid:public_id>/autoriser-exports/",
        views.allow_export,
        name="allow_export",
    ),
    path(
        "membres/<uuid:public_id>/retirer-exports/",
        views.forbid_export,
        name="forbid_export",
    ),
    path(
        "invitations/<uuid:public_id>/retirer/",
        views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path(
        "invitations/<uuid:public_id>/renvoyer/",
        views.resend_invitation,
        name="resend_invitation",
    ),
    path("invitations/<str:token>/", views.accept_invitation, name="accept_invitation"),
]
