"""The real night in a child process, and all that may befall it; after each fault the next night must heal without a hand."""
