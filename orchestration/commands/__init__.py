"""Commands of `qutb` that are more than a few lines: one module each, with its arguments and its exit codes."""
