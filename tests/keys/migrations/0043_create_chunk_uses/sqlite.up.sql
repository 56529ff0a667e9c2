-- 0043_create_chunk_uses on SQLite: makes the table.

CREATE TABLE chunk_uses (
    chunk_hash BLOB NOT NULL,
    part BLOB NOT NULL,
    digest BLOB,
    CONSTRAINT chunk_uses_pkey PRIMARY KEY (chunk_hash, part),
    CONSTRAINT chunk_uses_chunk_hash_fkey FOREIGN KEY (chunk_hash) REFERENCES chunks (hash) ON DELETE CASCADE,
    CONSTRAINT chunk_uses_digest_fkey FOREIGN KEY (digest) REFERENCES chunks (digest) ON DELETE SET NULL,
    CONSTRAINT chunk_uses_chunk_hash_check CHECK (length(chunk_hash) <= 16),
    CONSTRAINT chunk_uses_part_check CHECK (length(part) <= 8),
    CONSTRAINT chunk_uses_digest_check CHECK (length(digest) <= 32)
) STRICT;

CREATE INDEX chunk_uses_digest_idx ON chunk_uses (digest);
