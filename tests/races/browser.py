"""What a browser does to send a form: open the page, post with its token."""

import http.client
import re
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def open_page(server: str, path: str) -> tuple[str, str]:
    """Give the cookie and the token of a page's form."""
    line = _line(server)
    line.request("GET", path)
    page = line.getresponse()
    token = TOKEN.search(page.read().decode())
    assert page.status == 200 and token, page.status
    cookie = str(page.getheader("Set-Cookie")).split(";")[0]
    line.close()
    return cookie, token[1]


def send(server: str, path: str, opened: tuple[str, str], **fields: object) -> int:
    """Post the form of an opened page; give the answer's status."""
    cookie, token = opened
    line = _line(server)
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": server,
    }
    data = urlencode({"csrfmiddlewaretoken": token, **fields})
    line.request("POST", path, data, headers)
    status = line.getresponse().status
    line.close()
    return status


def _line(server: str) -> http.client.HTTPConnection:
    address = urlsplit(server)
    return http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
