"""The plain values that use cases take and return, by subject. Importing them loads no database."""
