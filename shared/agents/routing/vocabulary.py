"""The routing lexicon: what the words of social-media work say about the work wanted.

An entry is a folded word (`reel`), a prefix (`guion*`) or a phrase joined by underscores (`voz_en_off`, whose
parts may be prefixes). Classes mix Spanish and English, so that what is learnt in one serves the other. A
word may be in several classes: what it means beside other classes is left to the trained weights.

Classes starting with `v.` are kinds of doing, `o.` what it is done to, `t.`, `d.` and `f.` how, `c.` talk that
is no work, `n.` the world that the work is about.
"""

from __future__ import annotations

from typing import Final

from shared.agents.routing.vocabulary_doing import DOING
from shared.agents.routing.vocabulary_talk import TALK
from shared.agents.routing.vocabulary_things import THINGS
from shared.agents.routing.vocabulary_world import WORLD

CLASSES: Final[dict[str, str]] = {**DOING, **THINGS, **TALK, **WORLD}
