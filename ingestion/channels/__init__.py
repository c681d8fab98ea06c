"""Channels: how deliveries come in besides the inbox folder.

A pull channel *lands files in the inbox* and remembers what it has landed; from there on the ordinary intake takes over. What goes here:
asking a partner's server, landing, remembering, telling what failed. What does not: reading a landed file (`ingestion/reading`), and who
uses which channel (`partners.yaml` for what is public, `$QUTB_HOME/channels.yaml` for addresses and secrets).
"""
