"""References between stores."""

from __future__ import annotations

from uuid import uuid4

import pytest

from shared.domain.refs import InvalidRefError, artifact_ref, bundle_ref, parse_ref


def test_the_three_forms_are_read_back_as_written() -> None:
    identifier = uuid4()
    for ref in (bundle_ref(identifier), artifact_ref("script", identifier)):
        assert parse_ref(str(ref)) == ref
        assert parse_ref(str(ref)).id == identifier
    assert parse_ref("blob://artifacts/acme/a/b.json").tail == "acme/a/b.json"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "artifact://",
        "artifact://script",
        "http://example.com/x",
        "blob://c/../secret",
        "blob://c/a b",
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(InvalidRefError):
        parse_ref(text)


def test_a_path_is_not_an_id() -> None:
    ref = parse_ref("blob://artifacts/a/b.json")
    with pytest.raises(InvalidRefError):
        _ = ref.id
