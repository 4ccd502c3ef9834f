"""Exactly once, whoever delivers how often at the same moment; and what becomes of a message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from mingcha.audit import operations as audit
from mingcha.audit.models import AuditRecord
from mingcha.channels import operations, queries
from mingcha.channels.models import InboundMessage
from mingcha.channels.states import INBOUND
from mingcha.kernel.errors import Refused
from tests.factories.channels import APP, AT, Platform, came, message_xml, posted
from tests.factories.racing import at_once

pytestmark = pytest.mark.django_db


def receive(number: str, **known: Any) -> InboundMessage:
    return operations.receive(came=came(number, **known), at=AT)[0]


@pytest.mark.usefixtures("committed")
def test_four_times_the_same_message_at_once_is_one() -> None:
    for number in range(100):
        arrive = partial(operations.receive, came=came(str(number)), at=AT)
        assert at_once(arrive, arrive, arrive, arrive) == ["done"] * 4
    assert InboundMessage.objects.count() == AuditRecord.objects.filter(action="message.received").count() == 100


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("count", [50, pytest.param(1_000, marks=pytest.mark.slow)])
def test_a_storm_of_callbacks_keeps_each_message_once(count: int) -> None:
    """Four deliveries of each message at once: the same bytes twice, and twice signed anew."""
    platform, answers = Platform("mp", "sealed", APP), list[int]()

    def deliver(asked: dict[str, str], body: str) -> None:
        answers.append(posted(Client(), platform.path, asked, body))

    for number in range(count):
        sealed = platform.cipher.encrypt(message_xml(str(number)).encode())
        again = platform.cipher.encrypt(message_xml(str(number)).encode())
        first = partial(deliver, platform.asked(sealed, f"a{number}"), platform.body(sealed))
        second = partial(deliver, platform.asked(again, f"b{number}"), platform.body(again))
        third = partial(deliver, platform.asked(again, f"c{number}"), platform.body(again))
        assert at_once(first, first, second, third) == ["done"] * 4
    assert answers == [200] * 4 * count
    assert InboundMessage.objects.count() == AuditRecord.objects.filter(action="message.received").count() == count


@pytest.mark.usefixtures("committed")
def test_of_four_who_take_a_message_one_has_it() -> None:
    message = receive("1")
    acts = [
        partial(operations.take, message=InboundMessage.objects.get(), as_=f"appeal:{n}", by=audit.SYSTEM, at=AT)
        for n in range(4)
    ]
    ends = at_once(*acts)
    assert sorted(ends) == ["done"] + ["state.taken"] * 3
    message.refresh_from_db()
    assert message.taken_as == f"appeal:{ends.index('done')}"
    assert AuditRecord.objects.filter(action="message.taken").count() == 1


def test_messages_wait_in_the_order_in_which_they_came() -> None:
    for number in "213":
        receive(number)
    assert [m.message_id for m in queries.pending(2)] == ["2", "1"]
    operations.take(message=queries.pending(1)[0], as_="appeal:1", by=audit.SYSTEM, at=AT)
    operations.set_aside(message=queries.pending(1)[0], reason="问候", by=audit.SYSTEM, at=AT)
    assert [m.message_id for m in queries.pending(9)] == ["3"]
    assert queries.inbound_counts() == {"taken": 1, "set_aside": 1, "pending": 1}


def test_messages_of_one_sender_are_told_together_within_an_account() -> None:
    one, two = receive("1"), receive("2")
    assert one.sender_key == two.sender_key
    assert receive("3", account="plain").sender_key != one.sender_key
    assert receive("4", sender="oOther").sender_key != one.sender_key


def test_a_message_that_cannot_be_taken_is_given_up_and_can_be_tried_again() -> None:
    message = receive("1")
    ends = [operations.fail(message=message, reason="no_area", by=audit.SYSTEM, at=AT) for _ in range(5)]
    assert ends == [False] * 4 + [True]
    message.refresh_from_db()
    assert (message.state, message.attempts, message.reason) == ("dead", 5, "no_area")
    assert queries.pending(9) == []
    operations.try_again(message=message, by="user:1", at=AT)
    assert [m.attempts for m in queries.pending(9)] == [0]


def test_a_reason_is_needed() -> None:
    message = receive("1")
    for act in (operations.set_aside, operations.fail):
        with pytest.raises(Refused) as refused:
            act(message=message, reason=" ", by=audit.SYSTEM, at=AT)
        assert refused.value.code == "message.no_reason"


ACTS: dict[str, Callable[[InboundMessage], object]] = {
    "take": lambda m: operations.take(message=m, as_="appeal:1", by=audit.SYSTEM, at=AT),
    "set_aside": lambda m: operations.set_aside(message=m, reason="x", by=audit.SYSTEM, at=AT),
    "give_up": lambda m: operations.fail(message=m, reason="x", by=audit.SYSTEM, at=AT),
    "try_again": lambda m: operations.try_again(message=m, by=audit.SYSTEM, at=AT),
}


@pytest.mark.parametrize("state", INBOUND.states)
@pytest.mark.parametrize("event", ACTS)
def test_every_state_and_every_act(state: str, event: str) -> None:
    message = receive("1")
    InboundMessage.objects.update(
        state=state, attempts=operations.ATTEMPTS - 1, taken_as="appeal:1" if state == "taken" else ""
    )
    message.refresh_from_db()
    if INBOUND.allows(event, state):
        ACTS[event](message)
        return
    with pytest.raises(Refused) as refused:
        ACTS[event](message)
    assert refused.value.code == "state.forbidden"


@pytest.mark.parametrize("event", [None, *ACTS])
def test_without_its_record_nothing_happens(event: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    message = receive("1")
    if event == "try_again":
        InboundMessage.objects.update(state="dead")
    InboundMessage.objects.update(attempts=operations.ATTEMPTS - 1)
    message.refresh_from_db()
    before = list(InboundMessage.objects.values())

    def broken(*_args: object, **_known: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("mingcha.audit.operations.record", broken)
    with pytest.raises(OSError, match="disk full"):
        ACTS[event](message) if event else receive("2")
    assert list(InboundMessage.objects.values()) == before
