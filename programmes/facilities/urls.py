"""Addresses of the catalogue and of requests for access."""

from django.urls import URLPattern, path

from programmes.views import access, facilities

urlpatterns: list[URLPattern] = [
    path("moyens/", facilities.facility_list, name="facility_list"),
    path(
        "moyens/premiers-usages/",
        facilities.first_use_list,
        name="first_use_list",
    ),
    path(
        "moyens/<uuid:public_id>/",
        facilities.facility_detail,
        name="facility_detail",
    ),
    path(
        "moyens/<uuid:public_id>/modifier/",
        facilities.edit_facility_view,
        name="edit_facility",
    ),
    path(
        "moyens/<uuid:public_id>/ouvrir/",
        facilities.open_facility_view,
        name="open_facility",
    ),
    path(
        "moyens/<uuid:public_id>/fermer/",
        facilities.close_facility_view,
        name="close_facility",
    ),
    path(
        "moyens/<uuid:public_id>/demander/",
        facilities.ask_facility_view,
        name="ask_facility",
    ),
    path(
        "demandes-d-acces/",
        access.access_request_list,
        name="access_request_list",
    ),
    path(
        "demandes-d-acces/<uuid:public_id>/",
        access.access_request_detail,
        name="access_request_detail",
    ),
    path(
        "demandes-d-acces/<uuid:public_id>/accorder/",
        access.accept_access_request_view,
        name="accept_access_request",
    ),
    path(
        "demandes-d-acces/<uuid:public_id>/mettre-en-attente/",
        access.hold_access_request_view,
        name="hold_access_request",
    ),
    path(
        "demandes-d-acces/<uuid:public_id>/decliner/",
        access.decline_access_request_view,
        name="decline_access_request",
    ),
    path(
        "demandes-d-acces/<uuid:public_id>/annuler/",
        access.cancel_access_request_view,
        name="cancel_access_request",
    ),
    path(
        "demandes-d-acces/<uuid:public_id>/a-eu-lieu/",
        access.use_access_request_view,
        name="use_access_request",
    ),
    path(
        "demandes-d-acces/<uuid:public_id>/bilan/",
        access.review_access_request_view,
        name="review_access_request",
    ),
]
