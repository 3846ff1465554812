"""Where students find the class: its code, large, and a QR code of the address."""

import ipaddress
from urllib.parse import urlencode, urlsplit

import ifaddr
import segno
import streamlit as st

from components.engine.classroom.classes import Class
from components.ui.parts import chart
from components.ui.shell import visit
from components.ui.shell.markdown import code as as_code

visit.declare(__name__, class_address=str)
PAGE = "classroom"


def show(whole: Class) -> None:
    """Draw the code and the QR code; where the teacher's address is this machine alone, ask for another."""
    base = urlsplit(st.context.url or "http://localhost:8501")
    host = base.hostname or "localhost"
    if is_this_machine(host):
        host = choose_address(host)
    port = f":{base.port}" if base.port else ""
    path = base.path.rstrip("/").removesuffix(f"/{PAGE}")
    link = f"{base.scheme}://{host}{port}{path}/{PAGE}?{urlencode({'class_code': whole.code})}"
    drawn = segno.make(link, error="m")
    left, right = st.columns([1, 1], vertical_alignment="center")
    picture = drawn.svg_data_uri(scale=6, border=3, dark="#000", light="#fff")  # Streamlit lets no other SVG through
    left.html(f'<img src="{picture}" alt="QR code of the address below">')
    right.markdown(f"# {' '.join(whole.code)}")
    with right:
        chart.save(
            "QR code (SVG)",
            drawn.svg_inline(scale=20, border=3, light="#fff"),
            f"class-{whole.code}.svg",
            "image/svg+xml",
        )
    st.markdown(as_code(link))


def is_this_machine(host: str) -> bool:
    """Tell whether an address leads each machine to itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def choose_address(host: str) -> str:
    """Ask which of the machine's own addresses students are to take; say so if nobody else can reach the app."""
    listens = st.get_option("server.address") or "0.0.0.0"
    if is_this_machine(listens):
        st.warning(
            "This app listens to this machine alone, so nobody else can join. Start it with "
            "`--server.address=0.0.0.0` to let the network in.",
            icon=":material/wifi_off:",
        )
        return host
    found = own_addresses()
    if not found:
        st.warning("This machine has no address in a network.", icon=":material/wifi_off:")
        return host
    chosen = st.selectbox(
        "Address for students",
        found,
        help="Your browser reaches the app on this machine itself; others need one of the machine’s addresses in "
        "the network they share with it.",
        **visit.linked("class_address", found[0], lambda one: one if one in found else None),
    )
    return f"[{chosen}]" if ":" in chosen else chosen


def own_addresses() -> list[str]:
    """List the machine's own addresses in networks, those of version 4 first; nothing is looked up."""
    found = [ip.ip if isinstance(ip.ip, str) else ip.ip[0] for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    parsed = sorted({ipaddress.ip_address(one) for one in found}, key=lambda one: (one.version, int(one)))
    return [str(one) for one in parsed if not (one.is_loopback or one.is_link_local)]
