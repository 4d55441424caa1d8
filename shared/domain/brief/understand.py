"""From a person's message, and what was said before, to a `Brief`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from shared.domain.brief import claims, details, lexicon
from shared.domain.brief.audience import find_audience
from shared.domain.brief.brand import find_brand
from shared.domain.brief.durations import find_length, find_lengths
from shared.domain.brief.model import Brief, Goal, Language, Subject
from shared.domain.brief.subject import find_subject
from shared.domain.brief.tokens import BOUNDARY, Phrase, blank, tokenize
from shared.domain.language import detect_language
from shared.domain.platforms import find_platforms, plain
from shared.domain.text import words

_GOAL_WORDS: tuple[tuple[Goal, str], ...] = (
    (
        "tutorial",
        r"\b(?:tutorial\w*|paso a paso|step by step|how[ -]to|como (?:\w+[aei]r)\b|enseñ\w+ a|explica\w*"
        r"|explain\w*|guia de)",
    ),
    (
        "testimonial",
        r"\b(?:testimoni\w+|opinion(?:es)? de|caso de exito|reseñas?|customer stor(?:y|ies)"
        r"|success stor(?:y|ies)|case study|reviews?)\b",
    ),
    (
        "compare",
        r"\b(?:antes y (?:el )?despues|before (?:and|&) after|before/after|antes/despues|transformacion"
        r"|transformation|makeover)\b",
    ),
    (
        "myths",
        r"\b(?:mitos?|myths?|verdad(?:es)? y mentiras?|misconceptions?|errores comunes|common mistakes)\b",
    ),
    (
        "behind",
        r"\b(?:detras de (?:las )?camaras|behind the scenes|un dia en|un dia con|a day in|day in the life"
        r"|making of|asi (?:se hace|hacemos|trabajamos)|proceso|nuestra historia|our story|how we make)\b",
    ),
    (
        "list",
        r"\b(?:\d{1,2}|dos|tres|cuatro|cinco|seis|siete|diez|three|four|five|six|seven|ten)\s+(?:\w+\s+)?"
        r"(?:razones|tips|consejos|trucos|motivos|ideas|cosas|claves|secretos|reasons|ways|things|facts"
        r"|secrets|tricks|hacks)\b|\b(?:top \d+|countdown|cuenta atras|ranking)\b",
    ),
    (
        "event",
        r"\b(?:evento|inaugura\w+|grand opening|opening (?:night|day|party)|festival|concierto|concert|feria"
        r"|conferencia|conference|congreso|fiesta|party|exposicion|exhibition|meetup|gala|torneo"
        r"|tournament|mercadillo|entradas|tickets)\b",
    ),
    (
        "sale",
        r"\b(?:oferta\w*|descuento\w*|rebajas?|liquidacion|promocion especial|sale|discount\w*|deal|coupon"
        r"|black friday|clearance)\b",
    ),
    (
        "launch",
        r"\b(?:lanz\w+|nuev[oa]s?|estren\w+|presenta(?:r|mos|cion)|proximamente|launch\w*|introduc\w+"
        r"|brand new|new|coming soon|debut\w*|just opened|acabamos de abrir)\b",
    ),
)
_GOALS = tuple((goal, re.compile(pattern)) for goal, pattern in _GOAL_WORDS)
_MENTION = re.compile(
    r"(?:\b(?:para|en|de|for|on|in|a|an|un|una|the|como|as)\s+)*\b(?:instagram|insta|tik ?toks?|youtube|yt|facebook|fb"
    r"|linkedin|twitter|reels?|shorts?|stories|historias?|pinterest|whatsapp status|estados? de whatsapp|ig)\b"
    r"(?!\s+(?:de mi|de nuestra|of my|of our))"
)
_GENERIC_INDUSTRIES = frozenset(("retail", "services", "", "events", "general"))
_MEMORY_FIELDS = ("audience", "offer", "place", "tone", "date")


def understand(text: str, memory: Sequence[str] = (), language: Language | None = None) -> Brief:
    """Reads a brief; `memory` holds earlier messages of the person, newest first.

    The memory fills what the brief leaves out, unless the brief is about something else than the memory. Length,
    platforms, goal and topic come from the brief alone.
    """
    brief = _read(text, language or detect_language(text))
    for earlier in memory:
        if earlier.strip() and earlier.strip() != text.strip():
            brief = _fill(brief, _read(earlier, detect_language(earlier)))
    return brief


def _read(text: str, language: Language) -> Brief:
    text = " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())
    length = find_length(text)
    spans = [(found.start, found.end) for found in find_lengths(text)]
    spans += [m.span() for m in _MENTION.finditer(plain(text))]
    clean = blank(text, spans)
    offer = details.find_offer(clean, language)
    clean = blank(clean, [offer.span] if offer else [])
    date = details.find_date(clean, language)
    clean_of_date = blank(clean, [date.span] if date else [])
    audience = find_audience(clean_of_date, language)
    place = details.find_place(text, language)
    about = blank(clean_of_date, [p.span for p in (audience, place) if p])
    tokens = tokenize(about)
    found = find_subject(tokens, language)
    brand = find_brand(about, tokens, found)
    # "30% off all our sneakers" names the thing inside the offer.
    found = found or find_subject(tokenize(blank(text, spans)), language, listed_only=True)
    subject = found.subject if found else None
    if brand and not place and subject and subject.kind == "event" and f" de {brand}" in text:
        # "la feria de Tlacotalpan": what follows an event is where it is.
        place, brand = Phrase(f"en {brand}", 0, 0), None
    goal = _goal(plain(text), offer is not None)
    if goal == "promote" and subject and subject.kind == "event":
        goal = "event"
    told = claims.find_claims(clean, language)
    if date and any(plain(date.text) in plain(claim) for claim in told):
        # "Abrimos los sábados" is said by the claim; it is no date of the video.
        date = None
    return Brief(
        text=text,
        language=language,
        goal=goal,
        industry=_industry(text, subject.noun if subject else "", subject.industry if subject else ""),
        subject=subject,
        brand=brand,
        audience=audience.text if audience else None,
        offer=offer.text if offer else None,
        place=place.text if place else None,
        date=date.text if date else None,
        topic=claims.find_topic(clean, language),
        tone=details.find_tone(text),
        count=claims.find_count(text),
        seconds=length.seconds if length else None,
        targets=find_platforms(text),
        claims=told,
        features=_features(about, language, subject),
    )


def _features(text: str, language: Language, subject: Subject | None) -> tuple[str, ...]:
    """The listed features, but for the subject itself ("a video with our gym")."""
    noun = plain(subject.noun) if subject else BOUNDARY
    return tuple(f for f in claims.find_features(text, language) if noun not in plain(f))


def _goal(folded: str, has_offer: bool) -> Goal:
    for goal, pattern in _GOALS:
        if goal == "launch" and has_offer:
            return "sale"
        if pattern.search(folded):
            return goal
    return "promote"


def _industry(text: str, noun: str, of_subject: str) -> str:
    """The subject's trade; where it is a general one (a shop, a service, a party), the text's words may say more."""
    if of_subject not in _GENERIC_INDUSTRIES:
        return of_subject
    for source, margin in ((noun, 0), (text, _trade_words(text).get(of_subject, 0))):
        scores = {industry: n for industry, n in _trade_words(source).items() if industry != of_subject}
        best = max(scores, key=lambda industry: scores[industry])
        if scores[best] > margin:
            return best
    return of_subject or "general"


def _trade_words(text: str) -> dict[str, int]:
    present = set(words(text))
    return {industry: len(present & listed) for industry, listed in lexicon.trades().items()}


def _fill(brief: Brief, earlier: Brief) -> Brief:
    about_same = _same_subject(brief.subject, earlier.subject)
    named_else = brief.brand is not None and earlier.brand is not None and brief.brand != earlier.brand
    if not about_same or named_else:
        return brief
    changes: dict[str, object] = {
        name: getattr(earlier, name)
        for name in _MEMORY_FIELDS
        if getattr(brief, name) is None
        and getattr(earlier, name) is not None
        # Phrases of another language would not fit into the script's sentences.
        and (name == "tone" or earlier.language == brief.language)
    }
    if brief.brand is None and earlier.brand is not None:
        changes["brand"] = earlier.brand
    if brief.subject is None and earlier.subject is not None:
        changes["industry"] = earlier.industry
        if earlier.language == brief.language:
            changes["subject"] = earlier.subject
    if earlier.language == brief.language:
        changes["claims"] = tuple(dict.fromkeys((*brief.claims, *earlier.claims)))[: claims.MOST_CLAIMS]
        changes["features"] = tuple(dict.fromkeys((*brief.features, *earlier.features)))[
            : claims.MOST_FEATURES
        ]
    return replace(brief, **changes)  # type: ignore[arg-type]


def _same_subject(mine: Subject | None, theirs: Subject | None) -> bool:
    """Whether both may be the same thing: one is unnamed, or they share a word."""
    return mine is None or theirs is None or bool(set(words(mine.noun)) & set(words(theirs.noun)))
