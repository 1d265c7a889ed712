"""Many rows at once from a CSV file: declared once, tried without effect, stored whole or not."""
