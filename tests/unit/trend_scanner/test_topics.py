"""Labels of clusters, and their identity from scan to scan."""

from __future__ import annotations

from shared.domain.topics import carry_over, distinctive_terms, label_of

COFFEE = ["Cold brew casero con leche de avena", "Probé el cold brew de moda", "Cold brew en tres pasos"]
SKIN = ["Rutina de skincare coreana", "La rutina coreana de noche", "Skincare coreano barato"]


def test_a_cluster_is_called_by_what_sets_it_apart() -> None:
    terms = distinctive_terms({"coffee": COFFEE, "skin": SKIN})
    assert set(terms["coffee"][:2]) == {"Cold", "brew"} or set(terms["coffee"][:2]) == {"cold", "brew"}
    assert {t.lower() for t in terms["skin"]} >= {"rutina", "skincare"}
    assert not {t.lower() for t in terms["coffee"]} & {t.lower() for t in terms["skin"]}


def test_accents_stay_and_inflected_forms_count_once() -> None:
    terms = distinctive_terms(
        {"a": ["Caminatas en silencio", "caminata al amanecer, acción"], "b": ["otra cosa"]}
    )
    assert terms["a"] == ("Caminatas",)


def test_a_label_of_nothing_but_common_words_is_a_dash() -> None:
    assert label_of(distinctive_terms({"a": ["de la", "2024"]})["a"]) == "—"
    assert label_of(("uno", "dos", "tres", "cuatro")) == "uno · dos · tres"


def test_a_group_goes_on_as_the_one_that_most_members_were_in() -> None:
    before = {"m1": "old", "m2": "old", "m3": "old", "m4": "other"}
    groups = {"x": ["m1", "m2", "m4"], "y": ["m3", "new"], "z": ["new2"]}
    assert carry_over(groups, before) == {"x": "old"}
    assert carry_over({"x": ["m1"], "y": ["m4"]}, before) == {"x": "old", "y": "other"}
