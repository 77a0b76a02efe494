"""The public directory as a server on this machine, well-behaved or not."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ANSWERS = Path(__file__).parent / "answers"


def recorded(siren):
    """Give a real answer, trimmed."""
    return (ANSWERS / f"{siren}.json").read_bytes()


def company(siren="552032534", **fields):
    """Give an answer of our own making, in the directory's shape."""
    row = {
        "siren": siren,
        "nom_complet": "CABLERIE DU QUAI (CQ)",
        "nom_raison_sociale": "CABLERIE DU QUAI",
        "sigle": "CQ",
        "activite_principale": "27.32Z",
        "tranche_effectif_salarie": "12",
        "date_creation": "1998-04-01",
        "date_fermeture": None,
        "nature_juridique": "5710",
        "statut_diffusion": "O",
        "dirigeants": [{"nom": "SECRET", "prenoms": "MARIE"}],
        "complements": {"est_entrepreneur_individuel": False},
        "matching_etablissements": [],
        "siege": {
            "siret": f"{siren}00012",
            "code_postal": "76000",
            "commune": "76540",
            "libelle_commune": "ROUEN",
            "statut_diffusion_etablissement": "O",
        },
        **fields,
    }
    return json.dumps({"results": [row], "total_results": 1}).encode()


class Directory(ThreadingHTTPServer):
    """Answers what `says` holds: a body, or a function that writes to the socket."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.says = company()
        self.status = 200
        self.headers = {}
        self.asked = []
        self.over = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/search"

    def handle_error(self, request, client_address):
        """A client that hangs up is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    """One question."""

    def do_GET(self):
        parts = urlsplit(self.path)
        self.server.asked.append((parts.path, parse_qs(parts.query)))
        if callable(self.server.says):
            self.server.says(self)
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.says)))
        self.end_headers()
        self.wfile.write(self.server.says)

    def log_message(self, *_args):
        """Say nothing."""


def hanging(handler):
    """Take the question and never answer."""
    handler.server.over.wait(20)


def dripping_body(handler):
    """Send a byte every tenth of a second, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    drip(handler)


def dripping_headers(handler):
    """Never even come to the end of the headers."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(handler)


def drip(handler):
    while not handler.server.over.is_set():
        handler.wfile.write(b"a")
        handler.wfile.flush()
        time.sleep(0.1)


def endless(handler):
    """Send more than anybody wants, without a length."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not handler.server.over.is_set():
        handler.wfile.write(b" " * 65536)


@contextmanager
def serving() -> Iterator[Directory]:
    """Run the directory for the time of a test."""
    server = Directory()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
