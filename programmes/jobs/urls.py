"""Addresses of the jobs register."""

from django.urls import URLPattern, path

from programmes.views import jobs

RECORD = "emplois/<uuid:public_id>/"
urlpatterns: list[URLPattern] = [
    path("emplois/", jobs.jobs_record_list, name="jobs_record_list"),
    path("emplois/declarer/", jobs.jobs_company_list, name="jobs_company_list"),
    path("emplois/chiffres/", jobs.jobs_figures, name="jobs_figures"),
    path("emplois/chiffres.csv", jobs.jobs_figures_csv, name="jobs_figures_csv"),
    path(
        "organisations/<uuid:public_id>/emplois/",
        jobs.declare_jobs_view,
        name="declare_jobs",
    ),
    path(RECORD, jobs.jobs_record_detail, name="jobs_record_detail"),
    path(f"{RECORD}modifier/", jobs.edit_jobs_record_view, name="edit_jobs_record"),
    path(f"{RECORD}envoyer/", jobs.submit_jobs_record_view, name="submit_jobs_record"),
    path(
        f"{RECORD}confirmer/", jobs.confirm_jobs_record_view, name="confirm_jobs_record"
    ),
    path(f"{RECORD}refuser/", jobs.refuse_jobs_record_view, name="refuse_jobs_record"),
    path(
        f"{RECORD}retirer/", jobs.withdraw_jobs_record_view, name="withdraw_jobs_record"
    ),
    path(f"{RECORD}recompter/", jobs.check_jobs_record_view, name="check_jobs_record"),
]
