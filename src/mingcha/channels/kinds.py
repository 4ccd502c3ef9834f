"""The channels there are, what comes over them, and the form that everything that comes is brought into."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """A way in, out, or both."""

    MP = "mp", _("WeChat official account")
    KF = "kf", _("WeChat customer service")
    WECOM = "wecom", _("WeCom application")
    ROBOT = "robot", _("WeCom robot")
    WEBHOOK = "webhook", _("WeCom group notice")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class Kind(models.TextChoices):
    """What a message is. `OTHER` is what the platform sends beside these: it is kept, so that nothing is lost."""

    TEXT = "text", _("text")
    IMAGE = "image", _("picture")
    VOICE = "voice", _("voice")
    EVENT = "event", _("event")
    OTHER = "other", _("other")


#: Over these only fixed texts go out: they pass through phones and servers of others, and are read over shoulders.
NOTICE_ONLY = (Channel.WEBHOOK, Channel.EMAIL, Channel.SMS)


@dataclass(frozen=True)
class Came:
    """A message as a channel gave it. `text` of an event is its name, of a voice what the platform heard in it."""

    channel: Channel
    account: str
    #: The platform's own number of it; of an event, which has none, `events.event_id`.
    message_id: str
    sender: str = field(repr=False)
    kind: Kind
    sent_at: datetime
    text: str = field(default="", repr=False)
    #: By which the platform hands out a picture or voice: an id, or an address.
    media: str = field(default="", repr=False)
    #: The group it was written in; "" when nobody else saw it.
    chat: str = ""
