"""The bytes of pictures and papers on this device: where they are kept, which must be sent, how they travel."""
