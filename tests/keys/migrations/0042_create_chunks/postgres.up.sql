-- 0042_create_chunks on PostgreSQL: makes the table.

CREATE TABLE chunks (
    hash bytea NOT NULL,
    digest bytea NOT NULL,
    note bytea,
    uses integer NOT NULL DEFAULT 0,
    before bytea,
    CONSTRAINT chunks_pkey PRIMARY KEY (hash),
    CONSTRAINT chunks_digest_key UNIQUE (digest),
    CONSTRAINT chunks_before_fkey FOREIGN KEY (before) REFERENCES chunks (hash) ON DELETE SET NULL,
    CONSTRAINT chunks_hash_check CHECK (octet_length(hash) <= 16),
    CONSTRAINT chunks_digest_check CHECK (octet_length(digest) <= 32),
    CONSTRAINT chunks_note_check CHECK (octet_length(note) <= 4),
    CONSTRAINT chunks_before_check CHECK (octet_length(before) <= 16)
);

CREATE INDEX chunks_before_idx ON chunks (before);
