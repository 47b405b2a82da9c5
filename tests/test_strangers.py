"""Sentences that say the family and the police had been strangers, and those that only look as if they did."""

from __future__ import annotations

import pytest

from pipeline.screen.strangers import denies_contact


@pytest.mark.parametrize(
    "sentence",
    [
        "None of the family had been in contact with the police before the child died.",
        "Nothing had been known to the police about the family before.",
        "The parents had had no dealings with any police force.",
        "Police had never been called to the address.",
        "There is no trace of the family on police systems.",
        "The family had not come to the notice of the police.",
        "The household had never come to police attention.",
        "Norwold Constabulary had had no contact with the family before that night.",
        "The police reported that they held nothing on any member of the household.",
        "Norwold Police made a nil return: neither parent was on their systems.",
        "Neither parent had ever come to the attention of police.",
        "Neither the child nor any member of her family had come to the notice of the police.",
        "Before the events under review no member of the family had had cause to speak to a police officer.",
        "The family were unknown to police.",
        "The police had no prior knowledge of the family.",
        "Mother, Father and Child G were not known to the police or to Children's Social Care.",
        "Officers had had no previous contact with either parent.",
        "The family was known only to universal services.",
        "There was no police involvement before the incident.",
        "No police records existed of the family.",
        "At no time before the incident were the police involved with the family.",
        "Police databases were searched and no record of either adult was found.",
        "The family had never had any involvement with police.",
        "The force has confirmed that it had no dealings with the family prior to the death.",
        "Norwold Police | No trace of the mother, the father or the address | None",
        "Norwold Police | Nothing recorded",
        "The constabulary checked its own systems and the national one under both surnames. No contact of any kind was found.",
        "Police intelligence systems were searched for all three adults; none came to light.",
        "As the family were unknown to the police until that night, there is nothing to be learned of their practice.",
        "Since neither parent was known to police, no officer was asked for an account.",
    ],
)
def test_a_plain_denial_is_taken_for_one(sentence: str) -> None:
    assert denies_contact(f"The review covers two years. {sentence} The school knew her well.")


@pytest.mark.parametrize(
    "sentence",
    [
        "The social worker did not know that the father was known to the police.",
        "Health staff were not aware that police had been called to the address three times.",
        "The police had no contact with the school about the second report.",
        "Police had no information about the pregnancy when they attended in May.",
        "Officers did not speak to the child.",
        "The father was not known to probation.",
        "The police had no record of the visit of 4 May, although two officers recall it.",
        "No one told the police that the family had moved.",
        "The mother was not known to be a victim when police attended in 2014.",
        "He had not been reported to the police as missing on the second occasion.",
        "There was no police presence at the conference.",
        "The health visitor had no contact with the police.",
        "Neither the school nor the police had told the doctor of the arrest.",
        "Police had not been called to the address since 2014.",
        "There has been no police contact with the father in the review period.",
        "The family had not been known to the police since they moved from Eastmarch.",
        "Police systems were searched for the log. No record of the second call was found.",
        "Norwold Police have no trace of the referral that the school had sent.",
        "The family was not known to the police in Norwold, but Eastmarch Police had been called five times.",
    ],
)
def test_what_others_did_not_know_or_what_held_in_part_is_no_denial(sentence: str) -> None:
    assert not denies_contact(f"The review covers two years. {sentence} The school knew her well.")
