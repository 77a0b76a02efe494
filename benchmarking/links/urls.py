"""Addresses of the links."""

from django.urls import URLPattern, path

from benchmarking.views import links

HERE = "bonnes-pratiques/liens"
ACTS = {
    "confirm_practice_blocker_link": (
        "confirmer",
        links.confirm_practice_blocker_link_view,
    ),
    "refute_practice_blocker_link": (
        "refuter",
        links.refute_practice_blocker_link_view,
    ),
    "withdraw_practice_blocker_link": (
        "retirer",
        links.withdraw_practice_blocker_link_view,
    ),
}
urlpatterns: list[URLPattern] = [
    path(
        f"{HERE}/",
        links.practice_blocker_link_list,
        name="practice_blocker_link_list",
    ),
    path(
        f"{HERE}/declarer/",
        links.claim_practice_blocker_link_view,
        name="claim_practice_blocker_link",
    ),
    path(
        f"{HERE}/<uuid:public_id>/",
        links.practice_blocker_link_detail,
        name="practice_blocker_link_detail",
    ),
    *(
        path(f"{HERE}/<uuid:public_id>/{word}/", view, name=name)
        for name, (word, view) in ACTS.items()
    ),
]
