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


AUTHORITIES = sorted(places._tables()["authorities"].items())


@pytest.mark.parametrize("name", [name for name, _ in AUTHORITIES])
def test_every_authority_leads_to_its_force_however_it_is_printed(name: str) -> None:
    force = dict(AUTHORITIES)[name]
    for printed in (
        f"{name} Safeguarding Children Board",
        f"{name} Local Safeguarding Children Board".upper(),
        f"The LSCB for {name.replace(' and ', ' & ')}",
        f"{name.replace('-', ' ')} Council",
        f"{name.replace(' upon ', '-upon-')} Safeguarding Children Partnership",
    ):
        area = places.load().area_in(printed)
        assert area is not None, printed
        assert area[1] == force, printed


@pytest.mark.parametrize(
    ("printed", "force"),
    [
        ("Cumbria Safeguarding Children Partnership", "Cumbria Constabulary"),
        ("Northamptonshire County Council", "Northamptonshire Police"),
        ("Pan-Lancashire Children's Safeguarding Assurance Partnership", "Lancashire Constabulary"),
        ("Poole LSCB", "Dorset Police"),
        ("Cwm Taf Safeguarding Board", "South Wales Police"),
        ("South East Wales Safeguarding Children Board", "Gwent Police"),
        ("Tri-borough LSCB", "Metropolitan Police Service"),
        ("North Wales Safeguarding Children Board", "North Wales Police"),
        ("Bwrdd Diogelu Gogledd Cymru", "North Wales Police"),
        ("Cardiff and Vale Regional Safeguarding Board", "South Wales Police"),
        ("West Glamorgan Safeguarding Board", "South Wales Police"),
        ("Cwm Taf Morgannwg Safeguarding Board", "South Wales Police"),
        ("Gwent Safeguarding", "Gwent Police"),
        ("Hartlepool and Stockton on Tees Safeguarding Children Partnership", "Cleveland Police"),
        ("Our Safeguarding Children Partnership for Cornwall and the Isles of Scilly", "Devon & Cornwall Police"),
        ("East Riding Safeguarding Children Partnership", "Humberside Police"),
        ("Stoke on Trent Safeguarding Children Board", "Staffordshire Police"),
    ],
)
def test_joint_renamed_and_welsh_boards_lead_to_their_force(printed: str, force: str) -> None:
    area = places.load().area_in(printed)
    assert area is not None
    assert area[1] == force


FORCES = sorted(places._tables()["forces"])


@pytest.mark.parametrize("force", FORCES)
def test_every_force_is_known_by_its_name_and_told_from_its_county(force: str) -> None:
    found = places.load()
    assert found.forces_in(f"A referral was sent to {force} that day.") == [force]
    assert found.forces_in(f"Officers of {force.replace(' and ', ' & ')} attended.") == [force]
    stem = force.removesuffix(" Police").removesuffix(" Constabulary").removesuffix(" Police Service")
    assert found.forces_in(f"The family moved to {stem} in the spring, where the council knew them.") == []


@pytest.mark.parametrize(
    ("text", "forces"),
    [
        ("Norfolk and Suffolk Constabularies share a control room.", ["Norfolk Constabulary", "Suffolk Constabulary"]),
        ("West Midlands and Staffordshire Police both held records.", ["West Midlands Police", "Staffordshire Police"]),
        (
            "Dyfed Powys Police and Hampshire Constabulary",
            ["Dyfed-Powys Police", "Hampshire and Isle of Wight Constabulary"],
        ),
        ("Heddlu De Cymru", ["South Wales Police"]),
        ("The Met were told. The officers and the met need differed.", ["Metropolitan Police Service"]),
        ("the need that the met services had", []),
        ("the force, the Constabulary, Police Force A and a neighbouring force", []),
    ],
)
def test_forces_are_told_where_they_are_named_together_or_in_other_words(text: str, forces: list[str]) -> None:
    assert places.load().forces_in(text) == forces
