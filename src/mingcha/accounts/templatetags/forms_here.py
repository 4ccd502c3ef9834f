"""Form fields in the dress of the site."""

from __future__ import annotations

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The widget with its class; when it is wrong it says so and where the reason stands."""
    widget = field.field.widget
    style = "form-control"
    if isinstance(widget, CheckboxInput):
        style = "form-check-input d-block"
    elif isinstance(widget, Select):
        style = "form-select"
    attrs: dict[str, str | bool] = {"class": f"{style} is-invalid" if field.errors else style}
    if field.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
    return field.as_widget(attrs=attrs)
