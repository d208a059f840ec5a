"""The bytes of pictures and papers: who may, what is let in, where they lie."""
