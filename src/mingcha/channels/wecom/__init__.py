"""企业微信应用: messages that staff send to an application of their organisation."""
