"""What people and programs read: tables, CSV and JSON, from a team, a rota and its audit."""
