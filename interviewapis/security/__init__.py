"""Who is asking: the person at this machine, somebody with a token, or a script with a key."""
