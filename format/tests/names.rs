//! Folder names and checksums.

use larder_format::{checksum, folder};

#[test]
fn folder_names_are_read_and_refused() {
    assert_eq!(folder::name(7, "create_voice_sessions"), "0007_create_voice_sessions");
    assert_eq!(folder::parse("0007_create_voice_sessions"), Some((7, "create_voice_sessions")));
    assert_eq!(folder::parse("12345_x"), Some((12345, "x")));
    for wrong in ["", "0001", "1_x", "0001_", "0001_X", "0001_1", "0001-x", "x_y", "0001_a b", "00a1_x"] {
        assert_eq!(folder::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn the_six_sql_files_have_fixed_names() {
    let names: Vec<_> = folder::sql_files().map(|(_, _, name)| name).collect();
    assert_eq!(
        names,
        ["postgres.up.sql", "postgres.down.sql", "mysql.up.sql", "mysql.down.sql", "sqlite.up.sql", "sqlite.down.sql"]
    );
}

/// The vector that pins the rule: changing it makes every applied migration look edited.
#[test]
fn line_ends_and_byte_order_mark_do_not_count() {
    let unix = checksum::of("CREATE TABLE a (id INTEGER);\n-- é 中\n");
    assert_eq!(unix, "3626dc1fdcc18f2d423bac19d99313698187f8bd0061e3862fd7ffd858a74fed");
    for same in [
        "CREATE TABLE a (id INTEGER);\r\n-- é 中\r\n",
        "\u{feff}CREATE TABLE a (id INTEGER);\n-- é 中\n",
        "CREATE TABLE a (id INTEGER);\r-- é 中\r",
    ] {
        assert_eq!(checksum::of(same), unix);
    }
    assert_ne!(checksum::of("CREATE TABLE a (id INTEGER);\n-- é 中"), unix);
    assert_eq!(checksum::of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
