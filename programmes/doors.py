"""Addresses that belong to no room: the doors of accounts."""

from django.urls import URLPattern, path

from programmes import views

urlpatterns: list[URLPattern] = [
    path("compte/login/", views.SignInView.as_view(), name="account_login"),
    path("compte/signup/", views.SignUpView.as_view(), name="account_signup"),
    path("demonstration/entrer/", views.enter_demo, name="enter_demo"),
]
