"""Which keys somebody may issue and revoke, and whose key it is that a system shows."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.api.models import ApiFiling, ApiKey
from mingcha.kernel.errors import Denied, NotFound
from mingcha.kernel.messages import Message


def keys_of(user: User, *, at: datetime) -> QuerySet[ApiKey]:
    """Keys of the areas in which `user` operates the system."""
    scope = accounts.scope_of(user, Permission.SYSTEM_OPERATE, at=at)
    return ApiKey.objects.filter(scope.condition("area__code")).select_related("area", "issued_by")


def key_for(user: User, number: str, *, at: datetime) -> ApiKey:
    """One of them. NotFound (`api_key.unknown`)."""
    found = keys_of(user, at=at).filter(number=number).first()
    if found is None:
        raise NotFound("api_key.unknown", Message("没有这个接口密钥。", "There is no such key."))
    return found


def key_shown(secret: str) -> ApiKey:
    """The key that a system shows. Denied (`api_key.invalid`), the same for a revoked one and for none."""
    found = ApiKey.objects.filter(secret=hash_of(secret), revoked_at=None).select_related("area").first()
    if found is None:
        raise Denied(
            "api_key.invalid",
            Message(
                "api_key 缺失、无效或已停用。请向系统管理员申请。",
                "The api_key is missing, not valid or revoked. Ask the system administrator for one.",
            ),
        )
    return found


def has_filed(key: ApiKey, public_id: str) -> bool:
    """Whether an appeal was handed in with a key."""
    return ApiFiling.objects.filter(key=key, public_id=public_id).exists()


def hash_of(text: str, use: str = "api key") -> str:
    """What is kept of a key, which is random and long; and of what marks a filing."""
    return hashlib.blake2b(text.encode(), key=settings.SECRET.derive(use, 32), digest_size=32).hexdigest()
