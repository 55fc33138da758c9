"""Which machines may be dialled: public ones, and the private ones a source card names on purpose."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import httpcore

_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
"""The only part of IPv6 given to machines of the Internet (RFC 4291, 2.4; IANA's registry of address space)."""
_DOCUMENTATION_V6 = ipaddress.ip_network("3fff::/20")
_Given = TypeVar("_Given")
_LOOK_EVERY = 1.0
"""Seconds of waiting for an answer after which it is asked whether to wait on."""
_LONG = 10.0
"""Seconds waited for one answer after which it may be left even while it comes."""
_HARDLY = 0.001
"""Seconds left of a time that is over: the clock is not read at the very instant a wait ends."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SPECIAL_V4 = ipaddress.ip_network("192.0.0.0/24")


class ForbiddenAddressError(httpcore.ConnectError):
    """A name that leads to a machine nobody outside should be led to."""


class DeadlineError(httpcore.ReadTimeout):
    """The answer was still coming when its time was over."""


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public Internet, embedded IPv4 addresses looked through."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _GLOBAL_V6 or ip in _DOCUMENTATION_V6:
            return False
    elif ip in _SPECIAL_V4:
        return False
    return ip.is_global and not ip.is_multicast


def is_private_by_name(host: str) -> bool:
    """Say whether a host as written can only be a private machine: its address, or « localhost » (RFC 6761, 6.3)."""
    try:
        return not is_public(host.strip("[]"))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class GuardedBackend(httpcore.NetworkBackend):
    """A network backend that checks each address it dials, and keeps every answer within one deadline."""

    def __init__(self, private_hosts: Iterable[tuple[str, int]]) -> None:
        """`private_hosts` are the hosts, each at one port, that may be private machines."""
        self._private_hosts = frozenset(private_hosts)
        self._inner = httpcore.SyncBackend()
        self.left = float("inf")
        """Seconds the network may still be waited for; set anew before each request.

        What is done between two readings is not counted: a machine that does much else cuts no answer.
        """
        self.waited = 0.0
        """Seconds the network was waited for; set anew before each request."""
        self.check: Callable[[], None] = lambda: None
        """Called while nothing comes, or an answer takes long; what it raises ends the waiting."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve once, check every address, and dial the first that was checked (no second look-up)."""
        addresses = self._resolve(host, port)
        last: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses[:2]:
            try:
                stream = self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _DeadlineStream(stream, self)
        raise last or httpcore.ConnectError(f"{host} : aucune adresse")

    def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"hôte inconnu « {host} »") from error
        addresses = list(dict.fromkeys(str(item[4][0]) for item in found))
        if (host, port) not in self._private_hosts:
            for address in addresses:
                if not is_public(address):
                    raise ForbiddenAddressError(
                        f"« {host} » mène à l'adresse privée {address}, refusée sans « intranet = true » dans la carte"
                    )
        return addresses

    def sleep(self, seconds: float) -> None:
        """Wait, for httpcore's own retries (unused here)."""
        time.sleep(seconds)


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose every read and write stops at the backend's deadline: a drip cannot hold us."""

    def __init__(self, inner: httpcore.NetworkStream, backend: GuardedBackend) -> None:
        self._inner = inner
        self._backend = backend

    def _wait(self, call: Callable[[float | None], _Given], timeout: float | None) -> _Given:
        """Wait for the network, and count how long; raises DeadlineError when that was too long for one answer."""
        left = self._backend.left
        if left <= 0:
            raise DeadlineError("réponse trop lente")
        most = left if timeout is None else min(left, timeout)
        started = time.monotonic()
        try:
            return call(most)
        finally:
            waited = time.monotonic() - started
            self._backend.left = left - min(most, waited)
            self._backend.waited += waited

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what comes; the waiting is cut in slices, so that it may be ended after one in which nothing came."""
        until = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            if self._backend.waited > _LONG:
                self._backend.check()
            seconds = min(_LOOK_EVERY, max(until - time.monotonic(), _HARDLY))
            try:
                return self._wait(lambda slice_: self._inner.read(max_bytes, slice_), seconds)
            except httpcore.ReadTimeout as error:
                if self._backend.left <= _HARDLY:  # it is the whole answer that is too slow: asking again is no use
                    raise DeadlineError("réponse trop lente") from error
                if time.monotonic() >= until - _HARDLY:
                    raise
                self._backend.check()

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._wait(lambda seconds: self._inner.write(buffer, seconds), timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._wait(lambda seconds: self._inner.start_tls(ssl_context, server_hostname, seconds), timeout)
        return _DeadlineStream(stream, self._backend)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own signature
        return self._inner.get_extra_info(info)
