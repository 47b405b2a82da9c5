"""An area is known by its name, never by an acronym, and leads to one force."""

from __future__ import annotations

import pytest

from pipeline import places


@pytest.mark.parametrize(
    ("board", "force"),
    [
        ("Bournemouth & Poole Local Safeguarding Children Board", "Dorset Police"),
        ("City & Hackney Safeguarding Children Partnership", "Metropolitan Police Service"),
        ("Northumberland Children and Adults Safeguarding Partnership", "Northumbria Police"),
        ("Kingston upon Hull Safeguarding Children Board", "Humberside Police"),
        ("Kingston and Richmond Safeguarding Children Partnership", "Metropolitan Police Service"),
        ("Richmondshire Community Safety Partnership", "North Yorkshire Police"),
        ("Newcastle-under-Lyme Community Safety Partnership", "Staffordshire Police"),
        ("Newcastle Safeguarding Children Partnership", "Northumbria Police"),
        ("Keeping Bristol Safe Partnership", "Avon and Somerset Police"),
        ("Western Bay Safeguarding Children Board", "South Wales Police"),
        ("CYSUR: Mid and West Wales Safeguarding Children Board", "Dyfed-Powys Police"),
        ("Cumbria Local Safeguarding Children Board", "Cumbria Constabulary"),
        ("Durham Safeguarding Children Partnership", "Durham Constabulary"),
        ("Safer Stockport Partnership", "Greater Manchester Police"),
        ("BATH AND NORTH EAST SOMERSET SAFEGUARDING CHILDREN BOARD", "Avon and Somerset Police"),
    ],
)
def test_a_board_leads_to_the_force_of_its_area(board: str, force: str) -> None:
    area = places.load().area_in(board)
    assert area is not None
    assert area[1] == force


@pytest.mark.parametrize("text", ["BSCB", "WSCP", "DSCB", "LSCB", "an unnamed local board", "NSCB overview report"])
def test_an_acronym_leads_nowhere(text: str) -> None:
    assert places.load().area_in(text) is None


def test_there_are_43_forces_and_175_authorities() -> None:
    tables = places._tables()
    assert len(tables["forces"]) == 43
    assert len(tables["authorities"]) == 175
    assert set(tables["authorities"].values()) == set(tables["forces"])


def test_forces_are_known_by_their_other_names() -> None:
    text = "Heddlu Gwent, West Mercia Constabulary and the Met; officers of Devon and Cornwall Police; GMP"
    assert places.load().forces_in(text) == [
        "Gwent Police",
        "West Mercia Police",
        "Metropolitan Police Service",
        "Devon & Cornwall Police",
        "Greater Manchester Police",
    ]


def test_an_ambiguous_acronym_counts_only_beside_the_full_name() -> None:
    assert places.load().forces_in("The WMP log was closed.") == []
    assert places.load().forces_in("West Midlands Police (WMP) closed the log.") == ["West Midlands Police"]


def test_other_police_bodies_are_kept_apart() -> None:
    found = places.load()
    assert found.forces_in("British Transport Police and Police Scotland") == []
    assert found.others_in("British Transport Police and Police Scotland") == [
        "British Transport Police",
        "Police Scotland",
    ]


def test_settings_add_areas() -> None:
    found = places.load({"Aldermoor": "Norwold Police"})
    assert found.area_in("Aldermoor Safeguarding Children Board") == ("Aldermoor", "Norwold Police")
    assert found.forces_in("Norwold Police attended.") == ["Norwold Police"]
