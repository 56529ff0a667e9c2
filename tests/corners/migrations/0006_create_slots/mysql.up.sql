-- 0006_create_slots on MySQL: makes the table.

CREATE TABLE slots (
    id BIGINT AUTO_INCREMENT NOT NULL,
    rack_id BIGINT NOT NULL,
    CONSTRAINT slots_pkey PRIMARY KEY (id),
    CONSTRAINT slots_rack_id_fkey FOREIGN KEY (rack_id) REFERENCES racks (id) ON DELETE CASCADE,
    KEY slots_rack_id_idx (rack_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
