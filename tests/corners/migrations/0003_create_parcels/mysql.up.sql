-- 0003_create_parcels on MySQL: makes the table.

CREATE TABLE parcels (
    id BIGINT AUTO_INCREMENT NOT NULL,
    code VARCHAR(20) NOT NULL,
    depot VARCHAR(20) NOT NULL DEFAULT '',
    state VARCHAR(20) NOT NULL,
    kind VARCHAR(5),
    weight INT NOT NULL DEFAULT 0,
    code_unique VARCHAR(20) GENERATED ALWAYS AS (CASE WHEN CAST(state AS BINARY) = 'open ' THEN code END) VIRTUAL,
    depot_unique VARCHAR(20) GENERATED ALWAYS AS (CASE WHEN CAST(state AS BINARY) <> 'open' THEN depot END) VIRTUAL,
    CONSTRAINT parcels_pkey PRIMARY KEY (id),
    CONSTRAINT parcels_code_key UNIQUE (code_unique),
    CONSTRAINT parcels_code_depot_key UNIQUE (code, depot_unique),
    CONSTRAINT parcels_code_check CHECK (code NOT LIKE '% '),
    CONSTRAINT parcels_depot_check CHECK (depot NOT LIKE '% '),
    CONSTRAINT parcels_kind_check CHECK (CAST(kind AS BINARY) IN ('a ', 'b')),
    KEY parcels_weight_idx (weight),
    KEY parcels_weight_idx2 (weight),
    KEY parcels_weight_idx3 (weight),
    KEY parcels_weight_idx4 (weight),
    KEY parcels_weight_idx5 (weight)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
