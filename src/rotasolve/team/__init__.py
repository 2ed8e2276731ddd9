"""What a team is: frozen, validated data that knows nothing of files, rotas or solvers."""
