"""A web page fetched with care: limits on size, time, redirects and kind, and never from a private address."""

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from knowledge.documents import LARGEST_BINARY, LARGEST_TEXT, kind_of
from knowledge.errors import DocumentError

if TYPE_CHECKING:
    import httpx

_MOST_REDIRECTS = 5
_STEP_SECONDS = 10.0
_WHOLE_SECONDS = 60.0
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
    "text/csv": "csv",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAVE_IT = "Open it in a browser, save it, and add the file."


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL gave: its bytes and kind, and where redirects led in the end."""

    content: bytes
    kind: str
    url: str


def is_url(text: str) -> bool:
    """Whether this names a web page rather than a path."""
    return text.lower().startswith(("http://", "https://"))


def name_of(url: str) -> str:
    """What citations call a page: `example.com/pricing`."""
    parts = urlsplit(url)
    return f"{parts.hostname or ''}{parts.path}".rstrip("/")


def fetch(url: str, *, allow_private: bool = False) -> Fetched:
    """Fetch a page, a PDF or another document.

    Each address, redirects' too, is resolved once, checked, and then connected to as checked, so that a name that
    changes its address in between gains nothing. Proxies of the environment are not used, for the same reason.

    Args:
        url: http or https, without a user name in it.
        allow_private: let addresses of the own network and machine through.

    Raises:
        DocumentError: the address is refused, nothing answers, or the answer is an error, too large, too slow or
            of a kind that is not read.
    """
    import httpx

    deadline = time.monotonic() + _WHOLE_SECONDS
    target = url
    # Compression is declined so that the limit on size holds for what is read, not for what is sent.
    headers = {"User-Agent": "adroit", "Accept-Encoding": "identity", "Accept": ", ".join(_KINDS)}
    with httpx.Client(timeout=_STEP_SECONDS, trust_env=False, headers=headers) as client:
        for _ in range(_MOST_REDIRECTS + 1):
            request = _checked_request(client, target, url, allow_private=allow_private)
            try:
                response = client.send(request, stream=True)
                try:
                    if response.status_code in _REDIRECTS and "location" in response.headers:
                        target = urljoin(target, response.headers["location"])
                        continue
                    return _read(response, target, url, deadline)
                finally:
                    response.close()
            except httpx.TimeoutException as error:
                raise DocumentError("The page does not answer in time", where=url, remedy=_SAVE_IT) from error
            except httpx.HTTPError as error:
                raise DocumentError(
                    "The page can't be reached", where=url, remedy="Check the address and the network."
                ) from error
    raise DocumentError(f"The page redirects more than {_MOST_REDIRECTS} times", where=url, remedy=_SAVE_IT)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever form it is dressed in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        hidden = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            hidden.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(inner is not None and not is_public(str(inner)) for inner in hidden):
            return False
        if ip.ipv4_mapped is not None:
            return True
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _checked_request(client: "httpx.Client", target: str, url: str, *, allow_private: bool) -> "httpx.Request":
    """A request to the checked address itself, that still names the host to the server and to TLS."""
    parts = urlsplit(target)
    host = parts.hostname
    if parts.scheme not in {"http", "https"} or not host:
        raise DocumentError(f"'{target}' is no address of a web page", where=url, remedy="Begin with https://.")
    if parts.username or parts.password:
        raise DocumentError("The address holds a password", where=name_of(target), remedy=_SAVE_IT)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise DocumentError(
            f"There is no host '{host}'", where=url, remedy="Check the address and the network."
        ) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise DocumentError(
            f"'{host}' is an address of a private network",
            where=url,
            remedy="Say --allow-private if you trust it.",
        )
    address = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    netloc = f"{address}:{port}"
    return client.build_request(
        "GET",
        urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")),
        headers={"Host": parts.netloc},
        extensions={"sni_hostname": host} if parts.scheme == "https" else None,
    )


def _read(response: "httpx.Response", target: str, url: str, deadline: float) -> Fetched:
    if not response.is_success:
        raise DocumentError(
            f"The page answers {response.status_code} {response.reason_phrase}".rstrip(),
            where=url,
            remedy="Check the address." if response.status_code in {404, 410} else _SAVE_IT,
        )
    kind = _kind(response.headers.get("content-type", ""), target)
    if kind is None:
        shown = response.headers.get("content-type", "no kind at all")
        raise DocumentError(f"The page is {shown}, which is not read", where=url, remedy="Name a page or a PDF.")
    limit = LARGEST_BINARY if kind in {"pdf", "docx"} else LARGEST_TEXT
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > limit:
            raise DocumentError(
                f"The page is larger than {limit // 2**20} MB", where=url, remedy="Save the part that matters."
            )
        if time.monotonic() > deadline:
            raise DocumentError(f"The page takes more than {_WHOLE_SECONDS:.0f} seconds", where=url, remedy=_SAVE_IT)
    return Fetched(bytes(content), kind, target)


def _kind(content_type: str, target: str) -> str | None:
    declared = content_type.partition(";")[0].strip().lower()
    promised = kind_of(urlsplit(target).path)
    if declared == "text/plain" and promised in {"markdown", "csv"}:
        return promised
    if declared in {"", "application/octet-stream"}:
        return promised
    return _KINDS.get(declared)
