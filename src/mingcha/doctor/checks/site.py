"""How the site is offered: to whom, over what, and with which proofs of who somebody is."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.core.checks import Tags, run_checks

from mingcha.doctor.model import check
from mingcha.kernel.messages import Message

_LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "testserver"}
#: What Django says about plain HTTP is said once, by `site.tls`.
_PLAIN_HTTP = {"security.W004", "security.W008", "security.W012", "security.W016"}
_IDLE_SECONDS, _ABSOLUTE_SECONDS = 15 * 60, 8 * 3600


@check(
    "site.demo",
    "error",
    why=(
        "演示模式关闭了双因素认证，并公布了演示账号。",
        "The demonstration switches the second factor off and prints accounts.",
    ),
    fix=(
        "去掉 MINGCHA_DEMO；真实数据请用新的 MINGCHA_HOME。",
        "Unset MINGCHA_DEMO; use a new MINGCHA_HOME for real data.",
    ),
    needs="",
)
def demo(_at: datetime) -> Message | None:
    """This is no demonstration."""
    return Message("正在以演示模式运行。", "Running as a demonstration.") if settings.DEMO else None


@check(
    "site.second_factor",
    "error",
    why=(
        "密码泄露即可冒名登录（等保三级要求两种鉴别）。",
        "A stolen password is enough to log in (level 3 asks for two factors).",
    ),
    fix=("去掉 MINGCHA_WITHOUT_MFA。", "Unset MINGCHA_WITHOUT_MFA."),
    needs="",
)
def second_factor(_at: datetime) -> Message | None:
    """Staff need a second factor."""
    if settings.MFA_REQUIRED:
        return None
    return Message("未要求第二种鉴别方式。", "No second factor is required.")


@check(
    "site.hosts",
    "error",
    why=("伪造的域名会进入链接和重定向。", "Forged host names would get into links and redirects."),
    fix=("在 MINGCHA_HOSTS 中只写真实域名。", "Name only the real hosts in MINGCHA_HOSTS."),
    needs="",
)
def hosts(_at: datetime) -> Message | None:
    """No wildcard among the host names."""
    wide = [host for host in settings.ALLOWED_HOSTS if host == "*" or host.startswith(".")]
    return Message("MINGCHA_HOSTS 含通配。", "MINGCHA_HOSTS holds a wildcard.") if wide else None


@check(
    "site.name",
    "warning",
    why=(
        "安全密钥（WebAuthn）只认域名，按 IP 地址打开的网站不能使用。",
        "Security keys (WebAuthn) know names only; they do not work on a site that is opened by an IP address.",
    ),
    fix=(
        "在内网 DNS 中为网站起一个名称，写入 MINGCHA_HOSTS，并请人员用名称打开。",
        "Give the site a name in the network's DNS, put it into MINGCHA_HOSTS, and have people open it by that name.",
    ),
    needs="",
)
def name(_at: datetime) -> Message | None:
    """Who is offered security keys reaches the site by a name (Web Authentication Level 2, 5.1.3 step 8)."""
    beyond = set(settings.ALLOWED_HOSTS) - _LOOPBACK
    if beyond and all(_is_address(host) for host in beyond):
        return Message("MINGCHA_HOSTS 只有 IP 地址。", "MINGCHA_HOSTS holds IP addresses only.")
    return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@check(
    "site.tls",
    "error",
    why=("密码和数据会以明文经过网络。", "Passwords and data cross the network in plain."),
    fix=("在前面放置 TLS 反向代理并设置 MINGCHA_TLS=yes。", "Put a TLS proxy in front and set MINGCHA_TLS=yes."),
    needs="",
)
def tls(_at: datetime) -> Message | None:
    """Beyond this machine the site is reached over TLS only."""
    beyond = set(settings.ALLOWED_HOSTS) - _LOOPBACK
    if beyond and not settings.SECURE:
        return Message("网站对外服务而未启用 TLS。", "The site is offered beyond this machine without TLS.")
    return None


@check(
    "site.proxy",
    "error",
    why=("任何人都能用一个请求头声称自己走的是 TLS。", "Anybody could claim TLS with one header."),
    fix=(
        "只在反向代理之后设置 MINGCHA_BEHIND_PROXY，并同时设置 MINGCHA_TLS。",
        "Set MINGCHA_BEHIND_PROXY behind a proxy only, together with MINGCHA_TLS.",
    ),
    needs="",
)
def proxy(_at: datetime) -> Message | None:
    """The proxy's header is believed only with TLS."""
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and not settings.SECURE:
        return Message("相信代理的请求头，却未启用 TLS。", "The header of a proxy is believed, yet TLS is off.")
    return None


@check(
    "site.sessions",
    "warning",
    why=("离开座位的人留下打开的会话。", "Somebody who left their desk leaves an open session."),
    fix=(
        "MINGCHA_SESSION_IDLE_MINUTES 不超过 15，MINGCHA_SESSION_HOURS 不超过 8。",
        "At most 15 MINGCHA_SESSION_IDLE_MINUTES and 8 MINGCHA_SESSION_HOURS.",
    ),
    needs="",
)
def sessions(_at: datetime) -> Message | None:
    """Sessions end within the limits of the profile."""
    if settings.SESSION_IDLE_SECONDS > _IDLE_SECONDS or settings.SESSION_ABSOLUTE_SECONDS > _ABSOLUTE_SECONDS:
        return Message("会话时限过长。", "Sessions last too long.")
    return None


@check(
    "site.deploy",
    "error",
    why=("框架的安全设置被改动。", "Security settings of the framework were changed."),
    fix=("恢复 settings/base.py，或查看 Django 文档中这些编号。", "Restore settings/base.py, or look these codes up."),
    needs="",
)
def deploy(_at: datetime) -> Message | None:
    """Django's own checks for a deployment have nothing to say."""
    said = run_checks(tags=[Tags.security], include_deployment_checks=True)
    ignored = set() if settings.SECURE else _PLAIN_HTTP
    codes = sorted({str(m.id) for m in said if not m.is_silenced()} - ignored)
    return Message(f"Django 报告：{', '.join(codes)}。", f"Django reports: {', '.join(codes)}.") if codes else None
