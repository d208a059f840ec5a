"""What a device keeps: live rows, the queue of what was done, and how a checkpoint is received."""
