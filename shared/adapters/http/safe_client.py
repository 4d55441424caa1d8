"""GET of URLs that users name: https, public addresses only, bounded in size, time and redirects.

The address is checked where a socket is made for it, after the name was resolved: whatever was looked up, and
however often (redirects, re-resolution, numeric hosts in odd spellings), nothing is connected to that the rule
refuses.
"""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from shared.adapters.http.addresses import is_public
from shared.errors import Permanent, Retryable

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.abc import AbstractResolver

USER_AGENT: Final = "MisyBot/1.0"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429})
_MAX_URL: Final = 2_048
_CHUNK: Final = 65_536


class UrlRefusedError(Permanent):
    """The URL, or one that it leads to, is not one that may be fetched."""

    status = 422
    code = "url_refused"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host or 'The URL'} is refused: {reason}.", host=host, reason=reason)


class AnswerRefusedError(Permanent):
    """The server answered with something that is not used: an error, too much, or an unknown encoding."""

    code = "answer_refused"

    def __init__(self, host: str, reason: str, **details: Any) -> None:
        super().__init__(f"{host} {reason}.", host=host, **details)


class ServerUnavailableError(Retryable):
    """The server could not be reached, was too slow, or asked to come back later."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host} {reason}.", host=host)


class AddressRefusedError(OSError):
    """A connection to an address that the rule refuses; it never leaves this module."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` bound a whole fetch with its redirects, `bytes` the decoded body."""

    bytes: int = 2_097_152
    seconds: float = 10.0
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body, decoded from its transfer, and the URL that it came from at last."""

    url: str
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class SafeHttpClient:
    """One connection a hop, no cookies, no proxy of the environment. `allow` is asked for every address."""

    schemes: frozenset[str] = frozenset({"https"})
    limits: Limits = field(default_factory=Limits)
    allow: Callable[[str], bool] = is_public
    resolver: AbstractResolver | None = None

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, limits: Limits | None = None
    ) -> Fetched:
        """The body of a 200 answer. `headers` go to the first host only, not along redirects.

        Raises `UrlRefusedError`, `AnswerRefusedError` or `ServerUnavailableError`.
        """
        import aiohttp

        bounds = limits or self.limits
        connector = aiohttp.TCPConnector(
            resolver=self.resolver, socket_factory=self._socket, use_dns_cache=False, force_close=True
        )
        try:
            async with (
                asyncio.timeout(bounds.seconds),
                aiohttp.ClientSession(
                    connector=connector,
                    auto_decompress=False,
                    trust_env=False,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    connector_owner=True,
                ) as session,
            ):
                return await self._follow(session, url, dict(headers or {}), bounds)
        except TimeoutError as exc:
            raise ServerUnavailableError(
                _host(url), f"gave no whole answer within {bounds.seconds:g} s"
            ) from exc

    async def _follow(
        self, session: aiohttp.ClientSession, url: str, headers: dict[str, str], bounds: Limits
    ) -> Fetched:
        for _ in range(bounds.redirects + 1):
            self._check(url)
            answer = await self._request(session, url, headers, bounds)
            if isinstance(answer, Fetched):
                return answer
            url, headers = urljoin(url, answer), {}
        raise AnswerRefusedError(_host(url), f"redirects more than {bounds.redirects} times")

    async def _request(
        self, session: aiohttp.ClientSession, url: str, headers: dict[str, str], bounds: Limits
    ) -> Fetched | str:
        """The body, or the target of a redirect."""
        import aiohttp

        host = _host(url)
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **headers}
        try:
            async with session.get(url, headers=sent, allow_redirects=False) as response:
                if response.status in _REDIRECTS and "location" in response.headers:
                    return response.headers["location"]
                _check_status(host, response.status)
                body = await _read(host, response, bounds.bytes)
                return Fetched(url, body, response.content_type)
        except aiohttp.ClientConnectorError as exc:
            if _refused(exc):
                raise UrlRefusedError(host, "it leads to an address that is not public") from exc
            raise ServerUnavailableError(host, "could not be reached") from exc
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as exc:
            raise UrlRefusedError(host, "it is not a URL") from exc
        except aiohttp.ClientResponseError as exc:
            raise AnswerRefusedError(host, "does not speak HTTP as it should") from exc
        except (aiohttp.ClientError, OSError) as exc:
            if isinstance(exc, TimeoutError):
                raise
            raise ServerUnavailableError(host, f"broke off the connection ({type(exc).__name__})") from exc

    def _check(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError as exc:
            raise UrlRefusedError("", "it is not a URL") from exc
        if len(url) > _MAX_URL or not host or any(c.isspace() or not c.isprintable() for c in url):
            raise UrlRefusedError(host or "", "it is not a URL of reasonable length with a host")
        if parts.scheme not in self.schemes:
            raise UrlRefusedError(host, f"only {' and '.join(sorted(self.schemes))} may be fetched")
        if parts.username is not None or parts.password is not None:
            raise UrlRefusedError(host, "it holds credentials")

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        if not self.allow(address[0]):
            raise AddressRefusedError(f"{address[0]} is refused")
        return socket.socket(family, kind, protocol)


def _refused(error: BaseException | None) -> bool:
    """Whether a refused address is among the causes: several failed addresses are told as one error."""
    while error is not None:
        if isinstance(error, AddressRefusedError) or "is refused" in str(error):
            return True
        error = getattr(error, "os_error", None) or error.__cause__
    return False


def _check_status(host: str, status: int) -> None:
    if status == 200:
        return
    if status in _PASSING or status >= 500:
        raise ServerUnavailableError(host, f"answered {status}")
    raise AnswerRefusedError(host, f"answered {status}", answered=status)


async def _read(host: str, response: aiohttp.ClientResponse, most: int) -> bytes:
    """The decoded body; a compressed one is never unpacked beyond the limit."""
    encoding = response.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip", ""):
        raise AnswerRefusedError(host, f"sends the encoding {encoding[:20]}")
    unpack = zlib.decompressobj(31) if encoding == "gzip" else None
    body = bytearray()
    try:
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += unpack.decompress(chunk, most + 1 - len(body)) if unpack else chunk
            if len(body) > most:
                raise AnswerRefusedError(host, f"sends more than {most} bytes", max_bytes=most)
    except zlib.error as exc:
        raise AnswerRefusedError(host, "sends damaged gzip") from exc
    if unpack is not None and not unpack.eof:
        raise AnswerRefusedError(host, "sends damaged gzip")
    return bytes(body)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "")[:253]
    except ValueError:
        return ""
