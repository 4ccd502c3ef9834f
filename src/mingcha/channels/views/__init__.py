"""Doors of the room: callbacks of platforms, and the page of what could not be sent."""
