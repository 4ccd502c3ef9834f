"""Text out of a group chat: read into messages, told apart into matters, bystanders masked. Nothing is stored."""
