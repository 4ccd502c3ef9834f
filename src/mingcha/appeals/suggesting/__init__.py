"""
Suggestions: kind, category, urgency, place and likely duplicates of what somebody wrote. A person decides.

Rules speak from the first day; a small model, trained on the site's own decisions, where it is sure enough.
"""
