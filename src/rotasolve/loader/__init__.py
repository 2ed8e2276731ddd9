"""Reading team files and rota files, with every problem in them reported at once."""
