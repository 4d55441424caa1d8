"""What the person reads in the conversation: the outline of the script, in the script's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.agents.video_scriptor.phrasing import join
from shared.contracts.script import ScriptDocument
from shared.domain.platforms import FORMATS

_SCENES_SHOWN = 8


def compose_reply(
    document: ScriptDocument, words: dict[str, Any], variants: Sequence[ScriptDocument] = ()
) -> str:
    """A sentence, what changed, the hook, the scenes with their times, the call to action, the other variants and
    the notes.
    """
    texts: dict[str, Any] = words["reply"]
    labels = {(f.platform, f.name): f.label for f in FORMATS}
    places = tuple(labels[f.platform, f.format] for f in document.formats)
    count = len(document.scenes)
    lines = [
        texts["revised" if document.revision_of else "done"].format(
            title=document.title,
            seconds=f"{document.duration_seconds:g}",
            scenes=count,
            scenes_word=texts["scene"][count != 1],
            where=join(places, texts["and"]) if places else texts["anywhere"],
        ),
        *([f"{texts['changes']}: {'; '.join(document.changes)}."] if document.changes else []),
        f"{texts['hook']}: {document.hook}",
    ]
    for number, scene in enumerate(document.scenes[:_SCENES_SHOWN], 1):
        lines.append(
            f"{number}. {scene.start:.0f}–{scene.end:.0f} s · {scene.on_screen_text or scene.narration}"
        )
    if count > _SCENES_SHOWN:
        lines.append("…")
    lines += [f"{texts['cta']}: {document.call_to_action}", texts["captions"]]
    if variants:
        lines.append(f"{texts['variants']}:")
    lines += [
        texts["variant"].format(number=number, title=v.title, seconds=f"{v.duration_seconds:g}", hook=v.hook)
        for number, v in enumerate(variants, 2)
    ]
    lines += [f"· {note}" for note in document.notes]
    return "\n".join(lines)
