"""The demo: a store that is thrown away, people in it, and the devices beside the page (PRODUCT §10)."""
