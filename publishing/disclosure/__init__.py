"""Which figures leave the house and which are kept back because they would tell of a few people (docs/disclosure.md)."""
