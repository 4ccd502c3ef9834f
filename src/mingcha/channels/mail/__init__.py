"""E-mail: letters in, and notices to people who gave an address."""
