"""The subject is the letter, pseudonym or reference that stands for the child, children or family."""

from __future__ import annotations

import pytest

from pipeline.extract.document import Document
from pipeline.extract.subject import subject
from pipeline.extract.title import title
from tests.documents import document


def of(made: Document) -> str | None:
    return subject(made, title(made))


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (["Serious Case Review", "CHILD G"], "Child G"),
        (["Serious Case Review: Young Person F"], "Young Person F"),
        (["SERIOUS CASE REVIEW", "CHILD A and BABY N"], "Child A and Baby N"),
        (["Serious Case Review", "Children F, G and H"], "Children F, G and H"),
        (["Serious Case Review in respect of Child L and Adult M"], "Child L and Adult M"),
        (["Serious Case Review", "The Larkin Children"], "The Larkin Children"),
        (["SERIOUS CASE REVIEW", "THE V FAMILY"], "The V Family"),
        (["Serious Case Review", "Family T"], "Family T"),
        (["Serious Case Review", "Baby Robin"], "Baby Robin"),
        (["Practice Review", "MARLON and YOUNG PERSON E"], "Marlon and Young Person E"),
        (["Learning Review", "'Alvin'"], "Alvin"),
        (["Serious Case Review", "CHILD D5 (a boy, thirteen) and MS Y"], "Child D5 and Ms Y"),
        (["Serious Case Review", "Child W and her siblings"], "Child W and her siblings"),
        (["Serious Case Review", "Pupils P, Q and S, who were aged eleven"], "Pupils P, Q and S"),
        (["Joint Review", "'Alvin' and 'Mae'"], "Alvin and Mae"),
        (["Joint Review", "ADULT M and CHILD F2"], "Adult M and Child F2"),
        (["Extended Child Practice Review", "2/2018"], "2/2018"),
        (["Extended Child Practice Review", "AWSB 4/2019"], "AWSB 4/2019"),
        (["Child Practice Review", "CYSUR 4 2019"], "CYSUR 4 2019"),
        (["Serious Case Review", "Case No.SOT12(1)"], "SOT12(1)"),
        (["Serious Case Review in respect of “C”"], "C"),
        (["Thematic Review", "Six young people harmed in the street"], "six young people"),
        (['"FERN" and BABY C', "Serious Case Review"], "Fern and Baby C"),
        (["Serious Case Review", "into the deaths of Fern and of her daughter, Child C,"], "Fern and Child C"),
        (["Serious Case Review: Family C", "Children C1, C2 and C3"], "Family C"),
        (["LCSPR: Child C (the half-brother of Child D)"], "Child C"),
        (["Joint DHR and SCR: Mrs D (died May 2016) and Child C"], "Mrs D and Child C"),
        (["Practice Review", "Brothers C and D"], "Brothers C and D"),
        (["Serious Case Review", "Twin 1 and Twin 2"], "Twin 1 and Twin 2"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_subject_is_found_on_the_cover(cover: list[str], expected: str) -> None:
    assert of(document(*cover)) == expected


@pytest.mark.parametrize(
    ("cover", "told", "expected"),
    [
        (["Serious Case Review: FE"], "FE drowned in a gravel pit.", "FE"),
        (["LCSPR: J1 and J2"], "J1 (eight) and J2 (five) were removed.", "J1 and J2"),
        (["N3", "Local Child Safeguarding Practice Review"], "N3 was 16.", "N3"),
        (["Local Child Safeguarding Practice Review", "Baby June"], "June was born in spring.", "Baby June"),
        (["Local Child Safeguarding Practice Review", "June 2021"], "The child was born in spring.", None),
        (["Learning from the death of Erin"], "Erin died. Erin was 15. Erin liked animals.", "Erin"),
        (["Serious Case Review in respect of the child known as TAMSIN"], "Tamsin was eight. Tamsin and Tamsin's aunt.", "Tamsin"),
        (["Thematic Review of five young people"], "Boy D died. Children A to E are described in turn.", "Children A to E"),
        (["Concise Child Practice Review", "CPR 3/2017"], "Child H lived at home. Child H was loved. Child H died.", "Child H"),
        (["Extended Child Practice Review", "AWSB 3/2019"], "Child Y was two years old. In August 2018 he died.", "Child Y"),
        (["Extended Child Practice Review", "AWSB 3/2019"], "In November 2019 KL, aged twelve, told a teacher.", "Child KL"),
        (["Thematic Review", "Three boys"], "Boy A died. Boys B and C were hurt. Boy A was 15.", "Boys A, B and C"),
        (["Domestic Homicide Review", "Victim: Fern"], "Fern was 17. Fern had a job. Fern's sister rang.", "Fern"),
        (["Practice Review", "Siblings: Ash and Elm"], "Ash and Elm. Ash was four, Elm six. Elm found Ash.", "Ash and Elm"),
        (["Serious Case Review", "Executive Summary", "An SCR"], "The SCR was long.", None),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_code_or_a_name_of_any_form_is_a_subject(cover: list[str], told: str, expected: str | None) -> None:
    assert of(document(*cover, told=(told,))) == expected


def test_a_pseudonym_alone_on_a_line_is_the_subject_where_the_text_speaks_of_it() -> None:
    told = ("Maisie lived with her aunt. Maisie liked school.", "On that day Maisie did not come home.")
    assert of(document("Practice Review", "MAISIE", told=told)) == "Maisie"
    assert of(document("Practice Review", "MAISIE")) is None


def test_an_author_s_name_is_no_subject() -> None:
    told = ("Lowther Lowther Lowther",)
    assert of(document("Serious Case Review", "Ann Lowther", told=told)) is None


def test_the_text_names_the_child_where_the_cover_does_not() -> None:
    told = ("Child W was known to the school.", "Child W's mother called. Sibling 1 was out.", "Child W was found.")
    assert of(document("Serious Case Review", told=told)) == "Child W"
