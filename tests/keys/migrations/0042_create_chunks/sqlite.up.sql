-- 0042_create_chunks on SQLite: makes the table.

CREATE TABLE chunks (
    hash BLOB NOT NULL,
    digest BLOB NOT NULL,
    note BLOB,
    uses INTEGER NOT NULL DEFAULT 0,
    before BLOB,
    CONSTRAINT chunks_pkey PRIMARY KEY (hash),
    CONSTRAINT chunks_digest_key UNIQUE (digest),
    CONSTRAINT chunks_before_fkey FOREIGN KEY (before) REFERENCES chunks (hash) ON DELETE SET NULL,
    CONSTRAINT chunks_hash_check CHECK (length(hash) <= 16),
    CONSTRAINT chunks_digest_check CHECK (length(digest) <= 32),
    CONSTRAINT chunks_note_check CHECK (length(note) <= 4),
    CONSTRAINT chunks_before_check CHECK (length(before) <= 16)
) STRICT;

CREATE INDEX chunks_before_idx ON chunks (before);
