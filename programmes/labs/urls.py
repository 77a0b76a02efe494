"""Addresses of the programme's own pages."""

from django.urls import URLPattern, path

from programmes.views import labs, territory

urlpatterns: list[URLPattern] = [
    path("resultats/", labs.results, name="results"),
    path("resultats/chiffres.csv", labs.results_csv, name="results_csv"),
    path("axes/<int:number>/", labs.axis_detail, name="axis_detail"),
    path("laboratoires/<slug:slug>/", labs.lab_detail, name="lab_detail"),
    path(
        "laboratoires/<slug:slug>/organisations/",
        territory.lab_organisation_list,
        name="lab_organisation_list",
    ),
    path(
        "laboratoires/<slug:slug>/personnes/",
        territory.lab_person_list,
        name="lab_person_list",
    ),
]
