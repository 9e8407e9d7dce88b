"""What can be asked of `macle`, one file a command."""
