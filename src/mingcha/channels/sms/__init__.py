"""短信: notices through a gateway that takes JSON over HTTP."""
