"""The ClamAV daemon, by its INSTREAM command over a socket."""

import re
import socket
import struct
import time
from collections.abc import Iterable

from ..ports import PATIENCE, OutsideUnavailable, Verdict

LONGEST_ANSWER = 4096
_FOUND = re.compile(rb"stream: (?P<finding>[!-~]+(?: [!-~]+)*) FOUND")


class Clamd:
    """`address`: `unix:/run/clamav/clamd.ctl`, or `host:port` (perhaps after `tcp://`).

    Each of connecting, sending a piece and answering may take five seconds.
    """

    name = "clamd"

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.path, self.host, self.port = "", "", 0
        if address.startswith("unix:"):
            self.path = address.removeprefix("unix:")
            if not self.path.startswith("/"):
                raise ValueError("RIONE_CLAMD is unix:/path/of/socket or host:port")
            return
        self.host, _, port = address.removeprefix("tcp://").rpartition(":")
        if not self.host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError("RIONE_CLAMD is unix:/path/of/socket or host:port")
        self.host, self.port = self.host.strip("[]"), int(port)

    def scan(self, content: Iterable[bytes]) -> Verdict:
        try:
            with self._connected() as connection:
                connection.sendall(b"zINSTREAM\0")
                for piece in content:
                    connection.sendall(struct.pack("!L", len(piece)) + piece)
                connection.sendall(struct.pack("!L", 0))
                return self._verdict(self._answer(connection))
        except OSError as error:
            raise OutsideUnavailable(f"clamd: {error}") from error

    def _connected(self) -> socket.socket:
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout=self.patience)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(self.patience)
        try:
            connection.connect(self.path)
        except OSError:
            connection.close()
            raise
        return connection

    def _answer(self, connection: socket.socket) -> bytes:
        """What it says up to the NUL that ends it, all within the time allowed."""
        end = time.monotonic() + self.patience
        answer = b""
        while not answer.endswith(b"\0"):
            left = end - time.monotonic()
            if left <= 0 or len(answer) > LONGEST_ANSWER:
                raise OutsideUnavailable("clamd: no end of its answer")
            connection.settimeout(left)
            piece = connection.recv(LONGEST_ANSWER)
            if not piece:
                break
            answer += piece
        return answer.rstrip(b"\0\r\n")

    @staticmethod
    def _verdict(answer: bytes) -> Verdict:
        if answer == b"stream: OK":
            return Verdict()
        found = _FOUND.fullmatch(answer)
        if found is None:
            raise OutsideUnavailable(f"clamd: {answer[:80]!r} is no verdict")
        return Verdict(found["finding"].decode("ascii")[:100])
