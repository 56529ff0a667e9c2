-- 0044_create_chunk_marks on SQLite: makes the table.

CREATE TABLE chunk_marks (
    id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    part BLOB NOT NULL,
    CONSTRAINT chunk_marks_pkey PRIMARY KEY (id),
    CONSTRAINT chunk_marks_hash_part_fkey FOREIGN KEY (hash, part) REFERENCES chunk_uses (chunk_hash, part) ON DELETE CASCADE,
    CONSTRAINT chunk_marks_hash_check CHECK (length(hash) <= 16),
    CONSTRAINT chunk_marks_part_check CHECK (length(part) <= 8)
) STRICT;

CREATE INDEX chunk_marks_hash_part_idx ON chunk_marks (hash, part);
