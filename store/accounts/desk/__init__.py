"""What operators, supervisors and the administrator do for others."""
