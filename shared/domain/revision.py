"""Understands a wish to change an earlier text: "hazlo más divertido", "acorta a 15 segundos", "make it shorter"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from shared.domain.brief import Language, Tone
from shared.domain.brief.durations import find_length
from shared.domain.platforms import Target, find_platforms, plain

Kind = Literal["length", "tone", "hook", "platform", "language", "wording"]
Pace = Literal["shorter", "longer"]
Hook = Literal["other", "question", "bold", "story", "number"]

SHORTER_FACTOR: Final = 2 / 3
LONGER_FACTOR: Final = 1.5
SHORTEST_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Revision:
    """What is to change; a field that is None or empty stays as it is.

    `seconds` is the length asked for, `factor` the change of the earlier one where no figure was given. With
    kind "language" and no `language` the other of the two is meant ("tradúcelo").
    """

    kinds: tuple[Kind, ...]
    seconds: float | None = None
    factor: float | None = None
    tone: Tone | None = None
    hook: Hook | None = None
    targets: tuple[Target, ...] = ()
    language: Language | None = None

    def target_seconds(self, earlier: float) -> float:
        """The length aimed at, in seconds, from the earlier one; never under three."""
        if self.seconds is not None:
            return self.seconds
        return max(SHORTEST_SECONDS, round(earlier * (self.factor or 1.0), 1))

    def target_language(self, earlier: Language) -> Language:
        """The language to write in."""
        if "language" not in self.kinds:
            return earlier
        return self.language or ("en" if earlier == "es" else "es")


_MEDIUM = r"(?:video|guion|script|texto|version|text|reel|short|spot|anuncio|ad|clip|tik ?tok|story|historia|pieza)s?"
_PARTS = (
    r"(?:gancho|hook|inicio|comienzo|principio|entrada|apertura|opening|opener|beginning|intro\w*|primera frase"
    r"|first (?:line|sentence))"
)
_CREATE = re.compile(
    rf"\b(?:crea\w*|escrib(?:e|eme|enos|ir)|genera\w*|prepara\w*|create|write|generate|draft|produce)\b"
    rf"(?: (?:me|us|a|an|un|una|el|la|the|otr[oa]|another|new|nuev[oa]))* (?:\w+ ){{0,3}}{_MEDIUM}\b"
    rf"|\b(?:haz(?:me|nos)?|hacer|necesito|quiero|queremos|dame|arma(?:me)?|make(?: me| us)?|need|want|give me"
    rf"|do)\b (?:un|una|a|an|another|otr[oa]|\d+) (?:\w+ ){{0,3}}{_MEDIUM}\b"
)
_ANEW = re.compile(
    r"\b(?:(?:otra|nueva|distinta|diferente) version|(?:another|new|different) version|otro guion|another script"
    r"|(?:version|guion|script) (?:diferente|distint[oa]|nuev[oa])|reescrib\w+|rewrite|rephrase|redo|start over"
    r"|try again|prueba otra vez|intentalo (?:de nuevo|otra vez)|hazlo (?:de nuevo|otra vez)"
    r"|no me (?:gusta|convence)|i (?:don't|do not) like it|mejoralo|improve it|make it better)\b"
)
# A pronoun or article that points at what is there already.
_POINTS_BACK = re.compile(
    r"\b(?:haz|pon|pas|traduc|acort|alarg|cambi|adapt|ajust|conviert|convert|reescrib|recort|reduc|extiend|ampl|resum"
    r"|hac|dej|quier|dal|suav|mejor|prueb)\w*?(?:lo|la|le|los|las)\b"
    r"|\b(?:make|turn|keep|get|cut|shorten|lengthen|extend|trim|translate|rewrite|rephrase|adapt|convert|change|give"
    r"|want|do|put|switch)\s+(?:it|this|that|them)\b"
    rf"|\b(?:el|la|este|esta|ese|esa|del|al|the|this|that|its) (?:mism[oa] |same |last |ultim[oa] )?{_MEDIUM}\b"
    rf"|\b(?:el|del|al|the|su|its|otro|otra|another|new|nuev[oa]|different) (?:\w+ )?{_PARTS}\b"
    rf"|\b{_PARTS} (?:nuev[oa]|distint[oa]|diferente)\b"
    r"|\b(?:mismo|misma|same)\b"
)
_ABOUT_SOMETHING = re.compile(
    rf"\b(?:mi|mis|nuestr[oa]s?|my|our)\s+(?!{_MEDIUM}\b|{_PARTS}\b|publico|audiencia|seguidores|audience|followers)\w+"
)
_COMPARED = re.compile(
    r"\b(?:mas|menos|more|less|muy|demasiado|too|shorter|longer|funnier|bolder|con|tono|tone)\b"
)

_SHORTER = re.compile(
    r"\b(?:acort\w+|recort\w+|reduc(?:e|ir|elo|ela)\w*|resum\w+|mas (?:cort[oa]|breve|rapid[oa])|menos larg[oa]"
    r"|(?:muy|demasiado) larg[oa]|too long|shorten\w*|shorter|briefer|trim|cut (?:it|this|the)|less long"
    r"|more concise)\b"
)
_LONGER = re.compile(
    r"\b(?:alarg\w+|extiend\w+|extender\w*|ampli\w+|mas larg[oa]|(?:muy|demasiado) (?:cort[oa]|breve)|too short"
    r"|lengthen|longer|extend|more detail(?:ed)?)\b"
)
_HALF = re.compile(r"\b(?:a la mitad|la mitad|in half|half (?:as long|the length))\b")
_DOUBLE = re.compile(r"\b(?:el doble|twice as long|double the length)\b")
_BARE_FIGURE = re.compile(
    r"\b(?:a|en|to|hasta|de)\s+(\d{1,3})\b(?!\s*(?:%|x|palabras|words|escenas|scenes|€|\$|h\b))"
)

_TONES: tuple[tuple[Tone, str], ...] = (
    (
        "fun",
        r"divertid\w+|gracios\w+|humor\w*|chistos\w+|comic\w*|alegres?|desenfadad\w+|simpatic\w+|jugueton\w*|fun"
        r"|funny|funnier|playful|witty|humorous|lighthearted|cheerful|casual",
    ),
    (
        "professional",
        r"seri[oa]s?|formal(?:es)?|profesional(?:es)?|sobri[oa]s?|elegantes?|corporativ\w+|serious"
        r"|professional|corporate|elegant|businesslike",
    ),
    (
        "emotional",
        r"emotiv\w+|emocional(?:es)?|emocionantes?|tiern\w+|calid[oa]s?|conmovedor\w*|cercan[oa]s?"
        r"|sentimental"
        r"|emotional|heartfelt|touching|moving|warm(?:er)?",
    ),
    (
        "urgent",
        r"urgentes?|urgencia|direct[oa]s?|agresiv[oa]s?|energic[oa]s?|urgent|urgency|pushy|punchy|punchier",
    ),
    (
        "inspiring",
        r"inspirador\w*|motivador\w*|motivacional|epic[oa]s?|inspiring|inspirational|motivational"
        r"|uplifting|epic",
    ),
)
_OPPOSITES: dict[Tone, Tone] = {
    "fun": "professional",
    "professional": "fun",
    "emotional": "professional",
    "urgent": "emotional",
    "inspiring": "professional",
}
_LESS = r"\b(?:menos|less|no tan|not so|demasiado|too|not as)\s+"
_TONE_PATTERNS = tuple(
    (tone, re.compile(rf"{_LESS}(?:{words})\b"), re.compile(rf"\b(?:{words})\b")) for tone, words in _TONES
)
_HOOK = re.compile(rf"\b{_PARTS}\b")
_HOOK_STYLES: tuple[tuple[Hook, re.Pattern[str]], ...] = (
    ("question", re.compile(r"\b(?:pregunta\w*|question)\b")),
    ("story", re.compile(r"\b(?:historia|anecdota|story|storytelling)\b")),
    ("number", re.compile(r"\b(?:numero|cifra|dato|number|figure|statistic)\b")),
    (
        "bold",
        re.compile(r"\b(?:atrevid[oa]|audaz|fuerte|potente|impactante|bold|bolder|strong(?:er)?|punchy)\b"),
    ),
)
_LANGUAGES: tuple[tuple[Language, re.Pattern[str]], ...] = (
    (
        "en",
        re.compile(
            r"\b(?:(?:en|al|a) ingles|version (?:en )?inglesa?|(?:in|into|to) english|english version)\b"
        ),
    ),
    ("es", re.compile(r"\b(?:(?:en|al|a) (?:espanol|castellano)|(?:in|into|to) spanish|spanish version)\b")),
)
_TRANSLATE = re.compile(r"\b(?:traduc\w+|tradu[zs]ca\w*|translate|otro idioma|other language)\b")
_FILLER = re.compile(
    r"\b(?:y|e|and|ahora|now|por favor|porfa|please|pls|tambien|also|pero|but|para|for|en|in|on|a|de|of|version|vale|ok"
    r"|mejor|then|luego|gracias|thanks|solo|just|only|un|una|poco|bit|segundos?|seconds?|s|mas|more|menos|less)\b"
)
_MOST_BARE_WORDS = 3


def understand_revision(text: str) -> Revision | None:
    """The wish, in Spanish or English; None for a message that is a brief of its own.

    A revision names a change and points at what is there ("hazlo", "the script", "otro gancho"), or says nothing
    but the change ("en inglés", "más corto"). What asks for a new video, or names a thing of the person's that
    nothing points back from, is a brief.
    """
    folded = " ".join(plain(text.replace("’", "'")).split())
    revision = _wishes(text, folded)
    if revision is None:
        return None
    anew = bool(_ANEW.search(folded))
    if _CREATE.search(_ANEW.sub(" ", folded)):
        return None
    if anew or _POINTS_BACK.search(folded):
        return revision
    return revision if _is_bare(folded) else None


def _wishes(text: str, folded: str) -> Revision | None:
    seconds, factor = _length(text, folded)
    tone = _tone(folded)
    hook = _hook(folded)
    # "una historia", "un short" may name a hook or a noun; only named platforms count beside a hook.
    targets = find_platforms(text) if hook != "story" else ()
    language = next((name for name, pattern in _LANGUAGES if pattern.search(folded)), None)
    found: tuple[tuple[Kind, bool], ...] = (
        ("length", seconds is not None or factor is not None),
        ("tone", tone is not None),
        ("hook", hook is not None),
        ("platform", bool(targets)),
        ("language", language is not None or bool(_TRANSLATE.search(folded))),
    )
    kinds = tuple(kind for kind, present in found if present)
    if not kinds:
        kinds = ("wording",) if _ANEW.search(folded) else ()
    return Revision(kinds, seconds, factor, tone, hook, targets, language) if kinds else None


def _length(text: str, folded: str) -> tuple[float | None, float | None]:
    length = find_length(text)
    if length is not None:
        return length.seconds, None
    if _HALF.search(folded):
        return None, 0.5
    if _DOUBLE.search(folded):
        return None, 2.0
    shorter, longer = _SHORTER.search(folded), _LONGER.search(folded)
    if shorter or longer:
        if figure := _BARE_FIGURE.search(folded):
            return float(figure[1]), None
        return None, SHORTER_FACTOR if shorter else LONGER_FACTOR
    return None, None


def _tone(folded: str) -> Tone | None:
    for tone, less, _ in _TONE_PATTERNS:
        if less.search(folded):
            return _OPPOSITES[tone]
    return next((tone for tone, _, words in _TONE_PATTERNS if words.search(folded)), None)


def _hook(folded: str) -> Hook | None:
    if not _HOOK.search(folded):
        return None
    return next((style for style, pattern in _HOOK_STYLES if pattern.search(folded)), "other")


def _is_bare(folded: str) -> bool:
    """Whether next to nothing is said but the change itself."""
    if _ABOUT_SOMETHING.search(folded):
        return False
    rest = folded
    for pattern in (
        *(p for _, p in _LANGUAGES),
        _TRANSLATE,
        _SHORTER,
        _LONGER,
        _HALF,
        _DOUBLE,
        _HOOK,
        *(p for _, _, p in _TONE_PATTERNS),
        *(p for _, p in _HOOK_STYLES),
    ):
        rest = pattern.sub(" ", rest)
    if re.search(rf"\b{_MEDIUM}\b", rest) and not _COMPARED.search(folded):
        return False
    return len(re.findall(r"[a-z]+", _FILLER.sub(" ", rest))) <= _MOST_BARE_WORDS - 1
