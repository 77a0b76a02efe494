"""A real mail server on the loopback that can be told to refuse."""

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Sink:
    """Keeps what it is handed; refuses the addresses that it is told to."""

    port: int
    # (address, bytes) of each mail taken, in order.
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    # What to answer to RCPT TO for an address: `550 No such person`.
    refusals: dict[str, str] = field(default_factory=dict)
    # What to answer once to the end of the next mails' DATA.
    after_data: list[str] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        return [address for address, _content in self.taken]

    def message(self, number: int = -1) -> EmailMessage:
        """Give a mail as a mail program reads it."""
        content = self.taken[number][1]
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    # How many connections there were, and how many mails one of them may bring.
    connections: int = 0
    most: int = 1000

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, name: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name, session.brought = name, 0
        return answers

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        session.brought += 1
        if session.brought > self.most:
            return "421 That is enough for one connection"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.after_data:
            return self.after_data.pop(0)
        self.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def listening() -> Iterator[Sink]:
    """Run a sink for the length of the block."""
    sink = Sink(free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
