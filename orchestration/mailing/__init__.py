"""Receipts by mail: the settings, the message made of a receipt, and sending each one once."""
