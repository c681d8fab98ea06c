"""Faults planted one at a time into clean deliveries of the synthetic region: which are found, where, and what is said of clean ones.

`python -m benchmarks.faults` runs it; docs/quality-faults.md tells what came out. What each module holds:

- `model`: what a kind of fault is, and the delivery that it is planted in; `rewriting`: the delivery written anew in the partner's form;
- `kinds/`: the kinds, by family; none of them knows how faults are looked for;
- `planting`: which kind goes into which feeds, columns and periods, dealt by a seed;
- `clean`: the home that took in clean deliveries only; `judging`: what the intake says of a faulty one;
- `running`, `results`, `report`: the whole of it, what is kept of it, and the tables.
"""
