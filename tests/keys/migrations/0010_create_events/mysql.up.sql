-- 0010_create_events on MySQL: makes the table.

CREATE TABLE events (
    starts_at DATETIME(6) NOT NULL,
    holiday_day DATE,
    plan VARCHAR(4),
    title VARCHAR(50) NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (starts_at),
    CONSTRAINT events_holiday_day_fkey FOREIGN KEY (holiday_day) REFERENCES holidays (day) ON DELETE SET NULL,
    CONSTRAINT events_plan_fkey FOREIGN KEY (plan) REFERENCES plans (kind) ON DELETE NO ACTION,
    KEY events_holiday_day_idx (holiday_day),
    KEY events_plan_idx (plan)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
