"""The measures of agreement, against what was published."""

from __future__ import annotations

import pytest

from pipeline.agreement import agreement, alpha, kappa, wilson


def test_alpha_with_missing_answers_is_as_krippendorff_published_it() -> None:
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    units = [[row[i] for row in rows if row[i] is not None] for i in range(12)]
    measured = alpha(units)
    assert measured.value == pytest.approx(0.743, abs=0.0005)
    assert measured.low is not None
    assert measured.high is not None
    assert measured.low < measured.value < measured.high


def test_alpha_of_two_observers_is_as_krippendorff_published_it() -> None:
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha(list(zip(first, second, strict=True))).value == pytest.approx(0.095, abs=0.0005)


def test_kappa_is_as_viera_and_garrett_published_it() -> None:
    table = {(True, True): 15, (True, False): 5, (False, True): 10, (False, False): 70}
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    measured = kappa(pairs)
    assert measured.value == pytest.approx(0.57, abs=0.005)
    assert measured.low is not None
    assert measured.high is not None
    assert 0.3 < measured.low < 0.5 < 0.7 < measured.high < 0.85


def test_kappa_of_two_readers_of_fifty_proposals() -> None:
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert kappa(list(zip(first, second, strict=True))).value == pytest.approx(0.4)


def test_a_measure_is_not_made_up_where_nobody_ever_answers_otherwise() -> None:
    assert kappa([(False, False)] * 9).value is None
    assert alpha([]).value is None


def test_few_positives_carry_a_warning() -> None:
    assert agreement("x", [[True, True]] * 9 + [[False, False]] * 50).is_thin
    assert not agreement("x", [[True, False]] * 10 + [[False, False]] * 50).is_thin


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (15, 15, 0.796, 1.0)]
)
def test_the_interval_of_a_share_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))
