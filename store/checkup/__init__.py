"""What `macle admin doctor` looks at: a store as it is found, in use or not, of which nothing is changed."""
