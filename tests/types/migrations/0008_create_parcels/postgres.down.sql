-- 0008_create_parcels on PostgreSQL: takes the table back.

DROP TABLE parcels;
