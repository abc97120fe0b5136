"""What the tracker costs at a million interviews: loading them, requests, and statements."""
