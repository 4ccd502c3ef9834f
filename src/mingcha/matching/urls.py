"""Addresses of this room."""

from __future__ import annotations

from django.urls import path, re_path, register_converter

from mingcha.matching.views import editor, finding, findings, rules, runs, workbooks


class NumberConverter:
    """What a finding is called: sixteen hex digits."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(NumberConverter, "number")
urlpatterns = [
    path("findings/", findings.finding_list, name="findings"),
    path("findings/overview/", findings.findings_overview, name="findings_overview"),
    path("findings/assign/", findings.findings_assign, name="findings_assign"),
    path("findings/export/", workbooks.findings_export, name="findings_export"),
    path("findings/import/", workbooks.findings_import, name="findings_import"),
    path("findings/release/", findings.findings_release, name="findings_release"),
    path("findings/<number:number>/", finding.finding_page, name="finding"),
    path("findings/<number:number>/clock/", finding.finding_clock, name="finding_clock"),
    path("findings/<number:number>/graph/", finding.finding_graph, name="finding_graph"),
    path("findings/<number:number>/verdict/", finding.finding_verdict, name="finding_verdict"),
    path("findings/<number:number>/files/<number:file>/", finding.finding_file, name="finding_file"),
    path("findings/<number:number>/comment/", finding.finding_comment, name="finding_comment"),
    path("findings/<number:number>/assign/", finding.finding_assign, name="finding_assign"),
    path("findings/<number:number>/unmask/", finding.finding_unmask, name="finding_unmask"),
    path("runs/", runs.run_list, name="runs"),
    path("runs/plan/<int:purpose_id>/", runs.run_plan, name="run_plan"),
    path("runs/<int:run_id>/", runs.run_page, name="run"),
    path("runs/<int:run_id>/progress/", runs.run_progress, name="run_progress"),
    path("runs/<int:run_id>/cancel/", runs.run_cancel, name="run_cancel"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/new/", editor.rule_new, name="rule_new"),
    path("rules/<slug:rule_id>/<int:version>/", rules.rule_page, name="rule"),
    path("rules/<slug:rule_id>/<int:version>/draft/", editor.rule_draft, name="rule_draft"),
    path("rules/<slug:rule_id>/<int:version>/edit/", editor.rule_edit, name="rule_edit"),
    path("rules/<slug:rule_id>/<int:version>/rehearsal/", editor.rule_rehearsal, name="rule_rehearsal"),
    path("rules/<slug:rule_id>/<int:version>/told/", editor.rule_told, name="rule_told"),
    path("rules/<slug:rule_id>/<int:version>/difference/", editor.rule_difference, name="rule_difference"),
    re_path(
        r"^rules/(?P<rule_id>[\w-]+)/(?P<version>[0-9]+)/(?P<deed>approve|return)/$",
        editor.rule_decide,
        name="rule_decide",
    ),
    re_path(
        r"^rules/(?P<rule_id>[\w-]+)/(?P<version>[0-9]+)/(?P<deed>suspend|reinstate)/$", rules.rule_act, name="rule_act"
    ),
]
