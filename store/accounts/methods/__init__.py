"""The methods of the second step, and recovery codes."""
