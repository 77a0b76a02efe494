"""Addresses of good practices, what labs ask each other, and comparison."""

from django.urls import URLPattern

from benchmarking.exchanges.urls import urlpatterns as exchanges
from benchmarking.practices.urls import urlpatterns as practices
from benchmarking.questions.urls import urlpatterns as questions

app_name = "benchmarking"
urlpatterns: list[URLPattern] = [*practices, *questions, *exchanges]
