"""What the office lists, one module for each part; drawn by `web`, served by `api`."""
