"""How well: the search for the best rota."""
