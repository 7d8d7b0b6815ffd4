"""Asking whether an address still answers: politely, and never inside our own network.

By `http.client` of the standard library, because it lets us open the connection ourselves: the name
is resolved once, every address that it stands for is judged, and the connection goes to one that was
judged. A library that resolves again in between could be led elsewhere.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from django.conf import settings

SECONDS = 10.0  # for one request, from the first packet to the last header
PAUSE = 1.0  # seconds between two requests
MOST_HOPS = 5
FIRST_BYTES = "bytes=0-1023"
REDIRECTS = (301, 302, 303, 307, 308)
NOT_FOR_PROGRAMS = (401, 403, 407, 429, 451)
"""Answers of a host that is there and does not tell a program whether the page is."""
_BEHIND_IPV4 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Answer:
    """Whether a link answers, and its status or the key of what went wrong."""

    is_ok: bool
    said: str


class CannotTell(Exception):
    """Our own network finds no host now, which says nothing of the link."""


class NotAsked(Exception):
    """An address at which we do not ask, or that leads nowhere; `str()` is the key of why."""


def ask(url: str, *, pause: float = PAUSE, seconds: float = SECONDS) -> Answer:
    """Asks a link, and where it leads, by HEAD; by GET for the first bytes where HEAD is refused.

    Raises CannotTell.
    """
    try:
        for _hop in range(MOST_HOPS):
            status, leads_to = _status(url, pause=pause, seconds=seconds)
            if status not in REDIRECTS or not leads_to:
                return Answer(status < 400 or status in NOT_FOR_PROGRAMS, str(status))
            url = urljoin(url, leads_to)
            time.sleep(pause)
    except NotAsked as refused:
        return Answer(is_ok=False, said=str(refused))
    except ssl.SSLError:
        return Answer(is_ok=False, said="tls")
    except TimeoutError:
        return Answer(is_ok=False, said="timeout")
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise CannotTell from error
        return Answer(is_ok=False, said="no_host")
    except (OSError, http.client.HTTPException, ValueError):  # UnicodeError of odd names is one
        return Answer(is_ok=False, said="no_answer")
    return Answer(is_ok=False, said="redirects")


def host_of(url: str) -> str:
    """The host of an address, in small letters; empty where there is none."""
    with contextlib.suppress(ValueError):
        return (urlsplit(url).hostname or "").lower()
    return ""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also behind one that carries another."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        carried = found.ipv4_mapped or found.sixtofour or (found.teredo or [None])[-1]
        if found in _BEHIND_IPV4:
            carried = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _status(url: str, *, pause: float, seconds: float) -> tuple[int, str]:
    status, leads_to = _request("HEAD", url, seconds)
    if status < 400 or status == 429:
        return status, leads_to
    time.sleep(pause)
    return _request("GET", url, seconds)


def _request(method: str, url: str, seconds: float) -> tuple[int, str]:
    """Status and `Location`. The body is never read."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise NotAsked("scheme")
    connection = _connection(parts, seconds)
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = {"User-Agent": f"OGP-Portal-links (+{settings.PORTAL_URL})", "Accept": "*/*"}
    if method == "GET":
        headers["Range"] = FIRST_BYTES
    try:
        with _until(connection, seconds):
            connection.request(method, quote(path, safe="/?&=%+,;:@!$'()*~#[]"), headers=headers)
            response = connection.getresponse()
            return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


def _connection(parts: SplitResult, seconds: float) -> http.client.HTTPConnection:
    assert parts.hostname is not None
    kind = _Sealed if parts.scheme == "https" else _Plain
    host = (
        parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    )
    return kind(host, parts.port, timeout=seconds)


@contextlib.contextmanager
def _until(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Hangs up when the time is over, also on who sends a letter every few seconds."""
    connection.connect()
    timer = threading.Timer(seconds, _hang_up, [connection.sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _open(host: str, port: int, seconds: float) -> socket.socket:
    """A connection to one of the addresses of a host, all of which are public. Raises NotAsked."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not settings.LINK_CHECKS_REACH_PRIVATE_HOSTS and not all(
        is_public(str(address[0])) for *_family, address in found
    ):
        raise NotAsked("private")
    return socket.create_connection((str(found[0][4][0]), port), timeout=seconds)


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = _open(self.host, self.port, float(self.timeout or SECONDS))


class _Sealed(http.client.HTTPSConnection):
    def connect(self) -> None:
        sock = _open(self.host, self.port, float(self.timeout or SECONDS))
        try:
            self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        except BaseException:
            sock.close()
            raise
