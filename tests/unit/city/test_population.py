"""People of a fictional city: valid unique ids, households that hang together."""

import numpy as np
import pytest
from stdnum.cn import ric, uscc

from mingcha.engine.city.areas import choose_villages
from mingcha.engine.city.identity import id18_strings, strings, uscc_matrix
from mingcha.engine.city.population import Population, make_population


@pytest.fixture(scope="module")
def people() -> Population:
    rng = np.random.default_rng(11)
    return make_population(choose_villages(2000, rng), 2000, rng, kin=True)


def test_ids_are_valid_and_unique(people: Population) -> None:
    ids = id18_strings(people.id17).to_pylist()
    assert len(set(ids)) == len(people) == 2000
    assert all(ric.calc_check_digit(number) == number[-1] for number in ids)
    assert not any(number.endswith("000") for number in ids)


def test_credit_codes_are_valid_and_unique() -> None:
    numbers = np.arange(5000, dtype=np.int64)
    codes = strings(uscc_matrix(np.full(5000, 430421, dtype=np.int64), numbers)).to_pylist()
    assert len(set(codes)) == 5000
    assert all(uscc.is_valid(code) for code in codes)


def test_households_have_one_head_and_known_sizes(people: Population) -> None:
    heads = np.bincount(people.household, weights=people.relation == 2)
    assert (heads == 1).all()
    assert 2.4 < len(people) / len(people.head) < 2.9


def test_parents_are_older_and_of_the_right_sex(people: Population) -> None:
    for parent, male in ((people.father, True), (people.mother, False)):
        child = np.flatnonzero(parent >= 0)
        assert ((people.birth[child] - people.birth[parent[child]]) > 15 * 365).all()
        assert (people.male[parent[child]] == male).all()


def test_spouses_point_at_each_other(people: Population) -> None:
    married = np.flatnonzero(people.spouse >= 0)
    assert (people.spouse[people.spouse[married]] == married).all()
    assert (people.male[married] != people.male[people.spouse[married]]).all()


def test_children_bear_their_fathers_name(people: Population) -> None:
    child = np.flatnonzero(people.father >= 0)
    assert (people.surname[child] == people.surname[people.father[child]]).all()
