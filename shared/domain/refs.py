"""References between stores: `postgres://context_bundle/<id>`, `artifact://<type>/<id>`, `blob://<container>/<path>`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

_PATTERN = re.compile(r"(?P<scheme>postgres|artifact|blob)://(?P<head>[a-z0-9][a-z0-9_-]*)/(?P<tail>[^\s]+)")


class InvalidRefError(ValueError):
    """A text that is none of the three reference forms."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a reference such as artifact://script/<id>")
        self.text = text


@dataclass(frozen=True, slots=True)
class Ref:
    """`scheme://head/tail`: head is the table, artifact type or container; tail the id or path."""

    scheme: str
    head: str
    tail: str

    @property
    def id(self) -> UUID:
        """The tail as a UUID; raises `InvalidRefError` where it is a path."""
        try:
            return UUID(self.tail)
        except ValueError as exc:
            raise InvalidRefError(str(self)) from exc

    def __str__(self) -> str:
        return f"{self.scheme}://{self.head}/{self.tail}"


def parse_ref(text: str) -> Ref:
    """Reads any of the three forms; raises `InvalidRefError`."""
    match = _PATTERN.fullmatch(text)
    if match is None or ".." in match["tail"].split("/"):
        raise InvalidRefError(text)
    return Ref(match["scheme"], match["head"], match["tail"])


def bundle_ref(bundle_id: UUID) -> Ref:
    """Where a conversation's context lives."""
    return Ref("postgres", "context_bundle", str(bundle_id))


def artifact_ref(kind: str, artifact_id: UUID) -> Ref:
    """A generated artifact, by type and id."""
    return Ref("artifact", kind, str(artifact_id))


def blob_ref(container: str, path: str) -> Ref:
    """A file in Blob Storage."""
    return Ref("blob", container, path)
