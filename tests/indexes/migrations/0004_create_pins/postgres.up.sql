-- 0004_create_pins on PostgreSQL: makes the table.

CREATE TABLE pins (
    project_id bigint NOT NULL,
    task_id bigint NOT NULL,
    CONSTRAINT pins_pkey PRIMARY KEY (project_id, task_id),
    CONSTRAINT pins_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT pins_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks (id) ON DELETE CASCADE
);

CREATE INDEX pins_task_id_idx ON pins (task_id);
