"""
Four programs of other people call us and read what we seal: wechatpy (公众号 and WeCom), WeRobot, and @wecom/crypto of
Tencent's own team. None of them shares a line with our cipher.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as EnterpriseCrypto
from werobot.crypto import MessageCrypt

from mingcha.channels.models import InboundMessage
from tests.architecture.tree import ROOT
from tests.factories.channels import APP, CORP, KEY, TOKEN, Platform, message_xml, posted

pytestmark = pytest.mark.django_db
TEXTS = ["路", "村口的路坏了三个月，没人管！", "🚧" * 9, "a" * 1000, "<b>&amp;]] >", "衡阳县" * 200]
MP, WECOM, ROBOT = Platform("mp", "sealed", APP), Platform("wecom", "staff", CORP), Platform("robot", "group", "")
#: (path, seals a message with a nonce into an envelope with its signature, opens what we sealed)
Sealed = Callable[[str, str, str], str]
Opened = Callable[[str, str, str, str], bytes]
_MP, _WECOM = WeChatCrypto(TOKEN, KEY, APP), EnterpriseCrypto(TOKEN, KEY, CORP)
_WEROBOT = MessageCrypt(TOKEN, KEY, APP)


def _opened_by(crypto: WeChatCrypto | EnterpriseCrypto) -> Opened:
    return lambda sealed, signature, stamp, nonce: crypto.decrypt_message({"Encrypt": sealed}, signature, stamp, nonce)


PROGRAMS: dict[str, tuple[Platform, Sealed, Opened]] = {
    "wechatpy": (MP, _MP.encrypt_message, _opened_by(_MP)),
    "wechatpy.enterprise": (WECOM, _WECOM.encrypt_message, _opened_by(_WECOM)),
    "werobot": (
        MP,
        lambda text, nonce, stamp: _WEROBOT.encrypt_message(text, stamp, nonce),
        lambda sealed, signature, stamp, nonce: _WEROBOT.decrypt_message(stamp, nonce, signature, sealed),
    ),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_another_program_sends_arrives(program: str) -> None:
    platform, seal, _ = PROGRAMS[program]
    for number, text in enumerate(TEXTS):
        stamp = str(int(time.time()))
        envelope = seal(message_xml(str(number), text), f"n{number}", stamp)
        signature = fromstring(envelope).findtext("MsgSignature")
        asked = {"msg_signature": signature, "timestamp": stamp, "nonce": f"n{number}"}
        assert posted(Client(), platform.path, asked, envelope) == 200
    assert [m.text for m in InboundMessage.objects.order_by("message_id")] == TEXTS


@pytest.mark.parametrize("program", PROGRAMS)
def test_another_program_opens_what_we_seal(program: str) -> None:
    platform, _, opened = PROGRAMS[program]
    for text in TEXTS:
        sealed = platform.cipher.encrypt(text.encode())
        found = opened(sealed, platform.cipher.signed(sealed, timestamp="1", nonce="n"), "1", "n")
        assert (found.decode() if isinstance(found, bytes) else found) == text


_SCRIPT = """
const { encrypt, decrypt, getSignature } = require("@wecom/crypto");
const { token, key, texts, ours, stamp } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const sealed = texts.map(([text, id]) => encrypt(key, text, id));
console.log(JSON.stringify({
  sealed, signatures: sealed.map((text, n) => getSignature(token, stamp, "n" + n, text)),
  opened: ours.map((text) => { const { message, id } = decrypt(key, text); return [message, id]; }),
}));
"""


def test_the_program_of_wecom_itself() -> None:
    if not shutil.which("node"):
        pytest.skip("no Node.js on this machine")
    stamp = str(int(time.time()))
    common = {"from": {"userid": "u"}, "msgtype": "text"}
    robot = [json.dumps({"msgid": f"r{n}", "text": {"content": text}} | common) for n, text in enumerate(TEXTS)]
    texts = [(message_xml(f"w{n}", text), CORP) for n, text in enumerate(TEXTS)] + [(text, "") for text in robot]
    ours = [WECOM.cipher.encrypt(text.encode()) for text in TEXTS] + [ROBOT.cipher.encrypt(b"x")]
    asked = json.dumps({"token": TOKEN, "key": KEY, "texts": texts, "ours": ours, "stamp": stamp})
    done = subprocess.run(["node", "-e", _SCRIPT], input=asked, capture_output=True, text=True, cwd=ROOT, check=False)
    if "Cannot find module '@wecom/crypto'" in done.stderr:
        pytest.skip("no @wecom/crypto: npm ci fetches it")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["opened"] == [[text, CORP] for text in TEXTS] + [["x", ""]]
    for number, (sealed, signature) in enumerate(zip(found["sealed"], found["signatures"], strict=True)):
        platform = WECOM if number < len(TEXTS) else ROBOT
        query = {"msg_signature": signature, "timestamp": stamp, "nonce": f"n{number}"}
        assert posted(Client(), platform.path, query, platform.body(sealed)) == 200
    assert [m.text for m in InboundMessage.objects.filter(channel="wecom").order_by("message_id")] == TEXTS
    assert [m.text for m in InboundMessage.objects.filter(channel="robot").order_by("message_id")] == TEXTS
