"""Addresses of the exchanges."""

from django.urls import URLPattern, path

from benchmarking.views import exchange_acts, exchanges

ACTS = {
    "move_exchange": ("deplacer", exchange_acts.move_exchange_view),
    "edit_exchange": ("ordre-du-jour", exchange_acts.edit_exchange_view),
    "cancel_exchange": ("annuler", exchange_acts.cancel_exchange_view),
    "hold_exchange": ("presences", exchange_acts.hold_exchange_view),
    "decide_exchange": ("decider", exchange_acts.decide_exchange_view),
    "assign_exchange": ("confier", exchange_acts.assign_exchange_view),
    "strike_exchange": ("rayer", exchange_acts.strike_exchange_view),
    "minute_exchange": ("envoyer", exchange_acts.minute_exchange_view),
}
ONE = "echanges/<uuid:public_id>/"
ACTION = "echanges/actions/<uuid:public_id>/"
urlpatterns: list[URLPattern] = [
    path("echanges/", exchanges.exchange_list, name="exchange_list"),
    path("echanges/prevoir/", exchange_acts.plan_exchange_view, name="plan_exchange"),
    path(
        "echanges/actions/",
        exchanges.exchange_action_list,
        name="exchange_action_list",
    ),
    path(
        f"{ACTION}faite/",
        exchange_acts.finish_exchange_action_view,
        name="finish_exchange_action",
    ),
    path(
        f"{ACTION}abandonner/",
        exchange_acts.drop_exchange_action_view,
        name="drop_exchange_action",
    ),
    path(
        f"{ACTION}transmettre/",
        exchange_acts.hand_exchange_action_view,
        name="hand_exchange_action",
    ),
    path(ONE, exchanges.exchange_detail, name="exchange_detail"),
    path(f"{ONE}agenda.ics", exchanges.exchange_calendar, name="exchange_calendar"),
    path(f"{ONE}compte-rendu/", exchanges.exchange_minutes, name="exchange_minutes"),
    *(path(f"{ONE}{word}/", view, name=name) for name, (word, view) in ACTS.items()),
]
