"""One's own profile and password."""
