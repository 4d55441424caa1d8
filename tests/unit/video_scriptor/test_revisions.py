"""A wish changes the conversation's last script, and nothing that the wish leaves alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.agents.base import AgentResult
from shared.agents.video_scriptor.agent import VideoScriptor
from shared.agents.video_scriptor.constraints import make_plan
from shared.agents.video_scriptor.earlier import find_earlier, revised_brief
from shared.agents.video_scriptor.options import ScriptOptions
from shared.contracts.script import ScriptDocument, script_from
from shared.domain.brief import understand
from shared.domain.language import detect_language
from shared.domain.revision import understand_revision
from shared.domain.script import violations
from shared.domain.similarity import similarity
from shared.errors import NotFoundError
from shared.services.embeddings import EmbeddingService
from shared.services.transaction import GeneratedArtifact
from tests.unit.video_scriptor.conftest import MakeWork, MemoryVectorStore, ScriptedTextModel
from tests.unit.video_scriptor.test_model_writer import answer

INTENT = "video de 30s para mi cafetería vegana La Miga en Valencia, 2x1 los martes, para familias"
ENGLISH = "a 30s video for my yoga studio in Austin, 20% off"


@dataclass
class MemoryArchive:
    """The archive port over one script; a fault is raised instead."""

    content: bytes | None = None
    fault: Exception | None = None
    identifier: UUID = field(default_factory=uuid4)
    asked: list[tuple[str, UUID, str]] = field(default_factory=list)

    async def latest(
        self, tenant_id: str, session_id: UUID, kind: str
    ) -> tuple[GeneratedArtifact, bytes] | None:
        self.asked.append((tenant_id, session_id, kind))
        if self.fault is not None:
            raise self.fault
        if self.content is None:
            return None
        artifact = GeneratedArtifact(
            id=self.identifier,
            tenant_id=tenant_id,
            user_id="ana",
            session_id=session_id,
            correlation_id=uuid4(),
            agent="video-scriptor",
            type=kind,
            storage_ref="blob://artifacts/x",
            metadata={},
            created_at=datetime.now(UTC),
            expires_at=None,
        )
        return artifact, self.content


def document_of(result: AgentResult) -> ScriptDocument:
    return ScriptDocument.model_validate_json(result.artifacts[0].content)


class Conversation:
    """Writes a script, then revises it."""

    def __init__(self, embeddings: EmbeddingService, store: MemoryVectorStore, make_work: MakeWork) -> None:
        self.archive = MemoryArchive()
        self.make_work = make_work
        self.ports = (embeddings, store)

    async def say(self, intent: str, model: ScriptedTextModel | None = None, **payload: Any) -> AgentResult:
        agent = VideoScriptor(*self.ports, model, archive=self.archive)
        # The request's id decides the lines drawn; a fixed one makes each test repeatable.
        result = await agent.handle(self.make_work(intent, correlation_id=UUID(int=7), **payload))
        self.archive.content = result.artifacts[0].content
        return result

    async def revise(
        self, first: str, wish: str, **payload: Any
    ) -> tuple[ScriptDocument, ScriptDocument, AgentResult]:
        before = document_of(await self.say(first))
        result = await self.say(wish, **payload)
        after = document_of(result)
        broken = violations(script_from(after), 600, make_plan(understand(first), None).limits, first)
        assert [v for v in broken if v.rule not in ("hashtag_count", "caption_length")] == []
        return before, after, result


@pytest.fixture
def talk(embeddings: EmbeddingService, store: MemoryVectorStore, make_work: MakeWork) -> Conversation:
    return Conversation(embeddings, store, make_work)


def facts(document: ScriptDocument) -> tuple[Any, ...]:
    brief = document.brief
    return brief.product, brief.brand, brief.offer, brief.place, brief.audience, brief.goal


async def test_the_new_script_names_the_one_it_was_made_from(talk: Conversation) -> None:
    _, after, result = await talk.revise(INTENT, "hazlo más divertido")
    assert after.revision_of == f"artifact://script/{talk.archive.identifier}"
    assert result.result["revisionOf"] == after.revision_of
    assert result.result["changes"] == after.changes
    assert result.reply.startswith("Aquí tienes el guion revisado")
    assert after.changes
    assert all(change in result.reply for change in after.changes)
    assert talk.archive.asked[-1][0] == "acme"
    assert talk.archive.asked[-1][2] == "script"


@pytest.mark.parametrize(
    ("first", "wish", "tone"),
    [
        (INTENT, "hazlo más divertido", "fun"),
        (INTENT, "más emotivo", "emotional"),
        (ENGLISH, "make it more serious", "professional"),
        (ENGLISH, "make it funnier", "fun"),
    ],
)
async def test_another_tone_is_another_wording(talk: Conversation, first: str, wish: str, tone: str) -> None:
    before, after, _ = await talk.revise(first, wish)
    assert after.brief.tone == tone
    assert facts(after) == facts(before)
    assert after.duration_seconds == pytest.approx(before.duration_seconds, abs=3)
    assert after.hook != before.hook
    assert similarity(script_from(before).narration, script_from(after).narration) < 0.5


@pytest.mark.parametrize(
    ("first", "wish"),
    [
        (INTENT, "acorta a 15 segundos"),
        (INTENT, "acórtalo a 15"),
        (ENGLISH, "shorten it to 15 seconds"),
        ("5 razones para venir a mi gimnasio PowerFit, 30s", "hazlo de 15 segundos"),
    ],
)
async def test_a_shorter_script_keeps_within_its_time(talk: Conversation, first: str, wish: str) -> None:
    before, after, _ = await talk.revise(first, wish)
    assert 10 <= after.duration_seconds <= 15
    assert after.scenes[-1].end <= 15
    assert facts(after) == facts(before)
    assert any("15" in change for change in after.changes or [])


async def test_a_shorter_script_says_what_the_longer_one_said(talk: Conversation) -> None:
    before, after, _ = await talk.revise(INTENT, "acorta a 15 segundos")
    assert (after.hook, after.call_to_action) == (before.hook, before.call_to_action)
    long = script_from(before).narration
    assert all(scene.narration in long for scene in after.scenes)
    assert "2x1 los martes" in script_from(after).narration


async def test_shorter_and_longer_without_a_figure(talk: Conversation) -> None:
    before, after, _ = await talk.revise(ENGLISH, "make it shorter")
    assert after.duration_seconds <= before.duration_seconds * 0.67 + 0.1
    before, after, _ = await talk.revise(ENGLISH, "make it longer")
    assert after.duration_seconds > before.duration_seconds * 1.2


@pytest.mark.parametrize(("first", "wish"), [(INTENT, "cámbiale el gancho"), (ENGLISH, "change the hook")])
async def test_another_hook_leaves_the_rest(talk: Conversation, first: str, wish: str) -> None:
    before, after, _ = await talk.revise(first, wish)
    assert after.hook != before.hook
    assert before.hook not in json.dumps(after.model_dump(mode="json"), ensure_ascii=False)
    assert after.scenes[0].narration.startswith(after.hook)
    assert [s.narration for s in after.scenes[1:]] == [s.narration for s in before.scenes[1:]]
    assert after.changes in (["Gancho nuevo"], ["New hook"])


async def test_the_hook_may_be_asked_for_by_style(talk: Conversation) -> None:
    _, after, _ = await talk.revise("a 20s video for my bar, bold", "change the hook to a question")
    assert "?" in after.hook


async def test_another_platform_brings_its_limits(talk: Conversation) -> None:
    before, after, _ = await talk.revise(f"{INTENT}, instagram", "hazlo para LinkedIn")
    assert (after.platforms, after.aspect_ratio) == (["linkedin"], "1:1")
    assert after.scenes[0].visual_direction.startswith("Encuadre cuadrado.")
    assert after.duration_seconds == pytest.approx(before.duration_seconds, abs=1)
    assert "bio" not in script_from(after).narration
    assert after.changes == ["Para LinkedIn"]


async def test_x_takes_a_short_caption_and_few_hashtags(talk: Conversation) -> None:
    _, after, _ = await talk.revise(INTENT, "adáptalo a twitter")
    assert len(after.hashtags) <= 3
    assert len(after.caption) <= 280


async def test_english_says_what_the_spanish_script_was_about(talk: Conversation) -> None:
    before, after, result = await talk.revise(INTENT, "ahora en inglés")
    spoken = script_from(after).narration
    assert after.language == "en"
    assert detect_language(spoken) == "en"
    assert after.brief.brand == before.brief.brand == "La Miga"
    assert after.brief.product == "vegan coffee shop"
    assert after.brief.offer == "2-for-1 on Tuesdays"
    assert "2-for-1 on Tuesdays" in spoken.replace("2-For-1", "2-for-1")
    assert "In English" in (after.changes or [])
    assert result.reply.startswith("Here is the revised script")


async def test_spanish_says_what_the_english_script_was_about(talk: Conversation) -> None:
    _, after, _ = await talk.revise(ENGLISH, "in Spanish please")
    assert (after.language, after.brief.product, after.brief.place) == ("es", "estudio de yoga", "en Austin")
    assert detect_language(script_from(after).narration) == "es"


async def test_what_cannot_be_translated_is_named(talk: Conversation) -> None:
    _, after, _ = await talk.revise("video de 30s para mi chamarilería con descuento familiar", "in English")
    assert after.brief.product is None
    assert any("chamarilería" in note for note in after.notes)


async def test_several_wishes_at_once(talk: Conversation) -> None:
    _, after, _ = await talk.revise(INTENT, "hazlo más serio, de 15 segundos y para LinkedIn")
    assert (after.brief.tone, after.platforms) == ("professional", ["linkedin"])
    assert after.duration_seconds <= 15
    assert after.brief.brand == "La Miga"


async def test_a_revision_can_be_revised(talk: Conversation) -> None:
    await talk.revise(INTENT, "ahora en inglés")
    after = document_of(await talk.say("make it 15 seconds"))
    assert (after.language, after.brief.brand, after.brief.offer) == ("en", "La Miga", "2-for-1 on Tuesdays")
    assert after.duration_seconds <= 15


async def test_a_wish_that_is_met_already_is_said(talk: Conversation) -> None:
    before, after, _ = await talk.revise(INTENT, "que el video dure 30 segundos")
    assert after.changes == []
    assert after.scenes == before.scenes
    assert any("no ha cambiado nada" in note for note in after.notes)


async def test_explicit_options_count_as_wishes(talk: Conversation) -> None:
    _, after, _ = await talk.revise(INTENT, "otra versión", tone="urgent", language="en")
    assert (after.brief.tone, after.language) == ("urgent", "en")


async def test_a_new_brief_is_no_revision(talk: Conversation) -> None:
    await talk.say(INTENT)
    after = document_of(await talk.say("video de 20s para mi gimnasio PowerFit"))
    assert after.revision_of is None
    assert after.brief.brand == "PowerFit"
    assert talk.archive.asked == []


@pytest.mark.parametrize(
    "archive",
    [
        MemoryArchive(),
        MemoryArchive(fault=NotFoundError("blob", "x")),
        MemoryArchive(b'{"type": "script"}'),
    ],
)
async def test_without_a_script_to_change_one_is_written_from_the_conversation(
    embeddings: EmbeddingService, store: MemoryVectorStore, make_work: MakeWork, archive: MemoryArchive
) -> None:
    agent = VideoScriptor(embeddings, store, archive=archive)
    work = make_work("hazlo más divertido", earlier=("Tengo una panadería vegana que se llama La Miga",))
    after = document_of(await agent.handle(work))
    assert after.revision_of is None
    assert (after.brief.brand, after.brief.tone) == ("La Miga", "fun")


async def test_scripts_of_an_older_version_can_be_revised(talk: Conversation) -> None:
    await talk.say(INTENT)
    assert talk.archive.content is not None
    old = json.loads(talk.archive.content)
    for name in ("productForm", "claims", "count"):
        old["brief"].pop(name, None)
    talk.archive.content = json.dumps(old).encode()
    wish = understand_revision("más corto")
    assert wish is not None
    revising = await find_earlier(talk.archive, talk.make_work("x").bundle, wish, "más corto")
    assert revising is not None
    brief, _ = revised_brief(revising, ScriptOptions())
    assert brief.subject is not None
    assert (brief.subject.noun, brief.subject.kind, brief.subject.feminine) == (
        "cafetería vegana",
        "place",
        True,
    )


class TestWithTextModel:
    """The earlier script reaches the model as data, and its answer must really be changed."""

    async def test_the_model_is_given_the_script_and_the_wish(self, talk: Conversation) -> None:
        before = document_of(await talk.say('video de 12s para mi panadería "La Miga" en Valencia'))
        model = ScriptedTextModel(answer())
        after = document_of(await talk.say("hazlo más serio", model))
        data = json.loads(model.prompts[0]["user"].split("<data>\n")[1].split("\n</data>")[0])
        assert data["scriptToRevise"]["hook"] == before.hook
        assert (data["wish"], data["changes"], data["tone"]) == ("hazlo más serio", ["tone"], "professional")
        assert "hazlo más serio" not in model.prompts[0]["system"]
        assert after.generator.name == "model-writer"
        assert after.revision_of is not None

    async def test_a_model_that_changes_nothing_is_not_believed(self, talk: Conversation) -> None:
        await talk.say('video de 12s para mi panadería "La Miga" en Valencia', ScriptedTextModel(answer()))
        model = ScriptedTextModel(answer(), answer())
        after = document_of(await talk.say("cámbiale el gancho", model))
        assert after.generator.name == "template-writer"
        assert "hook has not changed" in (after.generator.fallback_reason or "")
        assert after.hook != "¿A qué sabe tu pan?"
        assert after.scenes[1].narration == "En La Miga sabe a horno y a tiempo."
