"""For authors of modules: every problem of them. For everybody: a life to read."""
