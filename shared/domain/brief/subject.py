"""What a brief is about: the noun phrase with its grammar."""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.brief import lexicon
from shared.domain.brief.function_words import (
    ARTICLES,
    CONTAINERS,
    FIXED_TAILS,
    GENERAL,
    LEADING_ADJECTIVES,
    LINKS,
    NOT_SUBJECTS,
    POSSESSIVES,
    STOP,
    TRIGGERS,
    VERBS,
)
from shared.domain.brief.model import Language, Subject
from shared.domain.brief.tokens import Token
from shared.domain.platforms import plain


@dataclass(frozen=True, slots=True)
class FoundSubject:
    """A subject and the tokens (first, one past last) that make it."""

    subject: Subject
    first: int
    last: int


def find_subject(
    tokens: list[Token], language: Language, *, listed_only: bool = False
) -> FoundSubject | None:
    """The likeliest noun phrase: a listed noun near a possessive or a verb of promotion, else what follows one."""
    candidates: list[tuple[float, int, FoundSubject]] = []
    covered = -1
    for i in range(len(tokens)):
        if i < covered:
            continue
        known = _known_noun(tokens, i, language)
        if known is None:
            continue
        found = _spanish(tokens, i, *known) if language == "es" else _english(tokens, i, *known)
        covered = found.last
        candidates.append((_score(tokens, found), -i, found))
    best = max(candidates, default=None, key=lambda c: c[:2])
    if best is not None and (practice := _practice(tokens, best[2], language)):
        return practice
    if best is not None and best[0] >= 1:
        return best[2]
    unknown = None if listed_only else _unknown(tokens, language)
    return unknown or (best[2] if best is not None and best[0] >= -1 else None)


def _practice(tokens: list[Token], found: FoundSubject, language: Language) -> FoundSubject | None:
    """ "Soy dentista", "I'm a photographer": the practice takes the place of the person."""
    before = {t.folded for t in tokens[max(0, found.first - 3) : found.first]}
    noun = lexicon.PRACTICES.get(plain(found.subject.noun).split(" ")[0 if language == "es" else -1])
    if noun is None or not before & {"soy", "am", "i'm", "im"}:
        return None
    kind, industry = found.subject.kind, found.subject.industry
    feminine = language == "es" and lexicon.is_feminine(plain(noun.split()[0]))
    return FoundSubject(Subject(noun, kind, industry, feminine, False), found.first, found.last)


def _known_noun(tokens: list[Token], i: int, language: Language) -> tuple[int, str] | None:
    """How many tokens from `i` are a listed noun, and the noun; the longest wins."""
    listed = lexicon.nouns(language)
    for size in (4, 3, 2, 1):
        words = [t.folded for t in tokens[i : i + size] if t.is_word]
        if len(words) < size or words[0] in NOT_SUBJECTS:
            continue
        at = 0 if language == "es" else -1
        # A word that starts with a capital inside a text is a name: "La Tienda de Ana" is no shop in general.
        forms = [words, [*words]]
        forms[1][at] = lexicon.singular(words[at], language)
        for form in forms:
            if " ".join(form).replace("-", " ") in listed:
                return size, " ".join(form).replace("-", " ")
    return None


def _score(tokens: list[Token], found: FoundSubject) -> float:
    before = tokens[found.first - 1].folded if found.first else ""
    earlier = tokens[found.first - 2].folded if found.first > 1 else ""
    score = 1.0
    if found.subject.noun in ("casa", "home", "house") and before in (
        "en",
        "a",
        "de",
        "at",
        "in",
        "from",
        "|",
    ):
        return -3.0
    if before in POSSESSIVES:
        score += 3
    elif before in TRIGGERS or (before in LINKS and earlier in TRIGGERS):
        score += 2.5
    elif before in ARTICLES:
        score += 2 if earlier in TRIGGERS or earlier in LINKS else 1
    elif before in ("para", "for", "de", "of"):
        score += 0.5
    if earlier in TRIGGERS or earlier in ("para", "for"):
        score += 0.5
    if before in ("de", "del", "en", "in", "with", "con", "al") and earlier not in TRIGGERS:
        score -= 1
    if found.subject.noun.split()[0] in GENERAL or found.subject.noun.split()[-1] in GENERAL:
        score -= 1.2
    return score


def _spanish(tokens: list[Token], i: int, size: int, noun: str) -> FoundSubject:
    kind, industry = lexicon.nouns("es")[noun]
    end = i + size
    content = 0
    while end < len(tokens) and content < 4:
        taken = _modifier(tokens, end)
        if not taken:
            break
        end += taken
        content += 1
    start = i
    if i and tokens[i - 1].folded in LEADING_ADJECTIVES:
        start -= 1
    words = [t.text if t.is_name and k else t.text.lower() for k, t in enumerate(tokens[start:end])]
    head = tokens[i].folded
    determiner = tokens[start - 1].folded if start else ""
    feminine = _gender(determiner, head, tokens[i].folded)
    subject = Subject(" ".join(words), kind, industry, feminine, lexicon.is_plural(head, "es"))
    return FoundSubject(subject, start, end)


def _gender(determiner: str, head: str, written: str) -> bool:
    if determiner in ("la", "una", "nuestra", "las", "unas", "nuestras", "esta"):
        return True
    if determiner in ("el", "un", "nuestro", "los", "unos", "nuestros", "este"):
        # "el agua" is feminine with a masculine article; no listed noun is.
        return False
    return lexicon.is_feminine(head or written)


def _modifier(tokens: list[Token], i: int) -> int:
    """How many tokens from `i` still belong to a Spanish noun phrase."""
    rest = tuple(t.folded for t in tokens[i : i + 3])
    for tail in FIXED_TAILS:
        if rest[: len(tail)] == tail:
            return len(tail)
    token = tokens[i]
    if token.folded in ("de", "del"):
        return _complement(tokens, i)
    plain_adjective = (
        token.is_word
        and not token.is_name
        and not token.text[0].isdigit()
        and token.folded not in STOP | ARTICLES | NOT_SUBJECTS
        and not token.folded.endswith("mos")
        and len(token.text) > 2
    )
    return 1 if plain_adjective else 0


def _complement(tokens: list[Token], i: int) -> int:
    size = 1
    if i + 1 < len(tokens) and tokens[i + 1].folded in ("la", "los", "las"):
        size = 2
    if i + size >= len(tokens):
        return 0
    noun = tokens[i + size]
    usable = (
        noun.is_word
        and not noun.is_name
        and not noun.text[0].isdigit()
        and noun.folded not in STOP | ARTICLES | NOT_SUBJECTS | POSSESSIVES
    )
    return size + 1 if usable else 0


def _english(tokens: list[Token], i: int, size: int, noun: str) -> FoundSubject:
    end = i + size
    listed = lexicon.nouns("en")
    # The head of an English compound is its last noun: "coffee subscription box", "dog food brand".
    step = 1
    while end < len(tokens) and step <= 2:
        known = _known_noun(tokens, end, "en")
        if known is not None and not tokens[end].is_name:
            end += known[0]
            noun = known[1] if known[1] not in GENERAL else noun
            step = 1
            continue
        break
    end = _compound_end(tokens, i, end)
    start = i
    while start and i - start < 4:
        token = tokens[start - 1]
        if not token.is_word or token.folded in STOP | ARTICLES | POSSESSIVES | TRIGGERS | NOT_SUBJECTS:
            break
        if token.text[0].isdigit() or (token.is_name and start > 1) or token.folded.endswith("'s"):
            break
        if start == 1 and token.is_name:
            break
        start -= 1
    kind, industry = listed[noun]
    plural = lexicon.is_plural(tokens[end - 1].folded, "en")
    if tokens[end - 1].folded in CONTAINERS and end < len(tokens) and tokens[end].folded == "of":
        end += _contents(tokens, end)
    words = " ".join(t.text if t.is_name else t.text.lower() for t in tokens[start:end])
    return FoundSubject(Subject(words, kind, industry, False, plural), start, end)


def _compound_end(tokens: list[Token], head: int, end: int) -> int:
    """Where the compound ends when its last nouns are not listed: "my ice cream truck in Brooklyn".

    Only after a determiner, and only where a preposition or sign follows: "my cafe opens" stays a cafe.
    """
    if not any(t.folded in POSSESSIVES | ARTICLES for t in tokens[max(0, head - 3) : head]):
        return end
    size = 0
    while end + size < len(tokens) and size < 3 and _is_plain_noun(tokens[end + size]):
        size += 1
    following = tokens[end + size] if end + size < len(tokens) else None
    closed = following is None or not following.is_word or following.is_name or following.folded in STOP
    return end + size if size <= 2 and closed else end


def _is_plain_noun(token: Token) -> bool:
    return (
        token.is_word
        and not token.is_name
        and token.text[0].isalpha()
        and token.folded not in STOP | ARTICLES | POSSESSIVES | TRIGGERS | NOT_SUBJECTS | VERBS
        and not token.folded.endswith(("ly", "ing"))
    )


def _contents(tokens: list[Token], of: int) -> int:
    """How many tokens "of linen dresses" has; 0 when nothing usable follows."""
    size = 1
    while of + size < len(tokens) and size < 4:
        token = tokens[of + size]
        if not token.is_word or token.is_name or token.folded in STOP | ARTICLES | POSSESSIVES:
            break
        size += 1
    return size if size > 1 else 0


def _unknown(tokens: list[Token], language: Language) -> FoundSubject | None:
    """The phrase after a possessive or a verb of promotion, for things that are not listed."""
    best: tuple[int, FoundSubject] | None = None
    for i, token in enumerate(tokens):
        previous = tokens[i - 1].folded if i else ""
        strength = 3 if token.folded in POSSESSIVES else 2 if token.folded in TRIGGERS else 0
        if token.folded in ARTICLES and (previous in TRIGGERS or previous in LINKS):
            strength = 2 if previous in TRIGGERS else 1
        if not strength:
            continue
        found = _phrase_at(tokens, i + 1, token.folded, language)
        if found is not None and (best is None or strength > best[0]):
            best = (strength, found)
    return best[1] if best else None


def _phrase_at(tokens: list[Token], i: int, determiner: str, language: Language) -> FoundSubject | None:
    start = i
    if start < len(tokens) and tokens[start].folded in LEADING_ADJECTIVES:
        i += 1
    if i >= len(tokens) or tokens[i].is_name or not _modifier(tokens, i) or tokens[i].folded in ("de", "del"):
        return None
    if tokens[i].folded in POSSESSIVES | TRIGGERS:
        return None
    end = i + 1
    while end < len(tokens) and end - i < 4:
        taken = (
            _modifier(tokens, end)
            if language == "es"
            else int(bool(_modifier(tokens, end)) and tokens[end].folded not in ("de", "del"))
        )
        if not taken:
            break
        end += taken
    words = " ".join(t.text if t.is_name else t.text.lower() for t in tokens[start:end])
    head = tokens[i].folded if language == "es" else tokens[end - 1].folded
    if language == "en" and (head.endswith("ly") or head in NOT_SUBJECTS):
        return None
    feminine = language == "es" and _gender(determiner, head, head)
    return FoundSubject(
        Subject(words, "product", "", feminine, lexicon.is_plural(head, language)), start, end
    )
