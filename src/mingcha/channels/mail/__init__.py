"""E-mail: notices to people who gave an address."""
