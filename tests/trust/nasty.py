"""Values that break careless code, and the ways to send them."""

from random import Random
from urllib.parse import quote

TEXTS = (
    "", " ", "\t\r\n", "x" * 300, "é" * 9000, "0", "-1", "1e309", "NaN", "-0.0",
    "9" * 40, "-" + "9" * 40, str(2**31), str(2**63), str(2**64), "1.5", "0x10", "١٢",
    "²", "null", "None", "true", "[]", "{}", '{"a": [1]}', "0000-00-00", "9999-12-31",
    "99999-01-01", "2026-02-30", "2026-09-07T25:61", "2026-09-07T10:00:00+99:99",
    "1900-01-01", "0001-01-01T00:00", "' OR 1=1 --", '"; DROP TABLE x; --', "%", "_",
    "%%s", "%(x)s", "{0.__class__}", "{{ 7*7 }}", "${7*7}", "../../etc/passwd",
    "..\\..\\x", "//evil.example", "https://evil.example/", "javascript:alert(1)",
    "<script>alert(1)</script>", "\u202egnp.exe", "\u200b\u2060\ufeff", "\u0000",
    "a\u0000b", "\ufffe\uffff", "😀" * 50, "e\u0301" * 200, "ﷺ" * 20, "İıſß", "=1+1",
    "@SUM(A1)", "a@b", "a@" + "b" * 250 + ".example", "é@exämple.example",
    "00000000-0000-4000-8000-000000000000", "not-a-uuid", "{", "\\", "\u2028", "?" * 50,
)  # fmt: skip
# What percent-encoding can hold and text cannot.
BYTES = (
    b"\x00", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xc0\xaf",
    b"\xf4\x90\x80\x80", b"caf\xe9", b"\x80" * 50,
)  # fmt: skip
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": ("", "fr;q=nan", "xx-" * 300, "*", "en" + "-x" * 400, "é"),
    "HTTP_REFERER": ("x", "http://[", "//", "http://evil.example/\x00", "é" * 2000),
    "HTTP_COOKIE": (
        "sessionid", "a=b; =c; ;;", "language=../../x", "language=\x00",
        "messages=garbage", "x=" + "y" * 5000, "csrftoken=\xff",
    ),
    "HTTP_X_FORWARDED_FOR": ("x", "1.2.3.4, é", "::1%eth0", "9" * 500),
    "HTTP_X_FORWARDED_PROTO": ("gopher",),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE", "\x00"),
    "HTTP_ACCEPT": ("", "x/y;q=é", "*/*;" * 200),
    "HTTP_IF_MODIFIED_SINCE": ("yesterday", "Mon, 99 Foo 99999 99:99:99 GMT"),
    "HTTP_IF_NONE_MATCH": ('"', "W/", "*"),
    "HTTP_RANGE": ("bytes=-9,x", "bytes=0-" + "9" * 40),
    "HTTP_HX_REQUEST": ("true", "é"),
    "HTTP_HX_CURRENT_URL": ("http://[", "é", "%ff"),
    "HTTP_HX_TARGET": ("\x00", "é"),
    "HTTP_X_REQUESTED_WITH": ("XMLHttpRequest",),
    "HTTP_ORIGIN": ("null", "http://["),
}  # fmt: skip
CONTENT_TYPES = (
    "application/json", "text/plain", "", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=é",
    "multipart/form-data; boundary=" + "x" * 300, "application/xml; charset=utf-7",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nothing", "x/é", ";;;",
)  # fmt: skip
BODIES = (
    b"",
    b"{",
    b"[" * 5000,
    b"\x00\xff" * 50,
    b"a=1&a=2&&=&%",
    b"--x\r\n",
    b"null",
)
BOUNDARY = "limit"


def value(chance: Random) -> bytes:
    """Give a value as bytes: mostly text, sometimes what is no text at all."""
    if chance.random() < 0.15:
        return chance.choice(BYTES)
    return chance.choice(TEXTS).encode()


def encoded(pairs: list[tuple[str, bytes]]) -> bytes:
    """Give a query or a form; values are percent-encoded byte by byte."""
    return "&".join(f"{quote(name)}={quote(text)}" for name, text in pairs).encode()


def multipart(
    pairs: list[tuple[str, bytes]], files: list[tuple[str, bytes, bytes]]
) -> bytes:
    """Give a form with files, written by hand so that nothing is put right."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        + b"\r\n\r\n" + text
        for name, text in pairs
    ] + [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        + b'; filename="' + called + b'"\r\nContent-Type: text/csv\r\n\r\n' + content
        for name, called, content in files
    ]  # fmt: skip
    return b"\r\n".join(parts) + f"\r\n--{BOUNDARY}--\r\n".encode()


FILES = (
    b"", b"x", b"%PDF-1.4\n", b"%PDF-1.4\nstartxref\n9999999\n%%EOF", b"\x00" * 5000,
    b"PK\x03\x04" + b"\x00" * 40, b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff",
    b"\xff\xd8\xff\xe0",
    b"siren;nom\n" + b"x;" * 3000, "siren;nom\né;\u0000\n".encode(), b"\xef\xbb\xbf",
    b'"siren";"nom\n1;2', b"siren,nom\r552100554,\xff\xfe\r", b"a;a;a\n1;2;3\n",
    b"<svg onload=x>",
    "siren".encode("utf-16"),
)  # fmt: skip
FILE_NAMES = (
    b"a.csv", b"", b"../../x", b"\xff.pdf", b"x" * 300 + b".csv", b"a\x00.csv", b"con.",
    "\u202efdp.exe".encode(), b"a.xlsx", b"a.ods",
)  # fmt: skip
