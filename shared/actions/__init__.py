"""The verbs, one file per noun: (facts, call) -> changes, or a Refusal. They decide; they never store."""
