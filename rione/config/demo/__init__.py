"""What the demo shows beside the programme: all of it invented, one module for each part."""
