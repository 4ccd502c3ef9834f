"""Background work of this room, as the task queue sees it: the worker's door."""

from __future__ import annotations

from django_tasks import task

from mingcha.appeals.models import SuggestionModel
from mingcha.appeals.suggesting import learning
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.defects import without_words


@task()
def train_suggestions(version: int) -> None:
    """Trains one version of the model; does nothing when it was made already."""
    row = SuggestionModel.objects.filter(pk=version, made_at=None).first()
    if row is not None:
        with without_words():
            learning.learn(row, at=wall_clock())
