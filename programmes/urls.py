"""Addresses of the frame."""

from django.urls import URLPattern, path

from programmes import views

app_name = "programmes"
urlpatterns: list[URLPattern] = [
    path("mon-compte/", views.my_account, name="my_account"),
    path("mon-compte/rejoindre/", views.request_membership, name="request_membership"),
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
    path("invitations/<str:token>/", views.accept_invitation, name="accept_invitation"),
]
