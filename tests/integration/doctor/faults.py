"""Scripts and changes that make an installation healthy, and then ill in every way the doctor knows."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.factories.home import Home

HEALTHY = """
import secrets
from datetime import date
from mingcha.accounts import operations as accounts
from mingcha.audit import operations as audit
from mingcha.cli.house import furnish
from mingcha.doctor import heartbeat
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.messages import Message
from mingcha.org import operations as org, queries
from mingcha.org.calendar import Special
from mingcha.org.models import Area
furnish()
now = wall_clock()
org.seed_published_years(by="system", at=now)
for year in queries.missing_years(at=now):
    days = {date(year, 1, 1): Special("holiday", Message("元旦", "New Year"))}
    org.publish_year(year=year, days=days, citation="试验通知", by="system", at=now)
area = Area.objects.create(code="430400000000", name="衡阳市", level="city")
for role in ("system_administrator", "security_administrator", "auditor"):
    user = accounts.open_account(username=role, name="陈某", password=secrets.token_hex(12), by="system", at=now)
    accounts.give_role(user=user, role=role, area=area, by="user:0", at=now)
heartbeat.tick(now)
audit.anchor(at=now)
"""

#: Everything that is wrong inside the database, done by somebody who has it and knows no mercy.
ILL = """
from datetime import timedelta
from django.db import connection
from django_tasks_db.models import DBTaskResult
from mingcha.accounts.models import Grant, User
from mingcha.attachments.models import Attachment
from mingcha.audit.models import AuditHead, AuditRecord
from mingcha.datasets.models import Progress, Purpose, Upload
from mingcha.deadlines.models import Clock
from mingcha.doctor import heartbeat
from mingcha.kernel.clock import wall_clock
from mingcha.org.models import Area, CalendarYear, Office

now = wall_clock()
old = now - timedelta(days=100)
area = Area.objects.get()

# people: exclusive roles, a password that is the user name, no factor, dormant, closed with a grant; no auditor
chen = User(username="chen", name="陈某", created_at=old, password_at=old, last_login=old)
chen.set_password("chen")
chen.save()
gone = User(username="gone", name="王某", created_at=now, password_at=now, is_active=False, closed_at=now)
gone.save()
Grant.objects.filter(role="auditor").update(until=now)
for user, role in ((chen, "system_administrator"), (chen, "analyst"), (gone, "analyst")):
    Grant.objects.create(user=user, role=role, area=area, since=old, granted_by="system")

# work: waiting, failed and lost work, a purpose past its end, an unknown year
common = {"args_kwargs": {"args": [], "kwargs": {}}, "task_path": "x.y", "backend_name": "default", "run_after": old,
          "exception_class_path": "", "traceback": ""}
DBTaskResult.objects.create(status="READY", **common)
DBTaskResult.objects.create(status="FAILED", finished_at=now, **common)
DBTaskResult.objects.update(enqueued_at=old)
Progress.objects.create(kind="x", subject="x:1", name="x", requested_by="system", requested_at=old, state="running",
                        state_at=old, started_at=old, beat_at=old)
office = Office.objects.create(name_zh="民政局", kind="department", area=area)
purpose = Purpose.objects.create(title="低保", legal_basis="社会救助暂行办法", area=area, valid_until=old.date(),
    proposed_by=chen, proposed_at=old, approved_by=gone, approved_at=old, state="approved", state_at=old)
Attachment.objects.create(number="a" * 16, sealed_name="sealed1.0.AAAA", owner="review:1", kind="text", size=1,
    content="0" * 64, shown_kind="text", shown_content="0" * 64, by=chen, at=old)
Upload.objects.create(purpose=purpose, office=office, area=area, name="a.csv", read_as="a.csv", size=1,
    content="0" * 64, sealed="absent.sealed", state_at=old, uploaded_by=chen, uploaded_at=old)
CalendarYear.objects.filter(year=now.year).delete()
heartbeat.tick(old)

with connection.cursor() as cursor:
    # the log: append-only no more, a backup that is long past, an edited record, one from the future
    cursor.execute("DROP TRIGGER audit_no_update")
    record = AuditRecord._meta.db_table
    cursor.execute(f"UPDATE {record} SET at = '2020-01-01 00:00:00' WHERE action = 'backup.made'")
    cursor.execute(f"UPDATE {record} SET actor = 'user:9' WHERE seq = 3")
    cursor.execute(f"UPDATE {record} SET at = '2020-01-01 00:00:00' WHERE seq = 1")
    cursor.execute("DELETE FROM audit_auditanchor")
    cursor.execute(f"UPDATE {record} SET at = '2090-01-01 00:00:00' WHERE seq = 4")
    # damage that integrity_check sees, and a reference to nobody
    cursor.execute("PRAGMA ignore_check_constraints = ON")
    cursor.execute("UPDATE accounts_user SET closed_at = '2020-01-01 00:00:00' WHERE username = 'chen'")
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("UPDATE org_office SET area_id = 99999")
"""


def spoil_files(home: Home) -> Home:
    """Everything that is wrong outside the database; the home as its processes see it afterwards."""
    data = home.data
    home.key.chmod(0o644)
    with home.key.open("a") as file:
        file.write(f"seal:1:2020-01-01:{'0' * 64}\n")
    moved = data / "secret.key"
    home.key.rename(moved)
    data.chmod(0o755)
    next(data.glob("*.sqlite3")).chmod(0o644)
    for path in (data / "static").glob("vendor/echarts*"):
        path.unlink()
    manifest = data / "static" / "staticfiles.json"
    manifest.write_text(manifest.read_text().replace('"vendor/tabler.min.css":', '"vendor/other.css":'))
    (data / "anchors").mkdir()
    (data / "anchors" / "anchors.txt").write_text(f"2 {'0' * 64} 2026-03-02T10:00:00+00:00\n")
    (data / "uploads").write_text("a file where a folder belongs")
    versions = data / "store" / "versions"
    versions.mkdir(parents=True)
    (versions / "a.keys").write_bytes(os.urandom(1000))
    left = data / "incoming" / "old.part"
    left.write_text("half")
    os.utime(left, (time.time() - 200_000,) * 2)
    shadow = home.root / "shadow" / "rich-1.0.dist-info"
    shadow.mkdir(parents=True)
    (shadow / "METADATA").write_text("Metadata-Version: 2.1\nName: rich\nVersion: 1.0\n")
    wrong = {
        "MINGCHA_KEY_PATH": str(moved),
        "MINGCHA_ANCHORS": str(data / "anchors" / "anchors.txt"),
        "MINGCHA_HOSTS": "*,127.0.0.1",
        "MINGCHA_BEHIND_PROXY": "yes",
        "MINGCHA_DEMO": "no",
        "MINGCHA_WITHOUT_MFA": "yes",
        "MINGCHA_SESSION_IDLE_MINUTES": "600",
        "MINGCHA_MIN_FREE_MB": "999999999",
        "TZ": "America/New_York",
        "PYTHONPATH": os.pathsep.join([str(shadow.parent), home.variables["PYTHONPATH"]]),
    }
    return Home(home.root, wrong)


def other_medium() -> Path | None:
    """A folder on another disk than temporary files; None on a machine with a single one."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and os.access(memory, os.W_OK) else None
