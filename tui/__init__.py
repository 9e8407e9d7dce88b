"""What a person sees: pages, the journeys that show them, and the fronts that draw them."""
