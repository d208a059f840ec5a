"""What the person at the server says: a file for each family of commands.

Each offers `add_to(commands)`, which adds its parsers and names what each runs: a function of the options and the
settings that prints its answer and gives back an exit code.
"""
