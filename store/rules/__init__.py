"""The rules: data and pure functions, such as password policies, limits, waits and the forms of codes."""
