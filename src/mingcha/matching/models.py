"""Rule versions, runs, findings with whom they name, and what people concluded about them."""

from __future__ import annotations

import hashlib
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from mingcha.accounts import second_lock
from mingcha.accounts.access import Looked, Scope, ScopedQuerySet, span
from mingcha.kernel.messages import Message
from mingcha.matching.states import FINDING, RULE_VERSION, RUN
from mingcha.org.language import say
from mingcha.org.models import PREFIX_DIGITS

_AREA_DIGITS, _COUNTY_DIGITS = PREFIX_DIGITS["village"], PREFIX_DIGITS["county"]
#: Digits of a city: prefixes up to here hold nearly everything an installation has.
_WIDE = 4


class RuleVersion(models.Model):
    """One text of one rule. Never edited once proposed: a change is a higher version."""

    rule_id = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    catalogue = models.PositiveIntegerField(db_index=True)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    strength = models.CharField(max_length=1)
    #: SHA-256 of `text`, the whole rule file.
    digest = models.CharField(max_length=64)
    text = models.TextField()
    #: Its cases, as in `<rule>.cases.yml`; empty for a rule that comes with the platform.
    cases = models.TextField(blank=True)
    shipped = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default=RULE_VERSION.initial, db_index=True)
    state_at = models.DateTimeField()
    state_reason = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("catalogue", "rule_id", "-version")
        constraints = (
            models.UniqueConstraint(fields=("rule_id", "version"), name="matching_rule_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="matching_rule_four_eyes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.catalogue:03d} {say(self.title)}"

    @property
    def title(self) -> Message:
        """What it is called."""
        return Message(self.title_zh, self.title_en)

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"rule:{self.rule_id}@{self.version}"


class RunSet(ScopedQuerySet["Run"]):
    """Runs for the purposes of an area."""

    def limited(self, scope: Scope, recused: frozenset[int]) -> Self:
        """Inside the scope, or around it: who sees a county sees that the city was matched, but not its numbers."""
        around = [p[:digits].ljust(_AREA_DIGITS, "0") for p in scope.prefixes for digits in (2, 4, 6, 9)]
        return self.filter(scope.condition("purpose__area__code") | Q(purpose__area__code__in=around))


class Run(models.Model):
    """
    One matching of the released files of a purpose. A finished one never changes; the database refuses it.

    `reports` says what became of each rule, without numbers: who may see which findings decides how many there are.
    """

    purpose = models.ForeignKey("datasets.Purpose", on_delete=models.PROTECT, related_name="runs")
    as_of = models.DateField(null=True, blank=True)
    rules = models.JSONField(default=list)  # ids asked for; empty: all that are in use
    state = models.CharField(max_length=20, default=RUN.initial, db_index=True)
    state_at = models.DateTimeField()
    started_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    #: Per input file: its upload, office, name and record digest.
    inputs = models.JSONField(default=list)
    reports = models.JSONField(default=list)
    #: The rule versions that ran, by rule id; and the SQL each was compiled to.
    versions = models.JSONField(default=dict)
    sql = models.JSONField(default=dict)
    failure_zh = models.TextField(blank=True)
    failure_en = models.TextField(blank=True)

    objects = RunSet.as_manager()

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("purpose",), condition=Q(state__in=("waiting", "running")), name="matching_run_one_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"run:{self.pk}"

    @property
    def failure(self) -> Message:
        """Why it came to nothing."""
        return Message(self.failure_zh, self.failure_en)


class FindingSet(ScopedQuerySet["Finding"]):
    """Findings of areas, naming people and bodies."""

    def limited(self, scope: Scope, recused: frozenset[int]) -> Self:
        """Published ones inside the scope that name nobody from whom one stays away."""
        inside = self.filter(_inside(scope), published=True)
        if not recused:
            return inside
        return inside.exclude(pk__in=FindingKey.objects.filter(key__in=recused).values("finding_id"))


def within(scope: Scope, field: str = "area", *, wide: bool = True) -> Q:
    """
    A scope as ranges of the twelve-digit number in `field`, which an index answers on every database.

    When `wide`, a city or more is asked for by county and without its index: databases would otherwise walk an index of
    places over everything and sort it, where the index of the wanted order gives the first page at once.
    """
    inside = Q(pk__in=[])
    for prefix in scope.prefixes:
        if wide and len(prefix) <= _WIDE:
            first, behind = span(prefix, _COUNTY_DIGITS)
            inside |= Q(GreaterThanOrEqual(Looked("county"), first), LessThan(Looked("county"), behind))
        else:
            first, behind = span(prefix)
            inside |= Q(**{f"{field}__gte": first, f"{field}__lt": behind})
    return inside


def _inside(scope: Scope) -> Q:
    """
    `within` for findings, which know their county and township (the database sees to it that these are of their area):
    equal to something, so that an index in the order of the list leads through one county alone.
    """
    if len(scope.prefixes) != 1:
        return within(scope)
    (prefix,) = scope.prefixes
    field = {6: "county", 9: "township"}.get(len(prefix))
    return Q(**{field: int(prefix)}) if field else within(scope)


class Finding(models.Model):
    """
    A question that a rule asks about a subject, over all the runs that asked it. What lists and filters need is here;
    the sentence and the evidence are in its FindingText.

    `number` is what people and addresses call it: a hash of purpose and fingerprint, because a count that goes up would
    tell of the ones that somebody may not see.
    """

    number = models.CharField(max_length=16, unique=True)
    purpose = models.ForeignKey("datasets.Purpose", on_delete=models.PROTECT, related_name="+", db_index=False)
    fingerprint = models.CharField(max_length=32)
    evidence_digest = models.CharField(max_length=32)
    #: Changes when anything the rule says of it changes.
    content_digest = models.CharField(max_length=32)
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+")
    rule_key = models.CharField(max_length=60)
    strength = models.CharField(max_length=1)
    excluded = models.BooleanField(default=False)
    amount_fen = models.BigIntegerField(default=0)  # 0: none
    #: Where it belongs: twelve-digit area code, its township and county.
    area = models.BigIntegerField()
    township = models.BigIntegerField(default=0)
    county = models.IntegerField(default=0)
    fund = models.CharField(max_length=60, blank=True)
    month = models.IntegerField(default=0)  # YYYYMM of the first offending month, 0: none
    #: Who handed in the first evidence row.
    office = models.ForeignKey("org.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    first_run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=10, default="new")
    #: False while the run that found it is being taken in: a run appears whole or not at all.
    published = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default=FINDING.initial)
    state_at = models.DateTimeField()
    assignee = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=40, blank=True)
    #: The evidence that the verdict is about.
    judged_digest = models.CharField(max_length=32, blank=True)

    objects = FindingSet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(verdict="", judged_digest="") | ~Q(verdict="") & ~Q(judged_digest=""),
                name="matching_finding_verdict_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="assigned") | Q(assignee__isnull=False), name="matching_finding_assignee"
            ),
            models.CheckConstraint(condition=Q(county=F("area") / 1_000_000), name="matching_finding_county"),
            models.CheckConstraint(
                condition=Q(township=0) | Q(township=F("area") / 1_000), name="matching_finding_township"
            ),
        )
        indexes = (
            models.Index(fields=("excluded", "strength", "-amount_fen", "number"), name="matching_finding_weight"),
            models.Index(
                fields=("county", "excluded", "strength", "-amount_fen", "number"), name="matching_finding_in_county"
            ),
            models.Index(
                fields=("township", "excluded", "strength", "-amount_fen", "number"), name="matching_finding_in_town"
            ),
            models.Index(fields=("-amount_fen", "number"), name="matching_finding_amount"),
            models.Index(fields=("area", "number"), name="matching_finding_area"),
            # Equal values first, then the order of the list: the first page of a rare value needs no walk.
            models.Index(fields=("rule_key", "excluded", "strength", "-amount_fen"), name="matching_finding_rule"),
            models.Index(fields=("state", "excluded", "strength", "-amount_fen"), name="matching_finding_state"),
            models.Index(fields=("presence", "excluded", "strength", "-amount_fen"), name="matching_finding_presence"),
            # With what a scope asks at its end: verdicts are counted from the index alone.
            models.Index(
                fields=("verdict", "excluded", "strength", "-amount_fen", "county", "published"),
                name="matching_finding_verdicts",
            ),
            models.Index(fields=("fund", "month"), name="matching_finding_fund"),
            models.Index(fields=("fund", "state"), name="matching_finding_fund_state"),
            models.Index(fields=("fingerprint",), name="matching_finding_print"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"finding:{self.number}"

    @property
    def standing(self) -> str:
        """
        Another text after every move. Pages send back the one they showed: a verdict or an assignment follows what
        its author saw, and never silently replaces one that they did not see.
        """
        told = f"{self.state}|{self.state_at.timestamp()}|{self.assignee_id}|{self.verdict}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def area_code(self) -> str:
        """Twelve digits."""
        return f"{self.area:012d}"


class FindingText(models.Model):
    """What a finding says, masked: subject, sentence, evidence rows, exclusions."""

    finding = models.OneToOneField(Finding, primary_key=True, on_delete=models.CASCADE, related_name="text")
    subject = models.TextField(blank=True)  # pseudonyms
    explanation_zh = models.TextField()
    explanation_en = models.TextField()
    exclusion = models.TextField(blank=True)  # names of those that apply, comma separated
    untested = models.TextField(blank=True)
    evidence = models.TextField()  # JSON list of {dataset, file, sheet, row, values}

    def __str__(self) -> str:
        return self.explanation_zh

    @property
    def explanation(self) -> Message:
        """The sentence in both languages."""
        return Message(self.explanation_zh, self.explanation_en)


class FindingKey(models.Model):
    """A person or body that a finding names, as pseudonym: whoever stays away from it never learns of the finding."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="keys")
    key = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "finding"), name="matching_key_once"),)

    def __str__(self) -> str:
        return f"{self.finding_id}"


class Tally(models.Model):
    """How many findings of a township have a value of a property, and their money. Excluded hits are not counted."""

    area = models.BigIntegerField()  # twelve digits, the village's left out
    purpose = models.ForeignKey("datasets.Purpose", on_delete=models.PROTECT, related_name="+", db_index=False)
    dimension = models.CharField(max_length=16)
    value = models.CharField(max_length=80, blank=True)
    count = models.BigIntegerField()
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("dimension", "area", "value", "purpose"), name="matching_tally_once"),
        )

    def __str__(self) -> str:
        return f"{self.area} {self.dimension} {self.value}"


class Sighting(models.Model):
    """
    A known finding that a run not yet taken in has seen again; `content` when it says something new. Gone when the run
    is published or given up.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="+")
    content = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "finding"), name="matching_sighting_once"),)

    def __str__(self) -> str:
        return f"{self.run_id} {self.finding_id}"


class Review(models.Model):
    """What somebody concluded about a finding, on the evidence of then. A later one of the same rule version counts."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="reviews")
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    evidence_digest = models.CharField(max_length=32)
    #: An excluded hit is no finding: a verdict on it says nothing about the rule.
    excluded = models.BooleanField(default=False)
    #: Replaced by a later verdict on the same matter.
    standing = models.BooleanField(default=True)
    verifier = models.CharField(max_length=80, blank=True)  # as written in a returned workbook
    verified_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("rule", "standing"), name="matching_review_rule"),)

    def __str__(self) -> str:
        return self.verdict

    @property
    def audit_name(self) -> str:
        """How the audit chain names it, and the files beside it."""
        return f"review:{self.pk}"


class Comment(models.Model):
    """What somebody wrote beside a finding."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text


class RecusalSearch(models.Model):
    """For which identity of a user the registers were asked last, and when. What they said is a recusal fact."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="+")
    person_key = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"


class Rehearsal(models.Model):
    """A draft as it ran on the fictional city: which text, and what it found; None while it has not ended."""

    rule = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="rehearsals")
    digest = models.CharField(max_length=64)
    text = models.TextField()
    asked_at = models.DateTimeField()
    result = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.rule_id} {self.digest[:12]}"

    @property
    def subject(self) -> str:
        """What its progress is kept under."""
        return f"rehearsal:{self.pk}"


#: The policies are in the migrations `row_security`.
second_lock.lock(
    Finding._meta.db_table,
    FindingText._meta.db_table,
    FindingKey._meta.db_table,
    Sighting._meta.db_table,
    Comment._meta.db_table,
)
