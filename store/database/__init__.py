"""What the store keeps: the port, the databases behind it, the tables and their migrations."""
