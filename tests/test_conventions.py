"""The house's rules that a machine can check: code, addresses, desks, templates."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house import ROOMS, ROOT, files, name

# What each room may import; the house's floors, from the ground up.
FLOORS = {
    "servindus": {"servindus"},
    "programmes": {"servindus", "programmes"},
    "matchmaking": {"servindus", "programmes", "matchmaking"},
    "blockers": {"servindus", "programmes", "blockers"},
    "benchmarking": set(ROOMS),
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """Give the full names of what a module imports, also inside functions."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: a relative import"
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def called(path: Path) -> Iterator[tuple[str, int]]:
    """Give (dotted name, line) of everything that a module names."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node), node.lineno
        elif isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.keyword) and node.arg:
            yield f"{node.arg}=", node.value.lineno


# --- Rooms ------------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_below(room):
    wrong = [
        (name(path), what)
        for path in files(room)
        for what in imported(path)
        if what.split(".")[0] in set(ROOMS) - FLOORS[room]
    ]
    assert wrong == []


# Where addresses and the home are put together; and the kernel `perform` itself.
MAY_IMPORT_VIEWS = re.compile(r"/(urls|doors|home)\.py$|/(views|home)/|/views\.py$")
KERNEL = "servindus.views"


def test_nothing_imports_views_but_addresses_and_homes():
    wrong = [
        (name(path), what)
        for path in files(*ROOMS)
        for what in imported(path)
        if ".views" in what
        and what.split(".")[0] in ROOMS
        and not what.startswith(KERNEL)
        and not MAY_IMPORT_VIEWS.search(name(path))
    ]
    assert wrong == []


def test_views_import_no_views_of_another_room():
    wrong = [
        (name(path), what)
        for path in files(*ROOMS)
        for what in imported(path)
        if ".views" in what
        and what.split(".")[0] in ROOMS
        and not what.startswith(KERNEL)
        and what.split(".")[0] != path.relative_to(ROOT).parts[0]
    ]
    assert wrong == []


def test_acts_and_rules_know_nothing_of_requests():
    wrong = [
        (name(path), what)
        for path in files(*ROOMS)
        if "actions" in path.relative_to(ROOT).parts
        or path.stem in ("actions", "rules")
        for what in imported(path)
        if what.startswith(
            ("django.http", "django.contrib.messages", "django.shortcuts")
        )
    ]
    assert wrong == []


FORBIDDEN = {"services", "selectors", "utils", "helpers", "managers", "constants"}


def test_no_module_has_a_name_that_says_nothing():
    assert [
        name(path)
        for path in files(*ROOMS)
        if {path.stem, *path.relative_to(ROOT).parts[:-1]} & (FORBIDDEN | {"signals"})
    ] == []


def test_signals_steer_nothing():
    allowed = {"servindus/apps.py", "programmes/apps.py"}
    assert {
        name(path)
        for path in files(*ROOMS)
        for what in imported(path)
        if what.startswith(("django.db.models.signals", "django.dispatch"))
    } <= allowed


# --- Size -------------------------------------------------------------------------

LONGEST_FILE, LONGEST_FUNCTION, MOST_METHODS = 400, 40, 25


def test_files_are_short():
    found = {
        name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in files(*ROOMS)
    }
    assert {n: lines for n, lines in found.items() if lines > LONGEST_FILE} == {}


def test_functions_are_short():
    found = {
        f"{name(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in files(*ROOMS)
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert {n: lines for n, lines in found.items() if lines > LONGEST_FUNCTION} == {}


def test_classes_have_few_methods():
    found = {
        f"{name(path)}:{node.name}": sum(
            isinstance(part, ast.FunctionDef) for part in node.body
        )
        for path in files(*ROOMS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    }
    assert {n: count for n, count in found.items() if count > MOST_METHODS} == {}


# --- Time -------------------------------------------------------------------------

OTHER_CLOCKS = {
    "timezone.now",
    "timezone.localtime",
    "timezone.localdate",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "auto_now=",
    "auto_now_add=",
    "time.time",
    "Now",
    "TruncNow",
}
# The clock itself, and what measures the machine rather than the house's time.
CLOCKS = ("servindus/clock.py", "servindus/local/")


def test_time_comes_only_from_the_clock():
    wrong = [
        (name(path), line, what)
        for path in files(*ROOMS)
        if not name(path).startswith(CLOCKS)
        for what, line in called(path)
        if what in OTHER_CLOCKS
    ]
    assert wrong == []


def test_the_database_tells_no_time():
    wrong = [
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    assert wrong == []


# --- Doors ------------------------------------------------------------------------


def views() -> Iterator[tuple[str, object]]:
    """Give (address, view) of every address of the site."""

    def walk(patterns, prefix):
        for pattern in patterns:
            address = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, address)
            elif isinstance(pattern, URLPattern):
                yield address, pattern.callback

    yield from walk(get_resolver().url_patterns, "")


OPEN_TO_ALL = {
    "bonnes-pratiques/",
    "bonnes-pratiques/<uuid:public_id>/",
    "bonnes-pratiques/comparer/",
    "bonnes-pratiques/versions/<uuid:public_id>/",
    "bonnes-pratiques/outils/",
    "bonnes-pratiques/outils/<uuid:public_id>/",
    "bonnes-pratiques/outils/fichiers/<uuid:public_id>/",
    "comparaison/",
    "comparaison/methode/",
    "comparaison/<slug:slug>.csv",
    "blocages/textes/",
    "moyens/",
    "moyens/<uuid:public_id>/",
    "emplois/chiffres/",
    "plan/",
    "plan/<uuid:public_id>/",
    "plan/calendrier/",
    "plan/chronologie/",
    "plan/chronologie.csv",
    "emplois/chiffres.csv",
    "programme/",
    "laboratoires/<slug:slug>/",
    "axes/<int:number>/",
    "resultats/",
    "resultats/chiffres.csv",
    "temoins/chiffres/",
    "indicateurs/",
    "indicateurs/<slug:code>/",
    "indicateurs/<slug:code>/releves.csv",
    "",
    "healthz",
    "readyz",
    "langue/",
    "aide/",
    "accessibilite/",
    "mentions-legales/",
    "vie-privee/",
    "compte/login/",
    "compte/signup/",
    "demonstration/entrer/",
    "invitations/<str:token>/",
    "bienvenue/<str:token>/",
    "bienvenue/<str:token>/oui/",
    "bienvenue/<str:token>/plus-tard/",
    "stop/<str:token>/",
    "r/<str:token>/",
    "r/<str:token>/accepter/",
    "r/<str:token>/absence/",
    "r/<str:token>/mesure/",
    "suites/<str:token>/",
    "courriels/choix/<str:token>/",
    "courriels/arret/<slug:category>/<str:token>/",
    "r/<str:token>/pieces/<uuid:piece>/",
    "r/<str:token>/decliner/",
    "r/<str:token>/reporter/",
    "r/<str:token>/reorienter/",
    "r/<str:token>/revenir/",
    "r/<str:token>/ne-plus-solliciter/",
    "r/<str:token>/creneau/",
    "r/<str:token>/creneau/proposer/",
    "r/<str:token>/rencontre/deplacer/",
    "r/<str:token>/rencontre/annuler/",
    "r/<str:token>/rencontre/bilan/",
    "r/<str:token>/rencontre/agenda/",
    "admin/login/",
    "blocages/signaler/",
    "blocages/registre/",
    "blocages/registre/flux.atom",
    "blocages/registre/<blocker:reference>/",
    "blocages/suivre/<str:token>/fiche/",
    "blocages/suivre/<str:token>/fiche/correction/",
    "blocages/suivre/<str:token>/",
    "blocages/suivre/<str:token>/transmettre/",
    "blocages/suivre/<str:token>/retirer/",
    "blocages/suivre/<str:token>/reprendre/",
    "blocages/suivre/<str:token>/faire-relire/",
    "blocages/suivre/<str:token>/transmis/",
    "blocages/suivre/<str:token>/etape/<int:number>/",
    "blocages/suivre/<str:token>/etape/<int:number>/saisie/",
    "blocages/suivre/<str:token>/verifier/<uuid:piece>/",
    "blocages/suivre/<str:token>/contester/<uuid:piece>/",
    "blocages/suivre/<str:token>/pieces/<uuid:piece>/",
    "blocages/suivre/<str:token>/presque/",
}


def test_views_open_to_all_are_named_here():
    """A view without `login_not_required` is guarded by the middleware."""
    found = {
        address
        for address, view in views()
        if not getattr(view, "login_required", True)
        # The doors of accounts are another package's own.
        and not view.__module__.startswith("allauth.")
    }
    assert found - DEMO_ONLY == OPEN_TO_ALL


# Pages of the demonstration, where nothing is anybody's.
DEMO_ONLY = {
    address
    for address, view in views()
    if address.startswith(("demonstration/", "courriels/", "elements/"))
    and not getattr(view, "login_required", True)
    and address not in OPEN_TO_ALL
}


def test_the_middleware_that_guards_is_there_and_after_the_session():
    order = settings.MIDDLEWARE
    guard = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    known = "django.contrib.auth.middleware.AuthenticationMiddleware"
    assert order.index(known) < order.index(guard)


# --- Desks ------------------------------------------------------------------------


def desks() -> list[admin.ModelAdmin]:
    return list(admin.site._registry.values())


def has_status(model) -> bool:
    return any(field.name == "status" for field in model._meta.get_fields())


@pytest.mark.django_db
@pytest.mark.parametrize("desk", desks(), ids=lambda desk: desk.model._meta.label)
def test_no_desk_lets_anybody_type_a_status(desk, cast):
    request = RequestFactory().get("/")
    request.user = cast.stranger
    request.user.is_superuser = True
    assert "status" not in (desk.list_editable or ())
    if has_status(desk.model):
        for row in (None, desk.model()):
            assert "status" in desk.get_readonly_fields(request, row)
    for part in desk.get_inline_instances(request):
        form = part.get_formset(request, None).form
        assert "status" not in form.base_fields, part
