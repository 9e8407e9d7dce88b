"""What operators and supervisors do for others (PRODUCT §10)."""
