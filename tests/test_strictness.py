"""The strictness that the other tests rely on is really there."""

import socket

import pytest
from django.template import Context, Origin, Template

from tests.loopback import NetworkRefusedError, is_near
from tests.strict_templates import OURS, UndefinedVariableError


def render(text: str, place: str) -> str:
    return Template(text, origin=Origin(place)).render(Context({"known": "x"}))


@pytest.mark.parametrize(
    "text",
    [
        "{{ missing }}",
        "{{ known.missing }}",
        "{{ missing|default:'x' }}",
        "{% with short=missing %}{% endwith %}",
        "{% if known %}{{ missing }}{% endif %}",
    ],
)
def test_an_undefined_variable_of_ours_fails(text: str) -> None:
    with pytest.raises(UndefinedVariableError, match="missing"):
        render(text, str(OURS / "page.html"))


@pytest.mark.parametrize(
    "text", ["{{ known }}", "{% if missing %}a{% else %}x{% endif %}"]
)
def test_what_is_defined_or_only_asked_for_passes(text: str) -> None:
    assert render(text, str(OURS / "page.html")) == "x"


def test_other_packages_templates_keep_djangos_ways() -> None:
    assert render("{{ missing|default:'x' }}", "/site-packages/a.html") == "x"
    assert render("{{ missing }}", "/site-packages/a.html") == ""


def test_no_test_leaves_this_machine() -> None:
    with pytest.raises(NetworkRefusedError):
        socket.create_connection(("192.0.2.1", 80))
    with pytest.raises(NetworkRefusedError):
        socket.getaddrinfo("example.org", 80)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        (None, True),
        ("0.0.0.0", False),
        ("192.0.2.1", False),
        ("example.org", False),
    ],
)
def test_what_counts_as_this_machine(host: str | None, expected: bool) -> None:
    assert is_near(host) == expected
