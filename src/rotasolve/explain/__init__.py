"""Why: what stands in the way of a rota, and what speaks for or against an assignment."""
