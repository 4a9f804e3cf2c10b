"""What a move costs here, beside the usual ways of doing it: ``python -m bench``."""
