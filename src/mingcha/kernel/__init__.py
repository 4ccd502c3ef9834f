"""Pure Python shared by every room: errors, identifiers, masking, clock. No Django, no engine."""
