"""Keeping a home sound: what is damaged is found and restored, what is too old is removed, what is kept is backed up."""
