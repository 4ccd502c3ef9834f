"""What is said when a backup cannot be made or put back."""

from __future__ import annotations

from pathlib import Path

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def inside(path: Path) -> Refused:
    """A backup beside the data dies with it."""
    return Refused(
        "backup.inside",
        Message(
            f"{path} 在数据目录之内：磁盘损坏时会一同丢失。请写到另一块磁盘或另一台机器上。",
            f"{path} lies inside the data folder and would be lost with it. Write it to another disk or machine.",
        ),
    )


def exists(path: Path) -> Refused:
    """Backups are never overwritten."""
    return Refused(
        "backup.exists",
        Message(f"{path} 已存在，备份从不覆盖。请换一个文件名。", f"{path} exists; backups are never overwritten."),
    )


def no_folder(folder: Path) -> Refused:
    """Perhaps a disk that is not mounted."""
    return Refused(
        "backup.folder",
        Message(
            f"文件夹 {folder} 不存在。若是另一块磁盘，请先挂载；否则先建立文件夹。",
            f"There is no folder {folder}. If it is on another disk, mount that first; else make the folder.",
        ),
    )


def schema(missing: list[str]) -> Refused:
    """The database is older than the program."""
    return Refused(
        "backup.schema",
        Message(
            f"数据库还停在旧版本（缺少 {missing[0]} 等{len(missing)}项变更），本版本不能备份。"
            "请用升级前的版本备份，再升级。",
            f"The database is of an older version ({len(missing)} changes such as {missing[0]} are missing). "
            "Make the backup with the version before the upgrade.",
        ),
    )


def damaged() -> Refused:
    """Sealed properly, yet not a whole archive."""
    return Refused(
        "backup.damaged",
        Message(
            "备份文件不完整，不能恢复。请使用另一份备份。没有写入任何内容。",
            "The backup is not whole and cannot be restored. Use another one. Nothing was written.",
        ),
    )


def unreadable(path: Path, error: OSError) -> Refused:
    """A file of the installation that this user may not read."""
    return Refused(
        "backup.unreadable",
        Message(
            f"{path} 无法读取（{error.strerror}），没有做成备份。请以运行本系统的用户执行，并检查该文件的权限。",
            f"{path} cannot be read ({error.strerror}); no backup was made. Run this as the user that runs the site "
            "and check the permissions of that file.",
        ),
    )


def version(made: str, here: str) -> Refused:
    """Tables differ: restored first, upgraded afterwards."""
    return Refused(
        "restore.version",
        Message(
            f"备份由 {made} 版制作，本机是 {here} 版，表结构不同。请安装 {made} 版恢复，再升级。没有写入任何内容。",
            f"The backup was made by version {made}; this is {here}, with other tables. Install {made}, restore, then "
            "upgrade. Nothing was written.",
        ),
    )


def occupied(home: str) -> Refused:
    """Restoring never mixes with what is there."""
    return Refused(
        "restore.occupied",
        Message(
            f"{home} 或其数据库中已有数据，恢复只能进入空的安装。请把 MINGCHA_HOME（和 DATABASE_URL）指向空的位置。"
            "没有写入任何内容。",
            f"There are data in {home} or its database; a backup is restored into an empty installation only. Point "
            "MINGCHA_HOME (and DATABASE_URL) to an empty place. Nothing was written.",
        ),
    )


def chain(seq: int) -> Refused:
    """The audit log in the archive was tampered with before it was backed up, or anchors contradict it."""
    return Refused(
        "restore.chain",
        Message(
            f"备份中的审计链在第{seq}条处不完整或与锚定不符，没有恢复。请改用更早的备份，"
            "并用 mingcha audit verify 查明原因。",
            f"The audit chain in the backup is broken or contradicts an anchor at record {seq}; nothing was restored. "
            "Use an older backup and find out why with `mingcha audit verify`.",
        ),
    )


def audit_hash(made: str) -> Refused:
    """The chain cannot be continued with another hash."""
    return Refused(
        "restore.hash",
        Message(
            f"备份的审计链使用 {made}。请设置 MINGCHA_AUDIT_HASH={made} 后重试。没有写入任何内容。",
            f"The audit chain in the backup uses {made}. Set MINGCHA_AUDIT_HASH={made} and try again. Nothing was "
            "written.",
        ),
    )


def attachments(count: int) -> Refused:
    """Files beside records whose hash is not that of the register, or that are not there."""
    return Refused(
        "restore.attachments",
        Message(
            f"备份中有{count}个附件缺失或与登记的哈希值不符，没有恢复。请改用另一份备份；"
            "若密钥文件不是制作备份时的那份，请先换回。没有写入任何内容。",
            f"{count} attached files in the backup are missing or have another hash than the register says; nothing "
            "was restored. Use another backup, or put back the key file of then if this is a different one.",
        ),
    )
