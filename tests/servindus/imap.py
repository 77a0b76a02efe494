"""A small mailbox on the loopback that speaks as much IMAP as a reader needs."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PASSWORD = "s3cret p%ss"


@dataclass
class Mailbox:
    """Mails with their flags; what was asked, in order."""

    port: int = 0
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    # Whether the server keeps marks that a program invents.
    keeps_marks: bool = True
    folder: str = "INBOX"

    def put(self, content: bytes, *flags: str) -> int:
        """Deliver a mail; give its number."""
        number = len(self.mails) + 7
        self.mails[number] = content
        self.flags[number] = set(flags)
        return number

    def without(self, flag: str) -> list[int]:
        """Give the mails that lack a flag."""
        return [number for number in self.mails if flag not in self.flags[number]]


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    box: Mailbox

    def handle(self) -> None:
        self.say("* OK ready")
        for raw in self.rfile:
            tag, _space, command = raw.decode().strip().partition(" ")
            self.box.asked.append(command)
            try:
                verdict = self.do(command)
            except KeyError as error:
                verdict = f"NO {error}"
            self.say(f"{tag} {verdict}")
            if command == "LOGOUT":
                return

    def say(self, line: str, more: bytes = b"") -> None:
        self.wfile.write(line.encode() + more + b"\r\n")

    def do(self, command: str) -> str:
        box = self.box
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN"):
            if PASSWORD not in command:
                return "NO [AUTHENTICATIONFAILED] wrong password"
        elif command.startswith("SELECT"):
            if f'"{box.folder}"' not in command:
                return "NO [NONEXISTENT] no such folder"
            marks = r" \*" if box.keeps_marks else ""
            self.say(f"* {len(box.mails)} EXISTS")
            self.say(rf"* OK [PERMANENTFLAGS (\Seen \Flagged{marks})] limited")
        elif found := re.match(r"UID SEARCH (UNSEEN|UNKEYWORD (\w+))", command):
            numbers = box.without(found[2] or r"\Seen")
            self.say("* SEARCH " + " ".join(map(str, numbers)))
        elif found := re.match(r"UID FETCH (\d+) \(BODY.PEEK\[\]<0.(\d+)>\)", command):
            content = box.mails[int(found[1])][: int(found[2])]
            head = f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(content)}}}\r\n"
            self.wfile.write(head.encode() + content + b")\r\n")
        elif found := re.match(r"UID STORE (\d+) \+FLAGS.SILENT \((.+)\)", command):
            box.flags[int(found[1])] |= set(found[2].split())
        return "OK done"


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run a mailbox for the length of the block."""
    box = Mailbox()
    handler = type("Session", (Session,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
