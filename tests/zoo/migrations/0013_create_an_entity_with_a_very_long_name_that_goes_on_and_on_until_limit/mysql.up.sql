-- 0013_create_an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit on MySQL: makes the table.

CREATE TABLE an_entity_with_a_very_long_name_that_goes_on_and_on_until_limit (
    id BINARY(16) NOT NULL,
    a_field_with_a_very_long_name_that_goes_on_and_on_until_limits INT NOT NULL,
    another_field_with_a_long_name_that_goes_on_and_on_until_limit DATE NOT NULL,
    text LONGTEXT NOT NULL,
    search_tokens LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT an_entity_with_a_very_long_name_that_goes_on_and_44eb2e4a_pkey PRIMARY KEY (id),
    CONSTRAINT an_entity_with_a_very_long_name_that_goes_on_and_o_7f67c250_key UNIQUE (a_field_with_a_very_long_name_that_goes_on_and_on_until_limits),
    CONSTRAINT an_entity_with_a_very_long_name_that_goes_on_and_o_a91a2bac_key UNIQUE (a_field_with_a_very_long_name_that_goes_on_and_on_until_limits, another_field_with_a_long_name_that_goes_on_and_on_until_limit),
    CONSTRAINT an_entity_with_a_very_long_name_that_goes_on_and_4e32376b_check CHECK (a_field_with_a_very_long_name_that_goes_on_and_on_until_limits BETWEEN 0 AND 5),
    FULLTEXT KEY an_entity_with_a_very_long_name_that_goes_on_and_o_c8ab5bcb_idx (search_tokens)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
