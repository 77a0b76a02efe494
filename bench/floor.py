"""The floor: the least that a real page costs with Django and PostgreSQL.

Eight middleware, session and user from the database, one indexed query of 25 rows
joined with two tables, a template with inheritance; gunicorn with two sync workers,
DEBUG off. It shares no line with the project: what it costs, every page must.
"""

import os
import sys

import django
import environ
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

BASE = """{% load i18n %}<!doctype html><html lang="fr"><head><meta charset="utf-8">
<title>{% block title %}{% endblock %}</title></head><body>
<header><nav><a href="{% url 'tickets' %}">{% translate "Home" %}</a></nav>
<p>{{ user.get_username }}</p></header>
{% for message in messages %}<p>{{ message }}</p>{% endfor %}
<main>{% block content %}{% endblock %}</main></body></html>"""
LIST = """{% extends "base.html" %}{% block title %}Tickets{% endblock %}
{% block content %}<h1>Tickets</h1><table>
<tr><th>Subject</th><th>Company</th><th>Town</th><th>Person</th><th>State</th>
<th>Due</th></tr>{% for ticket in tickets %}
<tr><td><a href="{% url 'tickets' %}?id={{ ticket.pk }}">{{ ticket.subject }}</a></td>
<td>{{ ticket.company.name }}</td><td>{{ ticket.company.town }}</td>
<td>{{ ticket.person.name }}</td><td>{{ ticket.get_state_display }}</td>
<td>{{ ticket.due|date:"j F Y" }}</td></tr>{% empty %}<tr><td>None</td></tr>
{% endfor %}</table>{% endblock %}"""


MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def configure() -> None:
    """Give Django its settings; the tables stand in a schema of their own."""
    data = environ.Env().db_url("FLOOR_DATABASE_URL")
    options = {**data.pop("OPTIONS", {}), "options": "-c search_path=floor"}
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    texts = {"base.html": BASE, "list.html": LIST}
    loader = ("django.template.loaders.locmem.Loader", texts)
    processors = [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
    settings.configure(
        SECRET_KEY=os.environ["SECRET_KEY"],
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {**data, **kept}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
        ],
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [("django.template.loaders.cached.Loader", [loader])],
                    "context_processors": processors,
                },
            }
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LANGUAGE_CODE="fr",
        USE_TZ=True,
    )
    django.setup()


configure()


class Company(models.Model):
    """The first joined table."""

    name = models.CharField(max_length=120)
    town = models.CharField(max_length=80)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """The second joined table."""

    name = models.CharField(max_length=120)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    """The listed table, with the index that its query wants."""

    subject = models.CharField(max_length=120)
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    owner = models.IntegerField()
    state = models.CharField(max_length=4, choices=[("open", "Open"), ("done", "Done")])
    due = models.DateField()

    class Meta:
        app_label = "floor"
        indexes = (
            models.Index(fields=["owner", "due", "id"], name="floor_ticket_list"),
        )

    def __str__(self) -> str:
        return self.subject


@login_required
def tickets(request: HttpRequest) -> HttpResponse:
    """List the reader's first 25 tickets by date."""
    rows = Ticket.objects.filter(owner=request.user.pk).order_by("due", "id")
    rows = rows.select_related("company", "person")[:25]
    return render(request, "list.html", {"tickets": rows})


urlpatterns = [path("", tickets, name="tickets")]


def prepare(scale: int) -> str:
    """Make and fill the tables; give the cookie of a signed-in reader."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('floor.floor_ticket') IS NOT NULL")
        if not cursor.fetchone()[0]:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS floor")
            call_command("migrate", verbosity=0)
            User.objects.create_user("reader")
            _fill(cursor, scale)
    client = Client()
    client.force_login(User.objects.get())
    return client.cookies["sessionid"].value


def _fill(cursor: "django.db.backends.utils.CursorWrapper", scale: int) -> None:
    with connection.schema_editor() as editor:
        for model in (Company, Person, Ticket):
            editor.create_model(model)
    few = scale // 10
    for insert, count in (
        ("company (name, town) SELECT 'Company ' || i, 'Town ' || i % 90", few),
        ("person (name) SELECT 'Person ' || i", few),
        (
            (
                "ticket (subject, company_id, person_id, owner, state, due)"
                f" SELECT 'Ticket ' || i, 1 + i % {few}, 1 + i % {few}, 1 + i % 40,"
                " 'open', date '2026-01-01' + i % 400"
            ),
            scale,
        ),
    ):
        rows = f"generate_series(1, {count}) AS i"
        cursor.execute(f"INSERT INTO floor_{insert} FROM {rows}")
    cursor.execute("VACUUM ANALYZE floor_company, floor_person, floor_ticket")


if __name__ == "__main__":
    print(prepare(int(sys.argv[1])))
else:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
