"""Addresses of the transfers."""

from django.urls import URLPattern, path

from benchmarking.views import transfers

HERE = "bonnes-pratiques/transferts"
ACTS = {
    "log_contact_transfer": ("visite", transfers.log_contact_transfer_view),
    "understand_transfer": ("comprendre", transfers.understand_transfer_view),
    "plan_transfer": ("prevoir", transfers.plan_transfer_view),
    "edit_plan_transfer": ("modifier", transfers.edit_plan_transfer_view),
    "adapt_transfer": ("commencer", transfers.adapt_transfer_view),
    "use_transfer": ("utiliser", transfers.use_transfer_view),
    "sustain_transfer": ("confirmer", transfers.sustain_transfer_view),
    "refute_transfer": ("infirmer", transfers.refute_transfer_view),
    "redact_transfer": ("caviarder", transfers.redact_transfer_view),
    "decline_transfer": ("decliner", transfers.decline_transfer_view),
    "stop_transfer": ("arreter", transfers.stop_transfer_view),
}
urlpatterns: list[URLPattern] = [
    path(f"{HERE}/", transfers.transfer_board, name="transfer_board"),
    path(f"{HERE}/liste/", transfers.transfer_list, name="transfer_list"),
    path(
        f"{HERE}/<uuid:public_id>/", transfers.transfer_detail, name="transfer_detail"
    ),
    *(
        path(f"{HERE}/<uuid:public_id>/{word}/", view, name=name)
        for name, (word, view) in ACTS.items()
    ),
    path(
        "bonnes-pratiques/versions/<uuid:public_id>/transferer/",
        transfers.propose_transfer_view,
        name="propose_transfer",
    ),
]
