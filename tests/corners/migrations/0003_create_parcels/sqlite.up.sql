-- 0003_create_parcels on SQLite: makes the table.

CREATE TABLE parcels (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    depot TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    kind TEXT,
    weight INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT parcels_pkey PRIMARY KEY (id),
    CONSTRAINT parcels_code_check CHECK (length(code) <= 20 AND code NOT LIKE '% '),
    CONSTRAINT parcels_depot_check CHECK (length(depot) <= 20 AND depot NOT LIKE '% '),
    CONSTRAINT parcels_state_check CHECK (length(state) <= 20),
    CONSTRAINT parcels_kind_check CHECK (length(kind) <= 5 AND kind IN ('a ', 'b'))
) STRICT;

CREATE UNIQUE INDEX parcels_code_key ON parcels (code) WHERE state = 'open ';

CREATE UNIQUE INDEX parcels_code_depot_key ON parcels (code, depot) WHERE state <> 'open';

CREATE INDEX parcels_weight_idx ON parcels (weight) WHERE state = 'open ';

CREATE INDEX parcels_weight_idx2 ON parcels (weight) WHERE state = 'open';

CREATE INDEX parcels_weight_idx3 ON parcels (weight) WHERE state <> 'open ';

CREATE INDEX parcels_weight_idx4 ON parcels (weight) WHERE state > 'open';

CREATE INDEX parcels_weight_idx5 ON parcels (weight) WHERE state <= 'open ';
