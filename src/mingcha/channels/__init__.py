"""Every way in and out of the house: inbound messages, outbox, and a folder for each channel."""
