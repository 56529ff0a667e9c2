-- 0003_create_notes on PostgreSQL: makes the table.

CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE notes (
    id uuid NOT NULL,
    shop_code varchar(20) NOT NULL,
    room_id uuid NOT NULL,
    nonce varchar(20) NOT NULL,
    body text NOT NULL,
    weight integer NOT NULL DEFAULT 1,
    revision bigint NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    search_tokens text[] NOT NULL,
    CONSTRAINT notes_pkey PRIMARY KEY (id, made_at),
    CONSTRAINT notes_shop_code_nonce_made_at_key UNIQUE (shop_code, nonce, made_at),
    CONSTRAINT notes_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT notes_shop_code_room_id_fkey FOREIGN KEY (shop_code, room_id) REFERENCES rooms (shop_code, id) ON DELETE CASCADE,
    CONSTRAINT notes_shop_code_check CHECK (shop_code NOT LIKE '% '),
    CONSTRAINT notes_nonce_check CHECK (nonce NOT LIKE '% '),
    CONSTRAINT notes_body_check CHECK (char_length(body) BETWEEN 1 AND 1000)
) PARTITION BY RANGE (made_at);

CREATE TABLE notes_later PARTITION OF notes FOR VALUES FROM (MINVALUE) TO (MAXVALUE);

CREATE INDEX notes_room_id_made_at_idx ON notes (room_id, made_at DESC);

CREATE INDEX notes_shop_code_room_id_idx ON notes (shop_code, room_id);

CREATE INDEX notes_search_idx ON notes USING gin (shop_code, search_tokens);
