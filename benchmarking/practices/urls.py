"""Addresses of the library, of what is written for it, and of the tools."""

from django.urls import URLPattern, path

from benchmarking.views import judging, practices, tools, writing

HERE = "bonnes-pratiques"
ONE = f"{HERE}/versions/<uuid:public_id>"
ACTS = {
    "submit_practice_version": ("remettre", judging.submit_practice_version_view),
    "take_back_practice_version": (
        "reprendre",
        judging.take_back_practice_version_view,
    ),
    "admit_practice_version": ("soumettre", judging.admit_practice_version_view),
    "return_practice_version": ("renvoyer", judging.return_practice_version_view),
    "review_practice_version": ("avis", judging.review_practice_version_view),
    "publish_practice_version": ("publier", judging.publish_practice_version_view),
    "label_practice_version": ("labelliser", judging.label_practice_version_view),
    "renew_practice_version": ("confirmer", judging.renew_practice_version_view),
    "revise_practice_version": ("reviser", judging.revise_practice_version_view),
    "retire_practice_version": ("retirer", judging.retire_practice_version_view),
}
urlpatterns: list[URLPattern] = [
    path(f"{HERE}/", practices.practice_list, name="practice_list"),
    path(f"{HERE}/comparer/", practices.practice_compare, name="practice_compare"),
    path(f"{HERE}/proposer/", writing.draft_practice_view, name="draft_practice"),
    path(f"{HERE}/versions/", practices.version_list, name="version_list"),
    path(f"{ONE}/", practices.version_detail, name="version_detail"),
    path(
        f"{ONE}/ecrire/",
        writing.edit_practice_version_view,
        name="edit_practice_version",
    ),
    path(
        f"{ONE}/ecrire/<int:number>/",
        writing.edit_practice_version_view,
        name="edit_practice_version",
    ),
    path(
        f"{ONE}/ecrire/<int:number>/garder/",
        writing.keep_practice_version,
        name="keep_practice_version",
    ),
    *(path(f"{ONE}/{word}/", view, name=name) for name, (word, view) in ACTS.items()),
    path(
        f"{HERE}/preuves/<uuid:public_id>/",
        practices.evidence_file,
        name="evidence_file",
    ),
    path(f"{HERE}/outils/", tools.tool_list, name="tool_list"),
    path(f"{HERE}/outils/ajouter/", tools.draft_tool_view, name="draft_tool"),
    path(f"{HERE}/outils/<uuid:public_id>/", tools.tool_detail, name="tool_detail"),
    path(
        f"{HERE}/outils/<uuid:public_id>/modifier/",
        tools.edit_tool_view,
        name="edit_tool",
    ),
    path(
        f"{HERE}/outils/<uuid:public_id>/partager/",
        tools.share_tool_view,
        name="share_tool",
    ),
    path(
        f"{HERE}/outils/<uuid:public_id>/retirer/",
        tools.withdraw_tool_view,
        name="withdraw_tool",
    ),
    path(
        f"{HERE}/outils/fichiers/<uuid:public_id>/", tools.tool_file, name="tool_file"
    ),
    path(
        f"{HERE}/<uuid:public_id>/", practices.practice_detail, name="practice_detail"
    ),
]
