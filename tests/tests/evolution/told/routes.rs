//! Which servers the generated statements go to, once tables are spread: every statement of a tenant's goes to one.

use std::env;
use std::fs;
use std::path::Path;

use integration::Engine;
use larder_generator::diagnostic::Paint;
use larder_generator::generate::generate;
use larder_generator::output::{Failpoint, Proof};
use larder_generator::sql::{Answers, Folder};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::run;
use crate::place::{Outcome, Place};

on_every_engine!(statements_of_a_tenant_go_to_one_server);

const MODELS: &str = include_str!("../../../../models.toml");

/// A statement in the words of PostgreSQL, and the method that it is of.
#[derive(Debug)]
struct Statement {
    method: String,
    text: String,
}

/// Where a statement goes.
#[derive(Debug, PartialEq, Eq)]
enum Route {
    OneServer,
    AllServers,
}

async fn statements_of_a_tenant_go_to_one_server(place: &mut Place) -> Outcome<()> {
    if place.engine != Engine::Postgres {
        return Ok(());
    }
    let models = MODELS.replace("unique = \"global\"", "unique = true");
    let read = larder_generator::read(&format!("[scale]\nengine = \"citus\"\n{models}"), "models.toml");
    let definition = read.map_err(|refused| refused.render(Paint::Plain))?;
    let made = generate(&definition, &Folder::new(), &Answers::default(), &Proof::default());
    let made = made.map_err(|problems| format!("{problems:?}"))?;
    let root = place.migrations().with_extension("generated");
    fs::create_dir_all(&root).map_err(|error| error.to_string())?;
    made.files.write(&root, Failpoint(None)).map_err(|problems| format!("{problems:?}"))?;
    let settings = &definition.settings;
    fs::remove_dir_all(place.migrations())
        .and_then(|()| fs::rename(root.join(&settings.migrations), place.migrations()))
        .map_err(|error| error.to_string())?;
    place.migrate().await?;
    let statements = all(&root.join(&settings.models))?;
    if statements.len() < 150 {
        return Err(format!("only {} statements were found", statements.len()));
    }
    let is_cluster = env::var("LARDER_TEST_SPREAD").is_ok();
    let (mut one, mut everywhere, mut wrong) = (0, Vec::new(), Vec::new());
    for Statement { method, text } in &statements {
        let is_of_tenant = text.contains("tenant_id = $") || text.starts_with("INSERT INTO ");
        match route(place, text).await {
            Err(refused) => wrong.push(format!("{method} is refused: {refused}")),
            Ok(_) if !is_cluster => {}
            Ok(Route::OneServer) => one += 1,
            Ok(Route::AllServers) if is_of_tenant => wrong.push(format!("{method} goes to all servers: {text}")),
            Ok(Route::AllServers) => everywhere.push(method.as_str()),
        }
    }
    if is_cluster {
        println!("{one} statements go to one server, {} to all: {}", everywhere.len(), everywhere.join(", "));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Asks the server what it would do with a statement, with a value for each placeholder.
async fn route(place: &mut Place, text: &str) -> Outcome<Route> {
    place.execute(format!("PREPARE asked AS {text}")).await?;
    let types = "SELECT unnest(parameter_types)::text FROM pg_prepared_statements WHERE name = 'asked'".to_owned();
    let types = place.query(types).await?;
    let values: Vec<_> = types.iter().flatten().flatten().map(|ty| sample(ty)).collect();
    let given = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
    let plan = place.query(format!("EXPLAIN (COSTS OFF) EXECUTE asked{given}")).await;
    place.execute("DEALLOCATE asked".to_owned()).await?;
    let plan = plan?;
    let mut counts = plan
        .iter()
        .flatten()
        .flatten()
        .filter_map(|line| line.trim().strip_prefix("Task Count: ")?.parse::<u32>().ok());
    Ok(if counts.any(|count| count > 1) { Route::AllServers } else { Route::OneServer })
}

fn sample(ty: &str) -> String {
    let value = match ty {
        "text" | "character varying" => "acme",
        "uuid" => "01890a5d-ac96-774b-bcce-b302099a8057",
        "uuid[]" => "{01890a5d-ac96-774b-bcce-b302099a8057}",
        "boolean" => "true",
        "timestamp with time zone" | "date" => "2026-01-02",
        "json" | "jsonb" => "{}",
        "text[]" | "character varying[]" => "{acme}",
        ty if ty.ends_with("[]") => "{1}",
        _ => "1",
    };
    format!("'{value}'::{ty}")
}

/// Reads the statements of every generated file below a folder.
fn all(folder: &Path) -> Outcome<Vec<Statement>> {
    let mut found = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map_err(|error| error.to_string())?
        .map(|entry| entry.map(|entry| entry.path()).map_err(|error| error.to_string()))
        .collect::<Outcome<_>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            found.extend(all(&path)?);
        } else if path.ends_with("sql.rs") {
            let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
            let tokens: TokenStream = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
            let mut file = File { columns: String::new(), found: Vec::new() };
            file.read(tokens);
            found.extend(file.found);
        }
    }
    Ok(found)
}

/// One file of statements, as far as it is read.
struct File {
    /// What `columns` stands for.
    columns: String,
    found: Vec<Statement>,
}

impl File {
    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut last = Vec::new();
        for token in tokens {
            let TokenTree::Group(group) = &token else {
                last.push(token.to_string());
                continue;
            };
            let before: Vec<&str> = last.iter().rev().take(4).map(String::as_str).collect();
            match before.as_slice() {
                ["columns", "!", "macro_rules", ..] => {
                    self.columns = literals(group.stream(), true).pop().unwrap_or_default();
                }
                ["!", "sql" | "list_sql" | "index_sql", ..] => self.pieces(group.stream()),
                ["same" | "new" | "each", ":", ":", "Sql"] => {
                    if let [entity, method, text, ..] = self.arguments(group.stream()).as_slice() {
                        self.add(entity, method, text.clone());
                    }
                }
                ["new", ":", ":", "PatchSql"] => self.patch(group.stream()),
                // PostgreSQL takes the list of keys as an array.
                ["new", ":", ":", "InSql"] => {}
                ["with_array", ..] => {
                    let text = literals(group.stream(), false).pop().unwrap_or_default();
                    // The program says the types of its values; here they are those of keys.
                    self.add("", "with_array", text.replace("UNNEST($2)", "UNNEST($2::uuid[])"));
                }
                _ => self.read(group.stream()),
            }
            if group.delimiter() == Delimiter::Brace {
                last.clear();
            }
        }
    }

    /// Reads texts between commas, each a literal or made of some by `concat!`.
    fn arguments(&self, tokens: TokenStream) -> Vec<String> {
        let mut found = vec![String::new()];
        for token in tokens {
            match &token {
                TokenTree::Punct(mark) if mark.as_char() == ',' => found.push(String::new()),
                _ => {
                    let text = self.joined(token);
                    found.last_mut().expect("there is one").push_str(&text);
                }
            }
        }
        found
    }

    fn joined(&self, token: TokenTree) -> String {
        match token {
            TokenTree::Literal(literal) => unquoted(&literal.to_string()),
            TokenTree::Group(group) => group.stream().into_iter().map(|token| self.joined(token)).collect(),
            TokenTree::Ident(word) if word == "columns" => self.columns.clone(),
            TokenTree::Ident(_) | TokenTree::Punct(_) => String::new(),
        }
    }

    /// Reads `"User" "get": select columns " FROM users WHERE id = " 1`; of a list the parts stand between semicolons.
    fn pieces(&mut self, tokens: TokenStream) {
        let (mut names, mut parts) = (Vec::new(), vec![String::new()]);
        for token in tokens {
            let text = token.to_string();
            let part = parts.last_mut().expect("there is one");
            match &token {
                TokenTree::Literal(_) if names.len() < 2 => names.push(unquoted(&text)),
                TokenTree::Literal(_) if text.starts_with('"') => *part += &unquoted(&text),
                TokenTree::Literal(_) => *part += &format!("${text}"),
                TokenTree::Punct(mark) if mark.as_char() == ';' => parts.push(String::new()),
                TokenTree::Ident(word) if word == "select" => *part += "SELECT ",
                TokenTree::Ident(word) if word == "returning" => *part += " RETURNING ",
                TokenTree::Ident(word) if word == "columns" => *part += &self.columns,
                _ => {}
            }
        }
        let [entity, method] = names.as_slice() else { return };
        let is_index = method.starts_with('_');
        match parts.as_slice() {
            [one] => self.add(entity, method, one.clone()),
            [text, returning] => self.add(entity, method, format!("{text}{returning}")),
            [from, after, order, ..] => {
                let select = if is_index { "SELECT " } else { "" };
                self.add(entity, &format!("list{method}"), format!("{select}{from}{order}"));
                self.add(entity, &format!("list{method}"), format!("{select}{from}{after}{order}"));
            }
            [] => {}
        }
    }

    /// Reads an update of some of the columns.
    fn patch(&mut self, tokens: TokenStream) {
        let texts = literals(tokens.clone(), false);
        let tokens: Vec<_> = tokens.into_iter().collect();
        let groups: Vec<_> = tokens
            .iter()
            .filter_map(|token| if let TokenTree::Group(group) = token { Some(group.stream()) } else { None })
            .collect();
        let ([entity, method, update, ..], [names, conditions, ..]) = (texts.as_slice(), groups.as_slice()) else {
            return;
        };
        let Some(name) = names.clone().into_iter().next() else { return };
        let mut text = format!("{update}{name} = $1");
        for (at, condition) in literals(conditions.clone(), false).iter().enumerate() {
            text += &format!("{condition}${}", at + 2);
        }
        self.add(entity, method, text);
    }

    /// Completes what the runtime does: rows of an insert, and lists of keys, which are an array here.
    fn add(&mut self, entity: &str, method: &str, text: String) {
        let text = match (text.strip_suffix(" IN ("), text.strip_suffix(") VALUES ")) {
            (Some(before), _) => format!("{before} = ANY(${})", before.matches('$').count() + 1),
            (None, Some(before)) => {
                let count = before.split('(').next_back().unwrap_or_default().split(',').count();
                let values: Vec<_> = (1..=count).map(|at| format!("${at}")).collect();
                format!("{text}({})", values.join(", "))
            }
            (None, None) => text,
        };
        self.found.push(Statement { method: format!("{entity}.{method}"), text });
    }
}

/// Returns the texts between quotation marks, those in groups too where `inside`.
fn literals(tokens: TokenStream, inside: bool) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if inside => found.extend(literals(group.stream(), true)),
            TokenTree::Literal(literal) if literal.to_string().starts_with('"') => {
                found.push(unquoted(&literal.to_string()));
            }
            _ => {}
        }
    }
    found
}

/// Returns what a literal stands for; generated ones escape quotation marks and backslashes only.
fn unquoted(literal: &str) -> String {
    let inner = literal.trim_start_matches('"').strip_suffix('"').unwrap_or(literal);
    inner.replace("\\\"", "\"").replace("\\\\", "\\")
}
