"""Which picture sign goes with a text: named after the Material Design Icons that the renderer ships."""

from __future__ import annotations

import re
from collections.abc import Collection

from shared.domain.text import fold

_BY_INDUSTRY: dict[str, tuple[str, ...]] = {
    "cafe": ("coffee", "bread_slice", "cupcake"),
    "restaurant": ("silverware_fork_knife", "pizza", "glass_wine"),
    "beauty": ("content_cut", "lipstick", "spa"),
    "fitness": ("dumbbell", "run", "bike"),
    "health": ("heart_pulse", "stethoscope", "spa"),
    "pets": ("paw", "dog", "cat"),
    "education": ("school", "book_open_variant", "lightbulb_on"),
    "events": ("party_popper", "ticket", "music"),
    "fashion": ("tshirt_crew", "shoe_sneaker", "hanger"),
    "nonprofit": ("hand_heart", "earth", "account_group"),
    "real_estate": ("home", "key_variant", "sofa"),
    "tech": ("cellphone", "laptop", "rocket_launch"),
    "travel": ("airplane", "bag_suitcase", "map_marker"),
    "retail": ("shopping", "gift", "tag"),
    "services": ("briefcase", "handshake", "star"),
}
_GENERAL = ("star", "lightbulb_on", "heart")
# The first that matches wins: what a text offers says more than its trade.
_BY_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (icon, re.compile(pattern))
    for icon, pattern in (
        ("sale", r"\d ?%|\b\d ?x ?\d\b|\boferta|\bdescuento|\brebaja|\bdiscount|\bsale\b|\bdeal\b"),
        ("gift", r"\bgratis\b|\bregal|\bfree\b|\bgift"),
        (
            "calendar",
            r"\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)|\b(?:mon|tues|wednes|thurs|fri"
            r"|satur|sun)day|\breserva|\bbook(?:ing)?\b|\bcita\b",
        ),
        ("clock_outline", r"\b(?:minuto|hora|hour|minute)s?\b|\brapid|\bfast\b"),
        ("map_marker", r"\b(?:calle|plaza|avenida|barrio|street|visitanos|visit us|ven a|near you)\b"),
        ("coffee", r"\bcafe|\bcoffee|\bespresso|\blatte\b"),
        ("bread_slice", r"\bpan\b|\bpaner|\bpanader|\bbread|\bbaker|\bbrunch|\btostada"),
        ("cupcake", r"\bpastel|\btarta|\bpostre|\bcake|\bdessert|\bdulce"),
        ("pizza", r"\bpizza"),
        ("hamburger", r"\bburger|\bhamburgues"),
        ("taco", r"\btacos?\b"),
        ("ice_cream", r"\bhelad|\bice cream"),
        ("glass_wine", r"\bvinos?\b|\bwine"),
        ("beer", r"\bcervez|\bbeer"),
        ("paw", r"\bperr|\bgat[oa]s?\b|\bmascota|\bdogs?\b|\bcats?\b|\bpets?\b|\bpupp"),
        ("dumbbell", r"\bgimnasi|\bgym\b|\bentren|\bworkout|\bfuerza"),
        ("yoga", r"\byoga|\bpilates"),
        ("bike", r"\bbici|\bbikes?\b|\bcycl"),
        ("tooth", r"\bdent(?:al|ist)|\bsonrisa|\bsmile"),
        ("flower", r"\bflor|\bflower|\bjardin|\bgarden"),
        ("leaf", r"\becolog|\bnatural|\bvegan|\borganic|\bsosten"),
        ("cellphone", r"\bapps?\b|\bmovil|\bmobile|\bphone"),
        ("school", r"\bcurso|\bcourse|\bclase|\bclass"),
        ("car", r"\bcoche|\bauto[s ]|\bcars?\b|\btaller"),
        ("camera", r"\bfoto|\bphoto|\bcamara"),
        ("music", r"\bmusic|\bconciert|\bconcert|\bfestival"),
        ("home", r"\bcasa\b|\bhogar|\bpiso|\bhome\b|\bhouse"),
        ("account_group", r"\bequipo|\bfamilia|\bcommunity|\bcomunidad|\bteam\b|\bfamil"),
        ("heart", r"\bamor|\bcariño|\blove|\bcorazon|\bheart"),
        ("lightbulb_on", r"\bidea|\btip|\btruco|\bconsejo|\bsecret|\btrick"),
    )
)
_CALLS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (icon, re.compile(pattern))
    for icon, pattern in (
        ("bookmark", r"\bguarda|\bsave\b"),
        ("share_variant", r"\bcomparte|\bshare\b|\betiqueta|\btag\b"),
        ("account_plus", r"\bsigue|\bsiguenos|\bfollow"),
        ("comment_text", r"\bcoment|\bescribe|\bcomment|\bdm\b"),
        ("calendar", r"\breserva|\bbook\b|\bagenda|\bcita\b"),
        ("map_marker", r"\bvisit|\bven\b|\bcome\b"),
        ("download", r"\bdescarga|\bdownload|\binstal"),
        ("shopping", r"\bcompra|\bpide|\border\b|\bbuy\b|\bshop"),
        ("link_variant", r"\blink\b|\benlace|\bbio\b"),
    )
)


def icon_for(text: str, industry: str, used: Collection[str] = ()) -> str:
    """The sign for a text of the trade: what its words name, else one of the trade's own not `used` yet."""
    folded = fold(text)
    named = [icon for icon, pattern in _BY_WORDS if pattern.search(folded)]
    choices = (*named, *_BY_INDUSTRY.get(industry, ()), *_GENERAL)
    return next((icon for icon in choices if icon not in used), choices[len(used) % len(choices)])


def icon_for_call(text: str) -> str:
    """The sign for a call to action."""
    folded = fold(text)
    return next((icon for icon, pattern in _CALLS if pattern.search(folded)), "bullhorn")
