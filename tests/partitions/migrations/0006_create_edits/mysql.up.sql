-- 0006_create_edits on MySQL: makes the table.

CREATE TABLE edits (
    id BINARY(16) NOT NULL,
    draft_id BINARY(16) NOT NULL,
    text VARCHAR(40) NOT NULL,
    CONSTRAINT edits_pkey PRIMARY KEY (id),
    CONSTRAINT edits_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES drafts (id) ON DELETE CASCADE,
    KEY edits_draft_id_idx (draft_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
