"""Messages that came, messages that go, and what callbacks and senders must remember."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mingcha.accounts.sealed_text import SealedTextField, text_of
from mingcha.channels.kinds import Channel, Kind
from mingcha.channels.states import INBOUND, OUTBOUND, PENDING, SENT, TO_SEND


class InboundMessage(models.Model):
    """
    One message over any channel, exactly once. Who wrote it and what is sealed; `sender_key` tells messages of one
    sender together without telling who that is.
    """

    number = models.CharField(max_length=16, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    account = models.CharField(max_length=40)
    message_id = models.CharField(max_length=200)
    sender_key = models.BigIntegerField(db_index=True)
    sealed_sender = SealedTextField(bound_to="number")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sealed_text = SealedTextField(bound_to="number", blank=True)
    sealed_media = SealedTextField(bound_to="number", blank=True)
    #: The group it was written in, as the platform calls it.
    chat = models.CharField(max_length=128, blank=True)
    #: By the platform's clock.
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=INBOUND.initial)
    state_at = models.DateTimeField()
    #: What it became, as `kind:id`.
    taken_as = models.CharField(max_length=80, blank=True)
    #: Why it was set aside or given up; a word or a sentence that names nobody.
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("received_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("channel", "account", "message_id"), name="channels_message_once"),
            models.CheckConstraint(
                condition=Q(state="taken", taken_as__gt="") | (~Q(state="taken") & Q(taken_as="")),
                name="channels_taken_as_something",
            ),
        )
        indexes = (models.Index(fields=("received_at",), condition=Q(state=PENDING), name="channels_pending"),)

    def __str__(self) -> str:
        return self.number

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"message:{self.number}"

    @property
    def sender(self) -> str:
        """The sender's id at the platform. Refused (`text.damaged`)."""
        return text_of(self, "sealed_sender")

    @property
    def text(self) -> str:
        """What was written; of a voice what the platform heard. Refused (`text.damaged`)."""
        return text_of(self, "sealed_text")

    @property
    def media(self) -> str:
        """By which the platform hands out a picture or voice. Refused (`text.damaged`)."""
        return text_of(self, "sealed_media")


class OutboundMessage(models.Model):
    """
    One message to one recipient. Address and text are sealed, and gone once it was sent: the record that it speaks of
    says what was answered, the audit chain has the digest.
    """

    number = models.CharField(max_length=16, unique=True)
    #: What makes it one: whoever asks for the same a second time gets the first.
    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    account = models.CharField(max_length=40)
    #: The record it speaks of, as `kind:id`.
    about = models.CharField(max_length=80)
    #: The fixed text it is; "" for a reply in somebody's own conversation.
    notice = models.CharField(max_length=40, blank=True)
    recipient_key = models.BigIntegerField()
    sealed_to = SealedTextField(bound_to="number", blank=True)
    sealed_body = SealedTextField(bound_to="number", blank=True)
    markdown = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=OUTBOUND.initial)
    state_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    #: Not before; while somebody is sending it, when that is taken for lost.
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=SENT) | Q(sealed_to="", sealed_body=""), name="channels_sent_without_text"
            ),
        )
        indexes = (
            models.Index(fields=("next_at",), condition=Q(state__in=TO_SEND), name="channels_to_send"),
            models.Index(fields=("state", "-state_at"), name="channels_by_state"),
            models.Index(fields=("channel", "account", "tried_at"), name="channels_tried"),
            models.Index(fields=("recipient_key", "tried_at"), name="channels_replies"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"outgoing:{self.number}"

    @property
    def to(self) -> str:
        """The address. Refused (`text.damaged`)."""
        return text_of(self, "sealed_to")

    @property
    def body(self) -> str:
        """The text. Refused (`text.damaged`)."""
        return text_of(self, "sealed_body")


class CallbackNonce(models.Model):
    """A nonce that an account has seen, and with what: the same again is a redelivery, another message is forged."""

    mark = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)


class Pace(models.Model):
    """One row for each account that may send only so much a minute; whoever counts locks it."""

    account = models.CharField(max_length=60, unique=True)


class KfInbox(models.Model):
    """One 客服 account's queue at the platform: how far it was pulled, and whether something is waiting there."""

    number = models.CharField(max_length=16, unique=True)
    account = models.CharField(max_length=40)
    #: OpenKfId.
    kf = models.CharField(max_length=128)
    cursor = models.CharField(max_length=255, blank=True)
    #: Of the last callback; good for ten minutes.
    sealed_token = SealedTextField(bound_to="number", blank=True)
    asked_at = models.DateTimeField()
    wanted = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "kf"), name="channels_inbox_once"),)

    @property
    def token(self) -> str:
        """Refused (`text.damaged`)."""
        return text_of(self, "sealed_token")
