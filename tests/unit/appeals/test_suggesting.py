"""Suggestions: rules, the model and its card, what is kept of it, likely duplicates."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from mingcha.appeals.shipped import CATEGORIES
from mingcha.appeals.states import KINDS
from mingcha.appeals.suggesting import alike, model, rules, training
from mingcha.appeals.suggesting.grams import SIZE
from mingcha.appeals.suggesting.lists import lists
from mingcha.appeals.suggesting.training import Decided, Trained, train
from mingcha.kernel.errors import Refused
from tests.factories.labelled import labelled, many

KEY = b"k" * 32


@pytest.fixture(scope="module")
def trained() -> Trained:
    """Of 2,000 decisions; the fourth way of telling each kind of matter was never among them."""
    found = train([Decided(one.text, one.code) for one in many(2600) if one.telling != 3])
    assert found is not None
    return found


def test_lists_name_what_there_is_and_say_why() -> None:
    assert set(lists().categories) <= {one.code for one in CATEGORIES}
    assert set(lists().kinds) <= set(KINDS)
    assert {"categories", "urgent", "kinds", "dialect", "polite", "same"} == set(lists().basis)


def test_rules_point_with_the_words_that_say_so() -> None:
    assert rules.category_of("三组路灯坏了") == rules.Pointed("power", ("路灯",))
    assert rules.category_of("今天天气好") is None
    assert rules.kind_of("请问低保怎么申请").code == "consultation" and rules.kind_of("路坏了").code == "request"
    assert rules.urgency_of("电线掉下来了") and not rules.urgency_of("路灯不亮")
    assert rules.spot_of("住在三组路口的") == "三组路口" and rules.spot_of("好") == ""


def test_rules_alone_on_the_labelled_set() -> None:
    data = labelled()
    right = sum(found.code == one.code for one in data if (found := rules.category_of(one.text)))
    assert right / len(data) >= 0.7


def test_the_model_is_right_on_what_it_knows_and_silent_on_what_it_does_not(trained: Trained) -> None:
    def asked(unseen: bool) -> tuple[float, float]:
        texts = [one for one in many(2000, seed=11) if (one.telling == 3) == unseen]
        said = [guess.code == one.code for one in texts if (guess := trained.model.guess(one.text))]
        return len(said) / len(texts), sum(said) / max(1, len(said))

    spoke, right = asked(unseen=False)
    assert spoke >= 0.9 and right >= 0.95
    spoke, right = asked(unseen=True)
    assert spoke <= 0.2


def test_the_card_counts_what_was_held_out(trained: Trained) -> None:
    assert trained.judged == sum(line.judged for line in trained.lines) and trained.right <= trained.judged
    for line in trained.lines:
        low, high = line.interval
        assert 0 <= low <= high <= 1 and line.right <= line.spoke


def test_what_is_kept_comes_back_the_same_and_says_why(trained: Trained) -> None:
    kept = model.packed(trained.model)
    again = model.unpacked(kept, KEY, model.mark_of(kept, KEY))
    text = "三组的路灯坏了四盏，晚上看不见"
    first, second = trained.model.guess(text), again.guess(text)
    assert first and second and first.code == second.code == "power"
    assert any("路灯" in gram or "灯" in gram for gram in second.grams)
    assert len(kept) < 5_000_000


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b + b"x", lambda b: b"\x80\x04K\x01.", lambda b: b""])
def test_what_was_touched_is_refused(trained: Trained, spoil: object) -> None:
    kept = model.packed(trained.model)
    mark = model.mark_of(kept, KEY)
    with pytest.raises(Refused) as refused:
        model.unpacked(spoil(kept), KEY, mark)  # type: ignore[operator]
    assert refused.value.code == "suggestion.damaged"
    other = spoil(kept)  # type: ignore[operator]
    with pytest.raises(Refused):  # the right mark over no model
        model.unpacked(other[:50], KEY, model.mark_of(other[:50], KEY))


def test_too_few_decisions_teach_nothing() -> None:
    assert train([]) is None
    assert train([Decided("路坏了", "road")] * 500) is None
    assert train([Decided(one.text, one.code) for one in many(150)]) is None


def test_a_category_that_was_right_too_seldom_stays_silent() -> None:
    guesses = [Decided(one.text, ("road", "water")[n % 2]) for n, one in enumerate(many(1200))]
    found = train(guesses)
    assert found is not None and found.model.silent == {"road", "water"} and found.model.guess("水泥路坏了") is None


def test_probabilities_add_up() -> None:
    own = model.Model(("a", "b"), np.zeros((2, SIZE), dtype=np.float32), np.array([1, 2], np.float32),
                      np.ones(SIZE, np.float32), 1.0)  # fmt: skip
    assert float(own.chances(np.array([[3, 4]], np.float32)).sum()) == pytest.approx(1)
    assert own.guess("") is None and own.guess("，。") is None
    assert training.wilson(0, 0) == (0.0, 1.0)


def test_pages_start_without_scikit_learn() -> None:
    code = "import sys, mingcha.appeals.suggesting.training; print('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


@pytest.mark.parametrize("seed", [17, 29])
def test_17_duplicates_among_five_hundred(seed: int) -> None:
    """Recall@5 over every fifth of 500 appeals: each matter has three others, with dialect, typos and homophones."""
    data = labelled(seed)
    assert len(data) == 500
    told = [alike.Told(one.text, one.spot) for one in data]
    found = 0
    asked = range(0, 500, 5)
    for index in asked:
        others = [n for n in range(500) if n != index]
        likely = alike.alike(told[index], [told[n] for n in others])
        found += sum(data[others[one.index]].matter == data[index].matter for one in likely)
    assert found / (3 * len(asked)) >= 0.90


def test_likeness_says_what_is_shared() -> None:
    (first, *_) = alike.alike(
        alike.Told("三组路口的路灯不亮了"), [alike.Told("垃圾没人清"), alike.Told("三组路口路灯坏了", "三组路口")]
    )
    assert (
        first.index == 1 and first.place == "三组路口" and any("路灯" in word or "灯" in word for word in first.shared)
    )
    assert alike.alike(alike.Told("路灯"), []) == [] and alike.alike(alike.Told(""), [alike.Told("")]) == []
