"""Rows of files: checked all together, then stored one by one as the single writes store them."""
