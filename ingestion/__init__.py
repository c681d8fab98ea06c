"""From a partner's file to typed rows in the lake."""
