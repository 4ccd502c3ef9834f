"""Who sees which purpose and which file: role by scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingcha.accounts.permissions import Permission
from mingcha.datasets import access
from mingcha.kernel.errors import NotFound
from tests.factories.datasets import AT, World, hand_in, person
from tests.factories.folder import write_folder

pytestmark = pytest.mark.django_db

#: Role, area of the grant (the file's own, one inside it, another city) → sees the purpose, reads about the file.
TABLE = [
    ("analyst", "city", True, True),
    ("analyst", "county", False, False),
    ("analyst", "elsewhere", False, False),
    ("data_releaser", "city", True, True),
    ("data_releaser", "county", False, False),
    ("city_supervisor", "city", True, False),
    ("city_supervisor", "elsewhere", False, False),
    ("responder", "city", False, False),
    ("reviewer", "city", False, False),
    ("leader", "city", False, False),
    ("system_administrator", "city", False, False),
    ("security_administrator", "city", False, False),
    ("auditor", "city", False, False),
]


@pytest.mark.parametrize(("role", "where", "purpose", "file"), TABLE)
def test_who_sees_what(world: World, tmp_path: Path, role: str, where: str, purpose: bool, file: bool) -> None:
    from mingcha.org.models import Area

    upload = hand_in(world, write_folder(tmp_path / "f") / "民政局_低保发放.csv")
    elsewhere = Area.objects.create(code="430100000000", name="长沙市", level="city")
    area = {"city": world.city, "county": world.county, "elsewhere": elsewhere}[where]
    user = person("somebody", role, area)
    assert (world.purpose in access.visible_purposes(user, at=AT)) == purpose
    assert (upload in access.visible_uploads(user, at=AT)) == file
    for permission in (Permission.DATASET_READ, Permission.DATASET_UPLOAD):
        if permission == Permission.DATASET_READ and file:
            assert access.upload_for(user, upload.pk, to=permission, at=AT) == upload
        else:
            with pytest.raises(NotFound):
                access.upload_for(user, upload.pk, to=permission, at=AT)


def test_a_purpose_is_open_to_the_offices_of_its_area_only(world: World) -> None:
    from mingcha.org import operations as org
    from mingcha.org.models import Area

    assert list(access.purposes_open_to(world.clerk, at=AT)) == [world.purpose]
    elsewhere = Area.objects.create(code="430100000000", name="长沙市", level="city")
    office = org.open_office(name_zh="长沙民政局", kind="department", area=elsewhere, by="system", at=AT)
    assert list(access.purposes_open_to(person("cs", "responder", elsewhere, office), at=AT)) == []
    assert list(access.purposes_open_to(person("homeless", "responder", world.city), at=AT)) == []
