"""The house rules, as functions from a project tree to what breaks them.

Each rule takes a `Tree` and returns findings; `tests/test_house.py` runs them on this project, and
`tests/test_house_rules.py` on small trees in which each rule is broken on purpose.
"""
