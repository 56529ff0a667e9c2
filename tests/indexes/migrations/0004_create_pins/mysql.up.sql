-- 0004_create_pins on MySQL: makes the table.

CREATE TABLE pins (
    project_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    CONSTRAINT pins_pkey PRIMARY KEY (project_id, task_id),
    CONSTRAINT pins_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT pins_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    KEY pins_task_id_idx (task_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
