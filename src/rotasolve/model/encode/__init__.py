"""How each rule is said to the solver: one file for each rule, named as in ``rotasolve.rules``."""
