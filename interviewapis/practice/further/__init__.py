"""Questions that come while a practice interview goes on."""
