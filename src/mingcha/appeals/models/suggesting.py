"""What was taken from a group already, trained models of suggestions, and whether people agreed with one."""

from __future__ import annotations

from django.db import models

from mingcha.appeals.models.appeal import Appeal


class HeardMessage(models.Model):
    """
    A message of a group that became part of an appeal: its keyed hash, so that the same paste again doubles nothing.
    Neither text nor speaker is kept, and without the key of the installation nothing can be tried out on it.
    """

    mark = models.CharField(max_length=64, unique=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="heard")

    def __str__(self) -> str:
        return self.mark[:8]


class SuggestionModel(models.Model):
    """A version of the model: numbers in npz under a keyed hash, and its card. One that found too little has none."""

    begun_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    kept = models.BinaryField(null=True, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    card = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.pk}"


class SuggestionOutcome(models.Model):
    """What was suggested for an appeal and what a person decided. `model`: None where the rules spoke."""

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="suggestion")
    model = models.ForeignKey(SuggestionModel, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")
    category = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12)
    urgent = models.BooleanField()
    same_category = models.BooleanField()
    same_kind = models.BooleanField()
    same_urgency = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.category}"
