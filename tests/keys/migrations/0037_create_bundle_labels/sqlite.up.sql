-- 0037_create_bundle_labels on SQLite: makes the table.

CREATE TABLE bundle_labels (
    id INTEGER NOT NULL,
    shop_id TEXT NOT NULL,
    whole_sku TEXT NOT NULL,
    part_number INTEGER NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT bundle_labels_pkey PRIMARY KEY (id),
    CONSTRAINT bundle_labels_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT bundle_labels_shop_id_whole_sku_part_number_fkey FOREIGN KEY (shop_id, whole_sku, part_number) REFERENCES bundles (shop_id, whole_sku, part_number) ON DELETE CASCADE,
    CONSTRAINT bundle_labels_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% '),
    CONSTRAINT bundle_labels_whole_sku_check CHECK (length(whole_sku) <= 40 AND whole_sku NOT LIKE '% '),
    CONSTRAINT bundle_labels_text_check CHECK (length(text) <= 20)
) STRICT;

CREATE INDEX bundle_labels_shop_id_whole_sku_part_number_text_idx ON bundle_labels (shop_id, whole_sku, part_number, text);
