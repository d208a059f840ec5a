"""Letters and pushes: what is told to whom, when, in which words, and how it travels."""
