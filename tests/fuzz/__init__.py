"""Fuzzing: inputs that nobody would write, made by the thousand, for everything that reads what others wrote.

What goes here: the targets (`targets`), what they start from (`seeds`), how inputs are changed (`mutations`), the runner (`python -m fuzz`,
or `make fuzz`) and its corpus. What does not: the regression test of a fault that was found (beside the other tests of its module).
"""
