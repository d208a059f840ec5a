"""The rights of model.md, verb by verb, as a test asks for them."""
