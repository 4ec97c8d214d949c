"""The one way out to addresses on the web that somebody typed or a browser gave: guarded against our inside.

https to port 443 of public machines only. The name is resolved once, every address it has is judged, and the
connection goes to the very address that was judged. Answers are capped in size and time. A redirect is never
followed blindly: `post` takes it for an answer, `get` judges where it leads as if it had been typed. What an
administrator names in BACKCHANNEL_REACHABLE may be reached too, also over http.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

from flask import current_app

from hub.core.words import lazy

SECONDS = 10.0  # for each step, and for all of the answer
MOST = 64 * 1024  # bytes of an answer that are read
LONGEST = 2_000
HOPS = 3  # redirects of one page
MOVED = (301, 302, 303, 307, 308)
REFUSED = lazy("This address cannot be reached from here: it has to be https:// and a public machine.")
EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))  # IPv4 inside IPv6


class Unreachable(Exception):
    """It did not answer; trying again may help."""


class NotAllowed(Exception):
    """Such an address is never asked. The message says why, for people."""


@dataclass(frozen=True)
class Answer:
    """What came back. Header names are in lower case; the body may be cut at MOST bytes."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_ok(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300

    @property
    def retry_seconds(self) -> float | None:
        """How long we are asked to wait, if we are: at most an hour."""
        said = self.headers.get("retry-after", "")
        return min(float(said), 3600.0) if said.isdecimal() and len(said) < 9 else None


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body` there. Raises NotAllowed for an address we never ask, Unreachable without an answer."""
    with _asked("POST", url, headers, body) as response:
        return Answer(response.status, _headers(response), _body(response, MOST))


def ask(
    url: str, headers: Mapping[str, str], most: int, *, method: str = "GET", body: bytes | None = None
) -> Answer:
    """What a programs' interface says there, at most `most` bytes of it. Redirects are taken for answers."""
    with _asked(method, url, headers, body) as response:
        return Answer(response.status, _headers(response), _body(response, most))


@dataclass(frozen=True)
class Page:
    """What stands at an address. url: where it was found in the end; type: without its parameters."""

    url: str
    type: str
    charset: str
    body: bytes
    is_whole: bool  # False when it was longer than what was asked for


def get(url: str, types: Collection[str], most: int, agent: str) -> Page:
    """What stands there, at most `most` bytes of it, after at most HOPS redirects, each judged anew.

    The body is read only when it is of one of `types`. Raises NotAllowed and Unreachable as `post` does;
    the latter also for whatever is no page of these types.
    """
    headers = {"User-Agent": agent, "Accept": ", ".join(types), "Accept-Encoding": "identity"}
    end = monotonic() + SECONDS
    for _hop in range(HOPS + 1):
        with _asked("GET", url, headers, seconds=end - monotonic()) as response:
            said = _headers(response)
            if response.status in MOVED and said.get("location"):
                url = urljoin(url, said["location"])
                continue
            type = response.headers.get_content_type()
            if response.status != 200 or type not in types or said.get("content-encoding"):
                raise Unreachable(f"{response.status} {type}"[:300])
            body = _body(response, most + 1)
            charset = response.headers.get_content_charset("")
            return Page(url, type, charset, body[:most], len(body) <= most)
    raise Unreachable("It leads from one address to the next.")


@contextmanager
def _asked(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
    seconds: float | None = None,
) -> Iterator[http.client.HTTPResponse]:
    parts, port, is_listed = _judged(url)
    connection: http.client.HTTPConnection
    try:
        address = _address(parts.hostname or "", port, anywhere=is_listed)
        if parts.scheme == "https":
            connection = _Pinned(parts.hostname or "", port, address)
        else:
            connection = http.client.HTTPConnection(address, port, timeout=SECONDS)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with _ended_after(connection, SECONDS if seconds is None else seconds):
            connection.request(method, target, body, {"Host": parts.netloc, **headers})
            yield connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{parts.hostname}: {error}"[:300]) from error


@contextmanager
def _ended_after(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Each step has a limit of its own; who sends a byte now and then is held to one for all of them."""

    def end() -> None:
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(seconds, 0.1), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def check(url: str) -> None:
    """Raises NotAllowed when `url` is of a kind that is never asked; its name is not looked up."""
    _judged(url)


def _judged(url: str) -> tuple[SplitResult, int, bool]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
    except ValueError:
        raise NotAllowed(REFUSED) from None
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not is_plain or len(url) > LONGEST or not host or "@" in parts.netloc:
        raise NotAllowed(REFUSED)
    if f"{host}:{port}" in current_app.config["HUB"].reachable and parts.scheme in ("https", "http"):
        return parts, port, True
    if parts.scheme != "https" or port != 443:
        raise NotAllowed(REFUSED)
    try:
        _check_public(ipaddress.ip_address(host))
    except ValueError:
        if "." not in host.strip("."):  # a name of this network
            raise NotAllowed(REFUSED) from None
    return parts, port, False


def _address(host: str, port: int, *, anywhere: bool) -> str:
    """The address to connect to; if any of a name's addresses is not public, none is used."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not anywhere:
        for each in found:
            _check_public(ipaddress.ip_address(each.partition("%")[0]))
    return found[0]


def _check_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    if mapped is not None:
        address = mapped
    embeds = any(address in network for network in EMBEDDING if network.version == address.version)
    if embeds or not address.is_global or address.is_multicast or address.is_reserved:
        raise NotAllowed(REFUSED)


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    end, body = monotonic() + SECONDS, b""
    while len(body) < most and (part := response.read1(most - len(body))):
        body += part
        if monotonic() > end:
            raise TimeoutError("the answer took too long")
    return body


class _Pinned(http.client.HTTPSConnection):
    """TLS with the name, over a connection to the address that was judged."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self._tls)
        self._address = address

    def connect(self) -> None:
        """Not to what the name means by now."""
        self.sock = socket.create_connection((self._address, self.port), SECONDS)
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)
