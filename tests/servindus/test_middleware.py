"""What every answer carries, and what no input can provoke."""

import re

import pytest
from django.test import Client

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.servindus.failing_urls"),
]


@pytest.fixture
def visitor():
    """Somebody whose browser sees the error pages."""
    return Client(raise_request_exception=False)


PAGES = {
    "/": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/compte/login/": 200,
    "/mises-en-relation/": 302,
    "/admin/": 302,
    "/admin/login/": 302,
    "/nulle-part/": 404,
    "/r/forged/": 404,
    "/static/servindus/tokens.css": 200,
    "/static/servindus/nulle-part.css": 404,
    "/echoue/": 500,
    "/occupe/": 503,
    "/louche/": 400,
    "/?q=%00": 400,
}


@pytest.mark.parametrize(("address", "status"), PAGES.items())
def test_every_answer_carries_the_safety_headers(visitor, address, status):
    response = visitor.get(address)
    response.close()
    assert response.status_code == status
    policy = response.headers["Content-Security-Policy"]
    for directive in (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert directive in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert re.fullmatch("[0-9a-f]{10}", response.headers["X-Request-Number"])


def test_each_request_has_a_number_of_its_own(visitor):
    numbers = {visitor.get("/").headers["X-Request-Number"] for _time in range(5)}
    assert len(numbers) == 5


@pytest.mark.parametrize("address", ["/nulle-part/", "/?q=%00"])
def test_an_error_page_shows_the_number_of_the_log(visitor, address):
    response = visitor.get(address)
    assert response.headers["X-Request-Number"] in response.text


def test_a_failure_is_a_page_without_details(visitor):
    response = visitor.get("/echoue/")
    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize("address", ["/occupe/", "/lent/"])
def test_a_busy_database_says_when_to_come_back(visitor, address):
    response = visitor.get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize(
    "address",
    ["/?q=%00", "/a%00b/", "/annuaire/?q=a%00", "/r/a%00/", "/?%00=1"],
)
def test_a_nul_in_the_address_is_refused(visitor, address):
    assert visitor.get(address).status_code == 400


@pytest.mark.parametrize("field", ["login", "any", "na\x00me"])
def test_a_nul_in_a_form_is_refused(visitor, field):
    response = visitor.post("/compte/login/", {field: "a\x00b"})
    assert response.status_code == 400


def test_a_nul_in_a_files_name_or_a_multipart_field_is_refused(visitor):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n'
        b"a\x00b\r\n--x--\r\n"
    )
    response = visitor.generic(
        "POST", "/compte/login/", body, content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 400


@pytest.mark.parametrize(
    "address", ["/%ff/", "/?q=%ff", "/annuaire/?apres=%ff", "/" + "a" * 3000 + "/"]
)
def test_odd_bytes_are_no_failure(visitor, address):
    assert visitor.get(address).status_code < 500


@pytest.mark.parametrize(
    "address", ["/", "/nulle-part/", "/mises-en-relation/", "/admin/"]
)
def test_pages_of_signed_in_people_stay_out_of_caches(visitor, cast, address):
    visitor.force_login(cast.moderator)
    kept = visitor.get(address).headers["Cache-Control"]
    assert "no-store" in kept
    assert "private" in kept


def test_failures_of_signed_in_people_stay_out_of_caches(visitor, cast):
    visitor.force_login(cast.moderator)
    for address in ("/echoue/", "/occupe/"):
        assert "no-store" in visitor.get(address).headers["Cache-Control"], address


def test_pages_of_visitors_are_not_marked_private(visitor):
    assert "no-store" not in visitor.get("/").headers.get("Cache-Control", "")


def test_features_of_the_device_stay_off(visitor):
    policy = visitor.get("/").headers["Permissions-Policy"]
    assert "camera=()" in policy
    assert "geolocation=()" in policy


def test_a_form_without_its_token_is_refused_in_words(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.founder)
    response = browser.post(f"/annuaire/{cast.manager.public_id}/demander/")
    assert response.status_code == 403
    assert not cast.manager.introductions.exists()


def test_the_admins_own_door_leads_to_the_one_door(visitor, cast):
    response = visitor.get("/admin/login/?next=/admin/")
    assert response.headers["Location"] == "/compte/login/?next=%2Fadmin%2F"
    visitor.force_login(cast.moderator)
    assert visitor.get("/admin/login/").headers["Location"] == "/admin/"
    visitor.force_login(cast.founder)
    assert visitor.get("/admin/login/").status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["/", "/compte/email/", "/admin/", "/profil/"])
def test_no_page_has_other_methods_than_those_of_a_browser(client, cast, method, path):
    visitor = getattr(client, method)(path)
    assert visitor.status_code == (405 if path == "/" else 302)
    client.force_login(cast.moderator)
    answer = getattr(client, method)(path)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/admin/", "/admin/matchmaking/", "/admin/rien/"])
def test_somebody_without_a_desk_is_told_so_and_not_sent_to_log_in(client, cast, path):
    assert client.get(path).status_code == 302
    client.force_login(cast.founder)
    assert client.get(path).status_code == 403
