"""Addresses of good practices, what labs ask each other, and comparison."""

from django.urls import URLPattern, path

from benchmarking.exchanges.urls import urlpatterns as exchanges
from benchmarking.links.urls import urlpatterns as links
from benchmarking.practices.urls import urlpatterns as practices
from benchmarking.questions.urls import urlpatterns as questions
from benchmarking.transfers.urls import urlpatterns as transfers
from benchmarking.views import comparison

app_name = "benchmarking"
urlpatterns: list[URLPattern] = [
    *transfers,
    *links,
    *practices,
    *questions,
    *exchanges,
    path("comparaison/", comparison.comparison, name="comparison"),
    path(
        "comparaison/methode/",
        comparison.comparison_method,
        name="comparison_method",
    ),
    path(
        "comparaison/<slug:slug>.csv",
        comparison.comparison_csv,
        name="comparison_csv",
    ),
]
