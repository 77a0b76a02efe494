"""Addresses of good practices, what labs ask each other, and comparison."""

from django.urls import URLPattern

app_name = "benchmarking"
urlpatterns: list[URLPattern] = []
