-- PostgreSQL's image runs it once, when the volume is empty.
CREATE EXTENSION IF NOT EXISTS citus;
