//! Finds a migration by name, number or the beginning of its name.

use larder_format::folder;

use crate::name;
use crate::sql::Problem;

/// Returns the migration of `ids` that `text` names: its folder, its number, or the beginning of its folder's name
/// where no other begins so.
///
/// # Errors
///
/// There is none, or there are several.
pub fn find<'a>(ids: impl IntoIterator<Item = &'a str>, text: &str) -> Result<&'a str, Problem> {
    let text = text.trim_end_matches('/');
    let mut ids: Vec<&str> = ids.into_iter().collect();
    ids.sort_unstable();
    if let Some(id) = ids.iter().find(|id| **id == text) {
        return Ok(id);
    }
    let meant = |id: &&str| is_number(text, id) || is_beginning(text, id);
    let found: Vec<&str> = ids.iter().copied().filter(meant).collect();
    match found.as_slice() {
        [id] => Ok(id),
        [] => {
            let problem = Problem::new("M0114", format!("there is no migration `{text}`"));
            Err(match name::nearest(text, ids) {
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => problem,
            })
        }
        several => {
            let message = format!("`{text}` matches {} migrations", several.len());
            Err(Problem::new("M0114", message).help(format!("write more of the name: {}", several.join(", "))))
        }
    }
}

fn is_number(text: &str, id: &str) -> bool {
    let number = text.parse::<u32>().ok();
    number.is_some() && folder::parse(id).map(|(number, _)| number) == number
}

/// `1` is a number and not the beginning of `1000_…`.
fn is_beginning(text: &str, id: &str) -> bool {
    let is_plain_number = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    !text.is_empty() && !is_plain_number && id.starts_with(text)
}

#[cfg(test)]
mod tests {
    use super::find;

    const IDS: [&str; 5] = ["0001_create_users", "0002_add_a", "0002_add_b", "0010_rename", "1000_create_teams"];

    #[test]
    fn a_name_a_number_and_a_beginning_are_found() {
        for (text, found) in [
            ("0001_create_users", "0001_create_users"),
            ("migrations/0001", ""),
            ("0001_create_users/", "0001_create_users"),
            ("1", "0001_create_users"),
            ("0001", "0001_create_users"),
            ("0001_cr", "0001_create_users"),
            ("0002_add_b", "0002_add_b"),
            ("0010", "0010_rename"),
            ("001", ""),
            ("10", "0010_rename"),
            ("1000_", "1000_create_teams"),
            ("", ""),
        ] {
            assert_eq!(find(IDS, text).unwrap_or_default(), found, "{text}");
        }
    }

    #[test]
    fn what_is_not_found_says_what_is_there() {
        let help = |text| find(IDS, text).expect_err("is not one").help.unwrap_or_default();
        assert_eq!(help("0002"), "write more of the name: 0002_add_a, 0002_add_b");
        assert_eq!(help("2"), "write more of the name: 0002_add_a, 0002_add_b");
        assert_eq!(help("001"), "write more of the name: 0001_create_users, 0010_rename");
        assert_eq!(help("0001_craete_users"), "did you mean `0001_create_users`?");
    }
}
