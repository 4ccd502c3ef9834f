"""The machine interface, versioned: Open311 GeoReport v2."""
