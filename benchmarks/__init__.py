"""What Macle costs, measured as ratios to the least that the same work can cost on this machine."""
