"""The publisher is the board or partnership whose own report it is, by name and never by guess."""

from __future__ import annotations

import pytest

from pipeline.extract.publisher import publisher
from tests.documents import document


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["OAKMERE AND THE ISLES SAFEGUARDING CHILDREN BOARD", "Serious Case Review"], "Oakmere and the Isles Safeguarding Children Board"),
        (["Oakmere & Wold LSCB", "Serious Case Review"], "Oakmere & Wold Local Safeguarding Children Board"),
        (["Oakmere Community Safety Partnership", "Oakmere Safeguarding Children Board"], "Oakmere Safeguarding Children Board"),
        (["Oakmere Safeguarding Children Board and Oakmere Community Safety Partnership"], "Oakmere Safeguarding Children Board"),
        (["Bwrdd Diogelu Aberwen", "Aberwen Regional Safeguarding Board"], "Aberwen Regional Safeguarding Board"),
        (["Keeping Oakmere Safe Partnership", "Learning Review"], "Keeping Oakmere Safe Partnership"),
        (["Oakmere Safeguarding", "Children Partnership", "Child Q"], "Oakmere Safeguarding Children Partnership"),
        (["Oakmere and Wold Children's Safeguarding Partnership"], "Oakmere and Wold Children's Safeguarding Partnership"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)  # fmt: skip
def test_the_publisher_is_named_on_the_cover(lines: list[str], expected: str) -> None:
    assert publisher(document(*lines)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["Safer Oakmere Partnership", "Oakmere Safeguarding Children Board", "Joint Serious Case Review and Domestic Homicide Review"],
            "Safer Oakmere Partnership and Oakmere Safeguarding Children Board",
        ),
        (
            ["Oakmere Safeguarding Children Board", "Oakmere Safeguarding Adults Board", "Serious Case Review and Safeguarding Adult Review"],
            "Oakmere Safeguarding Children Board and Oakmere Safeguarding Adults Board",
        ),
        (["BWRDD DIOGELU ABERWEN A BRO DERI", "Extended Child Practice Review"], "Bwrdd Diogelu Aberwen a Bro Deri"),
        (["Unseen", "A national thematic review", "National Safeguarding Practice Panel"], "National Safeguarding Practice Panel"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_joint_review_has_both_its_publishers(lines: list[str], expected: str) -> None:
    assert publisher(document(*lines)) == expected


def test_a_board_named_only_by_its_role_is_nobody() -> None:
    assert publisher(document("Local Safeguarding Children Board", "Serious Case Review")) is None


def test_an_anonymous_publication_has_no_publisher_though_the_text_names_a_place() -> None:
    made = document(
        ("sheet", "LSCB: unnamed Local Safeguarding Children Board"),
        "Serious Case Review: Child F",
        told=("Oakmere Safeguarding Children Board met.", "Oakmere Safeguarding Children Board agreed."),
    )
    assert publisher(made) is None
