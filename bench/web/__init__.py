"""`./run bench web`: how long people wait for pages when the platform holds a million findings."""
