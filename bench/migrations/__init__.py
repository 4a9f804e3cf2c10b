"""None: ``measure`` makes the tables anew in each scratch database."""
