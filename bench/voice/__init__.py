"""`./run bench voice`: callbacks, pages of staff and the clock over a history of a million appeals."""
