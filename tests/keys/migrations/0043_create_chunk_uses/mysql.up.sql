-- 0043_create_chunk_uses on MySQL: makes the table.

CREATE TABLE chunk_uses (
    chunk_hash VARBINARY(16) NOT NULL,
    part VARBINARY(8) NOT NULL,
    digest VARBINARY(32),
    CONSTRAINT chunk_uses_pkey PRIMARY KEY (chunk_hash, part),
    CONSTRAINT chunk_uses_chunk_hash_fkey FOREIGN KEY (chunk_hash) REFERENCES chunks (hash) ON DELETE CASCADE,
    CONSTRAINT chunk_uses_digest_fkey FOREIGN KEY (digest) REFERENCES chunks (digest) ON DELETE SET NULL,
    KEY chunk_uses_digest_idx (digest)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
