"""What is wrong with an installation, and how to mend it (`qutb doctor`).

What goes here: looking, and saying. What does not: mending (a night heals what it can; `qutb verify` checks every file).
"""
