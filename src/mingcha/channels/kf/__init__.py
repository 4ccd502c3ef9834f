"""微信客服: the callback says only that something came; it is pulled, and answered within 48 hours."""
