"""A second club, written as simply as possible, that shares no rule with the engine: what the engine is held against.

It keeps every write that was ever made and sorts them; it finds who may see a row by looking at everybody; it knows who
has a bag by walking all scans from the start. It is slow where the engine is quick, and short where the engine is long.
Only names of tables and fields are taken from the register.
"""
