"""Which addresses a link of a user may lead to: those that anybody on the internet could reach, and no others.

After IANA's special-purpose registries (RFC 6890 and its updates), and what clouds answer on beside them.
"""

from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network

_NOT_PUBLIC_V4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # carriers' NAT; also where one cloud keeps its metadata
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's own services, from inside its machines
            "169.254.0.0/16",  # link-local: most clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")
"""All that has been given out. Whatever carries an IPv4 address inside (mapped, NAT64) lies outside or below."""
_NOT_PUBLIC_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


def is_public(address: str) -> bool:
    """Whether this is the address (no name) of a public host. Whatever is no address at all is not."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in _NOT_PUBLIC_V4)
    if parsed.scope_id is not None:
        return False
    return parsed in _PUBLIC_V6 and not any(parsed in network for network in _NOT_PUBLIC_V6)
