"""U25: every page in either language, and the way from one to the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.city import Site
from tests.browser.visits import visiting
from tests.browser.walks import Walks
from tests.browser.wording import chinese_left, english_left

#: Everything that the records say in the language in which it was entered: names, files, purposes, evidence, citations.
_DATA = """
import sys
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from mingcha.datasets.models import Upload
from mingcha.datasets.queries import record_of
from mingcha.matching.catalogue import rule_of
from mingcha.matching.models import RuleVersion

own = {"name_zh"}
told = []
for model in apps.get_models():
    found = model._base_manager.all()
    names = [f.name for f in model._meta.concrete_fields if isinstance(f, (CharField, TextField, JSONField))]
    names = [name for name in names if name in own or not name.endswith("_zh")]
    names = [name for name in names if (model.__name__, name) != ("Upload", "report")]
    told += [str(value) for row in found.values_list(*names) for value in row] if names else []
for upload in Upload.objects.all().for_system("what files say"):
    record = record_of(upload) if upload.record_digest else None
    for sheet in [*(v.quality for v in record.versions), *record.sheets] if record else ():
        told += [sheet.origin.file, sheet.origin.sheet, *(c.header for c in sheet.columns)]
for version in RuleVersion.objects.all():
    rule = rule_of(version)
    if rule:
        told += [*rule.basis, *(v.basis for p in rule.parameters.values() for v in p.values)]
        told += [str(v.value) for p in rule.parameters.values() for v in p.values]
print("\\n".join(told))
"""


@pytest.fixture(scope="package")
def data(site: Site) -> str:
    """All texts of the records."""
    return site.home.python(_DATA)


def test_u25_no_chinese_is_left_in_english_pages(walks: Walks, data: str) -> None:
    pages = {p.path: p.html for (_, language), w in walks.items() for p in w.values() if language == "en"}
    left = {text: path for path, html in pages.items() for text in chinese_left(html, data)}
    assert left == {}


def test_u25_no_english_is_left_in_chinese_pages(walks: Walks, data: str) -> None:
    pages = {p.path: p.html for (_, language), w in walks.items() for p in w.values() if language != "en"}
    left = {text: path for path, html in pages.items() for text in english_left(html, data)}
    assert left == {}


@pytest.mark.parametrize("script", [True, False])
def test_u25_switching_the_language_keeps_the_page(chromium: Browser, site: Site, script: bool) -> None:
    with visiting(chromium, site, "reviewer", "zh-hans", java_script_enabled=script) as visit:
        visit.open("/findings/?strength=A&order=amount")
        visit.page.get_by_role("button", name="English").click()
        assert visit.page.url == f"{site.address}/findings/?strength=A&order=amount"
        assert visit.page.get_by_role("heading", level=1).inner_text().startswith("Findings")
        visit.page.get_by_role("button", name="中文").click()
        assert visit.page.url == f"{site.address}/findings/?strength=A&order=amount"
        assert visit.page.locator("html").get_attribute("lang") == "zh-Hans"


def test_templates_hold_no_text_of_their_own() -> None:
    """What is written into a template cannot be translated; the name of the other language and samples of data may."""
    from tests.architecture.tree import committed, name

    allowed = {"_language.html", "year_form.html", "areas_import.html"}
    pages = [p for p in committed() if p.suffix == ".html" and p.name not in allowed]
    assert pages and [name(p) for p in pages if _has_chinese(p)] == []


def _has_chinese(path: Path) -> bool:
    return any("\u3000" <= letter <= "\u9fff" for letter in path.read_text(encoding="utf-8"))
