"""Questions answered by specialists: streamed, whole, or only routed."""
