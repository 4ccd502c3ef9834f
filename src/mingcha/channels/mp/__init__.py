"""微信公众号: messages that villagers send to an official account, in plain and in encrypted mode."""
