-- 0006_create_slots on PostgreSQL: takes the table back.

DROP TABLE slots;
