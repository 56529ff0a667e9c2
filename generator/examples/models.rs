use std::path::Path;
fn main() {
    let text = std::fs::read_to_string("models.toml").unwrap();
    let definition = match larder_generator::read(&text, "models.toml") { Ok(d) => d, Err(e) => { eprintln!("{}", e.render(larder_generator::diagnostic::Paint::Plain)); return } };
    let settings = larder_generator::rust::Settings { migrations: "../../../../migrations".into(), migration_ids: std::env::args().skip(2).collect(), ..Default::default() };
    let to = std::env::args().nth(1).unwrap();
    std::fs::create_dir_all(&to).unwrap();
    for (path, text) in larder_generator::rust::files(&definition.schema, &settings) { std::fs::write(Path::new(&to).join(path), text).unwrap(); }
}
