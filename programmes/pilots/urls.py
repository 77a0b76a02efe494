"""Addresses of the pilots."""

from django.urls import URLPattern, path

from programmes.views import pilots

ACTS = {
    "frame_pilot": ("cadrer", pilots.frame_pilot_view),
    "agree_pilot": ("accepter", pilots.agree_pilot_view),
    "start_pilot": ("demarrer", pilots.start_pilot_view),
    "evaluate_pilot": ("evaluer", pilots.evaluate_pilot_view),
    "extend_pilot": ("poursuivre", pilots.extend_pilot_view),
    "stop_pilot": ("arreter", pilots.stop_pilot_view),
    "link_pilot": ("relier", pilots.link_pilot_view),
}
urlpatterns: list[URLPattern] = [
    path("pilotes/", pilots.pilot_list, name="pilot_list"),
    path("pilotes/proposer/", pilots.start_proposal, name="start_proposal"),
    path(
        "pilotes/proposer/<uuid:public_id>/",
        pilots.propose_pilot_view,
        name="propose_pilot",
    ),
    path("pilotes/<uuid:public_id>/", pilots.pilot_detail, name="pilot_detail"),
    *(
        path(f"pilotes/<uuid:public_id>/{word}/", view, name=name)
        for name, (word, view) in ACTS.items()
    ),
]
