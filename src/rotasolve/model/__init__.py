"""How a solver sees the rules: the same sentences, in indices and literals.

Here p, d, s are the indices of a person, a day and a shift, always in that order. Day 0 is the
first day of the period; the days of the history are negative.
"""
