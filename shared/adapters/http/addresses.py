"""Which IP addresses the app may connect to on behalf of others."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address

# Prefixes whose addresses stand for an IPv4 address in their last 32 bits (RFC 6052, RFC 4291).
_TRANSLATED: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
# Public by their numbers only: Azure's platform services as seen from inside, protocol assignments, local NAT64.
_INSIDE: Final = (IPv4Network("168.63.129.16/32"), IPv4Network("192.0.0.0/24"), IPv6Network("64:ff9b:1::/48"))


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet, and so is every IPv4 address that it may stand for.

    Loopback, private, link-local (cloud metadata), shared, multicast, reserved and unreadable ones are not.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_alone(a) for a in _meanings(address))


def _alone(address: Address) -> bool:
    unusual = address.is_multicast or address.is_reserved or any(address in network for network in _INSIDE)
    return address.is_global and not unusual


def _meanings(address: Address) -> Iterator[Address]:
    if isinstance(address, IPv4Address):
        yield address
    elif address.ipv4_mapped is not None or any(address in network for network in _TRANSLATED):
        # Only another way to write the IPv4 address.
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
    else:
        yield address
        yield from (a for a in (address.sixtofour, *(address.teredo or ())) if a is not None)
