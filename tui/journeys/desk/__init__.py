"""The help desk: what operators and supervisors do for others, and whoever is beside them."""
