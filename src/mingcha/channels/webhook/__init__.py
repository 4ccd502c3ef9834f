"""企业微信群机器人: notices into groups of staff; nothing comes back."""
