"""Where calendars may be read from: public addresses of the internet, by a table of our own of all that are not."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

REFUSED = tuple(
    ip_network(network)
    for network in (
        # IANA IPv4 Special-Purpose Address Registry (RFC 6890 and its updates), and multicast (RFC 5771).
        "0.0.0.0/8",  # this host on this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # behind the translator of a provider, RFC 6598; some clouds serve their metadata there
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's own services, seen from its virtual machines
        "169.254.0.0/16",  # link-local, RFC 3927; cloud metadata at 169.254.169.254
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.31.196.0/24",  # AS112, RFC 7535
        "192.52.193.0/24",  # AMT, RFC 7450
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112, RFC 7534
        "198.18.0.0/15",  # benchmarking, RFC 2544
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and 255.255.255.255
    )
)
PUBLIC_IPV6 = ip_network("2000::/3")
"""All that is given out of IPv6 (IANA IPv6 Global Unicast Address Assignments): whatever is outside it is refused.

So are loopback, unspecified, IPv4-mapped and -compatible, NAT64 (64:ff9b::/96 and 64:ff9b:1::/48), discard-only,
unique local, link-local, site-local and multicast addresses.
"""
REFUSED_IPV6 = tuple(
    ip_network(network)
    for network in (
        # Within 2000::/3: IANA IPv6 Special-Purpose Address Registry.
        "2001::/23",  # protocol assignments, RFC 2928: Teredo 2001::/32, benchmarking, ORCHID and others
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, RFC 3056: an IPv4 address inside, which may be anything
        "2620:4f:8000::/48",  # AS112, RFC 7534
        "3fff::/20",  # documentation, RFC 9637
        "fd00:ec2::/32",  # cloud metadata; outside 2000::/3 as well
    )
)


class RefusedAddressError(OSError):
    """A connection was about to be made to where none may be made. Never says where."""


def is_public(address: str) -> bool:
    """Whether this IP address is one of the public internet. What is no address at all is not."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    match parsed:
        case IPv4Address():
            return not any(parsed in network for network in REFUSED)
        case IPv6Address():
            return parsed in PUBLIC_IPV6 and not any(parsed in network for network in REFUSED_IPV6)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which addresses may be connected to, and by which schemes. Only tests have another than ``PUBLIC``."""

    may_connect: Callable[[str], bool] = is_public
    schemes: Collection[str] = ("https",)

    def open_socket(self, found: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """A socket for this very address, looked at last before it is connected to.

        For ``aiohttp.TCPConnector(socket_factory=…)``. Raises RefusedAddressError.
        """
        family, kind, protocol, _, address = found
        if not self.may_connect(str(address[0])):
            raise RefusedAddressError("a refused address")
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        return opened


PUBLIC = Reach()
