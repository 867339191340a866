"""What this machine does: how fast, with how much memory, and whether the arithmetic changes a verdict."""
