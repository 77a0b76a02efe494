"""Addresses of the action plan."""

from django.urls import URLPattern, path

from programmes.views import plan, plan_acts, plan_links

ACTION, MILESTONE = "plan/<uuid:public_id>/", "plan/jalons/<uuid:public_id>/"
ACTS = {
    "edit_plan_action": ("modifier", plan_acts.edit_plan_action_view),
    "start_plan_action": ("demarrer", plan_acts.start_plan_action_view),
    "finish_plan_action": ("terminer", plan_acts.finish_plan_action_view),
    "drop_plan_action": ("abandonner", plan_acts.drop_plan_action_view),
    "resume_plan_action": ("reprendre", plan_acts.resume_plan_action_view),
    "hand_over_plan_action": ("transmettre", plan_acts.hand_over_plan_action_view),
    "publish_plan_action": ("publier", plan_acts.publish_plan_action_view),
    "unpublish_plan_action": ("depublier", plan_acts.unpublish_plan_action_view),
    "link_plan_action": ("relier", plan_links.link_plan_action_view),
    "unlink_plan_action": ("delier", plan_links.unlink_plan_action_view),
    "add_milestone": ("jalon", plan_acts.add_milestone_view),
}
MILESTONE_ACTS = {
    "correct_milestone": ("corriger", plan_acts.correct_milestone_view),
    "forecast_milestone": ("prevoir", plan_acts.forecast_milestone_view),
    "reach_milestone": ("atteindre", plan_acts.reach_milestone_view),
    "reopen_milestone": ("rouvrir", plan_acts.reopen_milestone_view),
    "drop_milestone": ("abandonner", plan_acts.drop_milestone_view),
    "remove_milestone": ("retirer", plan_acts.remove_milestone_view),
}
urlpatterns: list[URLPattern] = [
    path("plan/", plan.plan_action_list, name="plan_action_list"),
    path("plan/calendrier/", plan.plan_calendar, name="plan_calendar"),
    path("plan/chronologie/", plan.plan_timeline, name="plan_timeline"),
    path("plan/chronologie.csv", plan.plan_timeline_csv, name="plan_timeline_csv"),
    path("plan/nouvelle/", plan_acts.plan_action_view, name="plan_action"),
    path(ACTION, plan.plan_action_detail, name="plan_action_detail"),
    *(path(f"{ACTION}{word}/", view, name=name) for name, (word, view) in ACTS.items()),
    *(
        path(f"{MILESTONE}{word}/", view, name=name)
        for name, (word, view) in MILESTONE_ACTS.items()
    ),
]
