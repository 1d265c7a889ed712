"""Views of the programme: each asks the queries, puts the answer in words, renders."""
