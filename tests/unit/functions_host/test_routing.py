"""ASP.NET route templates."""

from __future__ import annotations

import pytest

from local.functions_host.errors import ConfigurationError
from local.functions_host.routing import Route, Router, RouteTemplate


def _router(*templates: str) -> Router[str]:
    return Router([Route(RouteTemplate(template), frozenset(), template) for template in templates])


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("a/b", "/a/b", {}),
        ("a/b", "/A/B/", {}),
        ("a/{x}", "/a/1", {"x": "1"}),
        ("a/{x}", "/a", None),
        ("a/{x}", "/a/1/2", None),
        ("a/{x?}", "/a", {}),
        ("a/{x=7}", "/a", {"x": "7"}),
        ("a/{x=7}", "/a/8", {"x": "8"}),
        ("a/{*rest}", "/a/b/c", {"rest": "b/c"}),
        ("a/{**rest}", "/a", {}),
        ("v{major}.{minor}", "/v1.2", {"major": "1", "minor": "2"}),
        ("{x:int}", "/12", {"x": "12"}),
        ("{x:int}", "/-12", {"x": "-12"}),
        ("{x:int}", "/99999999999", None),
        ("{x:long}", "/99999999999", {"x": "99999999999"}),
        ("{x:guid}", "/0f8fad5b-d9cb-469f-a165-70867728950e", {"x": "0f8fad5b-d9cb-469f-a165-70867728950e"}),
        ("{x:guid}", "/nope", None),
        ("{x:bool}", "/True", {"x": "True"}),
        ("{x:alpha}", "/a1", None),
        ("{x:datetime}", "/2026-01-02", {"x": "2026-01-02"}),
        ("{x:length(2,3)}", "/abcd", None),
        ("{x:minlength(2):maxlength(3)}", "/abc", {"x": "abc"}),
        ("{x:range(1,5)}", "/6", None),
        ("{x:min(3)}", "/3", {"x": "3"}),
        ("{x:int?}", "/", {}),
        (r"{x:regex(^\d+(px|em)$)}", "/12px", {"x": "12px"}),
        (r"{x:regex(^\d+(px|em)$)}", "/12pt", None),
    ],
)
def test_templates_match_as_in_aspnet(template: str, path: str, values: dict[str, str] | None) -> None:
    assert RouteTemplate(template).match(path) == values


def test_the_more_specific_template_wins_whatever_the_order() -> None:
    templates = ["{*all}", "items/{id}", "items/{id:int}", "items/new", "items/{id}/parts", "items/p{id}"]
    for router in (_router(*templates), _router(*reversed(templates))):
        found = {
            path: (hit[0] if (hit := router.find("GET", path)) else None)
            for path in ("/items/new", "/items/7", "/items/x", "/items/7/parts", "/other/thing", "/items/p1")
        }
        assert found == {
            "/items/new": "items/new",
            "/items/7": "items/{id:int}",
            "/items/x": "items/{id}",
            "/items/7/parts": "items/{id}/parts",
            "/other/thing": "{*all}",
            "/items/p1": "items/p{id}",
        }


def test_a_method_that_a_path_does_not_serve_finds_another_route_or_none() -> None:
    router = Router(
        [
            Route(RouteTemplate("a/b"), frozenset({"GET"}), "literal"),
            Route(RouteTemplate("a/{x}"), frozenset({"POST"}), "parameter"),
        ]
    )
    assert router.find("GET", "/a/b") == ("literal", {})
    assert router.find("POST", "/a/b") == ("parameter", {"x": "b"})
    assert router.find("DELETE", "/a/b") is None


def test_percent_encoding_is_removed_but_an_encoded_slash_separates_nothing() -> None:
    router = _router("a/{x}")
    assert router.find("GET", "/a/b%20c%C3%B1") == ("a/{x}", {"x": "b cñ"})
    assert router.find("GET", "/a/b%2fc") == ("a/{x}", {"x": "b%2Fc"})


@pytest.mark.parametrize("template", ["{x:colour}", "{x:length(a)}", "a/{x"])
def test_templates_that_cannot_work_are_refused(template: str) -> None:
    with pytest.raises(ConfigurationError, match="route template"):
        RouteTemplate(template)
