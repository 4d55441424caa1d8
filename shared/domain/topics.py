"""Groups of texts told in words: what a cluster is about, and which cluster of before it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from math import log
from typing import Final, TypeVar

from shared.domain.text import fold, stem

K = TypeVar("K", bound=Hashable)

_WORD = re.compile(r"[^\W_][\w'’-]*")
_SHORTEST: Final = 3

# Words that say nothing about a subject, folded; both languages, with those that every headline uses.
_STOP_WORDS: Final = frozenset(
    """about after again all also and any are because been before being but can could did does don down each for
    from get had has have her here him his how i'm into isn it's its just like more most much must new not now off
    one only our out over own should some still such than that the their them then there these they this those
    through too top under until very was way were what when where which while who why will with would you your
    aqui algo ante antes asi aun aunque bajo cada casi como con contra cual cuando cuanto cuya del desde despues
    dia dias dice donde dos durante ella ellas ellos entre era eran esa esas ese eso esos esta estaba estan estar
    estas este esto estos fue fueron gran hace hacer han hasta hay hoy las les los mas mejor mejores mientras mis
    mucho muchos muy nada nos nosotros nuestra nuestras nuestro nuestros nueva nuevas nuevo nuevos otra otras otro
    otros para pero poco por porque primera primer puede pueden pues que quien sea segun ser sera sido sin sobre
    solo son soy sus tal tambien tan tanto tiene tienen toda todas todo todos tras tres tus una unas uno unos ver
    vez videos video viral trend tendencia todavia youtube tiktok instagram reel reels short shorts""".split()
)


def distinctive_terms(texts_by_class: Mapping[K, Sequence[str]], most: int = 4) -> dict[K, tuple[str, ...]]:
    """The words that set each class of texts apart, best first, as they are mostly written.

    c-TF-IDF (Grootendorst, 2022): a term t weighs `tf(t, c) * log(1 + A / f(t))` in class c, with tf its share of
    the class's words, f its count over all classes and A the mean number of words a class. Inflected forms count
    as one term. A word in one text only speaks for no class of several texts.
    """
    counts: dict[K, Counter[str]] = {}
    forms: dict[str, Counter[str]] = {}
    for key, texts in texts_by_class.items():
        in_texts: Counter[str] = Counter()
        for text in texts:
            found = {stem(fold(word)): word for word in _WORD.findall(text) if _speaks(word)}
            in_texts.update(found.keys())
            for term, word in found.items():
                forms.setdefault(term, Counter())[word] += 1
        counts[key] = in_texts
    total: Counter[str] = Counter()
    for counter in counts.values():
        total.update(counter)
    average = sum(total.values()) / max(1, len(counts))
    return {
        key: _best(counter, total, average, len(texts_by_class[key]), most, forms)
        for key, counter in counts.items()
    }


def _best(
    counter: Counter[str],
    total: Counter[str],
    average: float,
    texts: int,
    most: int,
    forms: Mapping[str, Counter[str]],
) -> tuple[str, ...]:
    size = sum(counter.values()) or 1
    least = 2 if texts > 1 and any(n > 1 for n in counter.values()) else 1
    weights = {t: n / size * log(1 + average / total[t]) for t, n in counter.items() if n >= least}
    ranked = sorted(weights, key=lambda term: (-weights[term], term))[:most]
    return tuple(forms[term].most_common(1)[0][0] for term in ranked)


def _speaks(word: str) -> bool:
    folded = fold(word)
    return len(folded) >= _SHORTEST and folded not in _STOP_WORDS and not folded.isdigit()


def label_of(terms: Sequence[str], most: int = 3) -> str:
    """A cluster's name for people."""
    return " · ".join(terms[:most]) or "—"


def carry_over(groups: Mapping[K, Sequence[K]], before: Mapping[K, K]) -> dict[K, K]:
    """Which earlier group each of today's groups goes on from: the one that most of its members were in.

    `groups` are members by group, `before` the earlier group by member. An earlier group goes on in one group
    only, in that which shares most members with it; groups without a past are left out.
    """
    shared = [
        (count, group, earlier)
        for group, members in groups.items()
        for earlier, count in Counter(before[m] for m in members if m in before).items()
    ]
    taken: dict[K, K] = {}
    used: set[K] = set()
    for _, group, earlier in sorted(shared, key=lambda entry: (-entry[0], str(entry[1]), str(entry[2]))):
        if group not in taken and earlier not in used:
            taken[group] = earlier
            used.add(earlier)
    return taken
