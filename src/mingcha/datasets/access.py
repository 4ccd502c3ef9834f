"""Which purposes and files somebody may see and act on. What they may not see is NotFound."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from mingcha.accounts import access
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.datasets.models import Progress, Purpose, PurposeSet, Upload, UploadSet
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message

#: Each of them shows the purposes of its area.
PURPOSE_READERS = (
    Permission.PURPOSE_PROPOSE,
    Permission.PURPOSE_APPROVE,
    Permission.DATASET_READ,
    Permission.DATASET_RELEASE,
)


def visible_purposes(user: User, *, at: datetime) -> PurposeSet:
    """The purposes of the areas where `user` proposes, approves, or works with data."""
    inside = Q(pk__in=[])
    for permission in PURPOSE_READERS:
        inside |= access.scope_of(user, permission, at=at).condition("area__code")
    return Purpose.objects.for_system("limited by every reading permission").filter(inside)


def purpose_for(
    user: User, purpose_id: int, *, to: Permission | None = None, at: datetime, lock: bool = False
) -> Purpose:
    """The purpose, when `user` sees it and holds `to` (any reading permission) in its area. NotFound, Denied."""
    found = visible_purposes(user, at=at).select_related("area").filter(pk=purpose_id)
    purpose = (found.select_for_update(of=("self",)) if lock else found).first()
    if purpose is None:
        raise NotFound("purpose.unknown", Message("没有这项使用目的，或您无权查看。", "There is no such purpose."))
    if to is not None:
        access.check(user, to, at=at, area=purpose.area.code)
    return purpose


def purposes_open_to(user: User, *, at: datetime) -> PurposeSet:
    """Approved and unexpired purposes that cover the area of the user's office, when they may hand in files there."""
    everything = Purpose.objects.for_system("limited to what covers the user's own office")
    if user.office is None or not access.can(user, Permission.DATASET_UPLOAD, at=at, area=user.office.area.code):
        return everything.none()
    running = everything.filter(state="approved", valid_until__gte=local_day(at)).select_related("area")
    code = user.office.area.code
    return running.filter(pk__in=[purpose.pk for purpose in running if code.startswith(purpose.area.prefix)])


def visible_uploads(user: User, permission: Permission = Permission.DATASET_READ, *, at: datetime) -> UploadSet:
    """Files in the scope of a permission, own unit's files left out."""
    return Upload.objects.all().visible_to(user, permission, at=at)


def own_uploads(user: User, *, at: datetime) -> UploadSet:
    """What `user` handed in, as long as they may hand in files."""
    own = Upload.objects.all().handed_in_by(user.pk)
    return own if access.can(user, Permission.DATASET_UPLOAD, at=at) else own.none()


def upload_for(user: User, upload_id: int, *, to: Permission, at: datetime, lock: bool = False) -> Upload:
    """The file, when it lies in the scope of `to`; with DATASET_UPLOAD only one's own. NotFound."""
    own = to == Permission.DATASET_UPLOAD
    found = own_uploads(user, at=at) if own else visible_uploads(user, to, at=at)
    chosen = found.select_related("purpose__area", "office", "area", "uploaded_by").filter(pk=upload_id)
    upload = (chosen.select_for_update(of=("self",)) if lock else chosen).first()
    if upload is None:
        raise NotFound("upload.unknown", Message("没有这份文件，或您无权查看。", "There is no such file."))
    return upload


def progress_for(user: User, progress_id: int) -> Progress:
    """Work that `user` asked for. NotFound."""
    progress = Progress.objects.filter(pk=progress_id, requested_by=user.audit_name).first()
    if progress is None:
        raise NotFound("progress.unknown", Message("没有这项任务，或不是您发起的。", "There is no such work of yours."))
    return progress


def local_day(at: datetime) -> date:
    """The calendar day of a moment where the platform stands."""
    return timezone.localdate(at)
