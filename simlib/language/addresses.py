"""Private addresses: those that AWS never sees a request from the internet come from.

Source: RFC 1918, 6598, 1122, 3927, 4193, 4291. The addresses that are set aside for documentation
stand for public ones in examples.
"""

from ipaddress import IPv4Network, IPv6Network, ip_network

__all__ = ["Network", "is_private"]

Network = IPv4Network | IPv6Network
_PRIVATE = tuple(
    ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8"),
        *("169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128"),
    )
)


def is_private(network: Network) -> bool:
    """Are all addresses of a range private?

    >>> is_private(ip_network("10.1.0.0/16")), is_private(ip_network("192.0.2.7"))
    (True, False)
    """
    return any(
        network.version == each.version and network.subnet_of(each)  # type: ignore[arg-type]
        for each in _PRIVATE
    )
