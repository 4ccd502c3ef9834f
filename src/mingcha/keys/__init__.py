"""The sealing keys of the installation: listed, rotated while the site runs, forgotten."""
