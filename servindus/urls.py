"""The site's addresses: French, one set; each room brings its own."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from servindus import (
    choosing,
    elements,
    health,
    home,
    mailbox,
    pages,
    second_factor,
    webhooks,
)
from servindus.exports import pages as exports

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("programme/", home.programme, name="programme"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("courriels/", mailbox.mail_list, name="mail_list"),
    path("courriels/<uuid:public_id>/", mailbox.mail_detail, name="mail_detail"),
    path("courriels/<uuid:public_id>/corps", mailbox.mail_body, name="mail_body"),
    path("compte/courriels/", choosing.edit_subscriber_view, name="edit_subscriber"),
    path("courriels/apercu/", choosing.digest_preview, name="digest_preview"),
    path(
        "courriels/apercu/corps",
        choosing.digest_preview_body,
        name="digest_preview_body",
    ),
    path(
        "courriels/choix/<str:token>/",
        choosing.private_link(choosing.edit_subscriber_by_link),
        name="edit_subscriber_by_link",
    ),
    path(
        "courriels/arret/<slug:category>/<str:token>/",
        choosing.private_link(choosing.silence_subscriber_view),
        name="silence_subscriber",
    ),
    path("exports/", exports.export_list, name="export_list"),
    path("exports/<uuid:public_id>/", exports.export_detail, name="export_detail"),
    path("exports/<uuid:public_id>/fichier/", exports.export_file, name="export_file"),
    path(
        "exports/<uuid:public_id>/supprimer/",
        exports.forget_export_view,
        name="forget_export",
    ),
    path("exports/<slug:slug>/", exports.request_export_view, name="request_export"),
    path("accessibilite/", pages.page, {"name": "accessibility"}, "accessibility"),
    path("mentions-legales/", pages.page, {"name": "legal"}, "legal"),
    path("vie-privee/", pages.page, {"name": "privacy"}, "privacy"),
    path("aide/", pages.page, {"name": "help"}, "help"),
    path(
        "langue/", login_not_required(require_POST(set_language)), name="set_language"
    ),
    path("compte/second-facteur/", second_factor.ask, name="second_factor"),
    path("", include("programmes.doors")),
    path("compte/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("programmes.urls")),
    path("", include("matchmaking.urls")),
    path("", include("blockers.urls")),
    path("", include("benchmarking.urls")),
]

urlpatterns += webhooks.addresses(settings.ANYMAIL["WEBHOOK_SECRET"])
if settings.DEMO:
    urlpatterns.append(path("elements/", elements.elements, name="elements"))

handler400 = "servindus.views.bad_request"
handler403 = "servindus.views.forbidden"
handler404 = "servindus.views.not_found"
# Not Django's: the library of the doors asks for it.
handler429 = "servindus.limits.too_often"
handler500 = "servindus.views.server_error"
