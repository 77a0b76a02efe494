"""Addresses of good practices, what labs ask each other, and comparison."""

from django.urls import URLPattern

from benchmarking.practices.urls import urlpatterns as practices

app_name = "benchmarking"
urlpatterns: list[URLPattern] = [*practices]
