//! URLs in texts. A password that is not percent-encoded moves what a parser takes for host, path and query, so none of
//! this relies on one: what may be a part of a password is left out.

/// Shows where a URL leads. If the user information cannot be delimited, only the scheme is shown.
pub(crate) fn redact(url: &str) -> String {
    let Some((scheme, rest)) = split(url) else { return "…".to_owned() };
    if scheme == "sqlite" {
        return format!("{scheme}:{}", before_query(rest));
    }
    let Some(rest) = rest.strip_prefix("//") else { return format!("{scheme}:…") };
    match rest.rsplit_once('@') {
        Some((user, _)) if user.contains(['?', '#']) => format!("{scheme}://…"),
        Some((_, place)) => format!("{scheme}://…@{}", before_query(place)),
        None => {
            let place = before_query(rest);
            let authority = place.split('/').next().unwrap_or_default();
            if has_odd_port(authority) { format!("{scheme}://…") } else { format!("{scheme}://{place}") }
        }
    }
}

/// Returns a character of the user name or password that keeps the URL from being read as it is meant, and is written
/// with a percent sign and two digits instead.
pub(crate) fn unencoded(url: &str) -> Option<char> {
    let (_, rest) = split(url)?;
    let rest = rest.strip_prefix("//")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, after) = rest.split_at(end);
    let breaks = after.chars().next()?;
    if authority.contains('@') {
        return None;
    }
    let belongs_to_user = after.split_once('@').is_some_and(|(before, _)| {
        // A parameter may hold the sign, as in `?user=me&password=p@ss`: then its name stands before it.
        let is_parameter = before.split_once('?').is_some_and(|(_, query)| query.contains('='));
        !is_parameter && (breaks != '/' || authority.contains(':'))
    });
    (belongs_to_user || has_odd_port(authority)).then_some(breaks)
}

/// Splits the scheme from the rest; `None` where there is none.
fn split(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.trim().split_once(':')?;
    let is_scheme =
        !scheme.is_empty() && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    is_scheme.then_some((scheme, rest))
}

fn before_query(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default()
}

/// Whether something else than a number stands where a port does; several hosts are separated by commas.
fn has_odd_port(authority: &str) -> bool {
    authority.split(',').any(|host| {
        let after_address = host.rsplit_once(']').map_or(host, |(_, port)| port);
        after_address.split_once(':').is_some_and(|(_, port)| !port.chars().all(|digit| digit.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_password_is_shown() {
        let passwords = [
            "S3cret",
            "S3cret#1",
            "2024?S3cret",
            "S3cret/1",
            "12/S3cret",
            "p@S3cret",
            "S3cret%1",
            "a:S3cret",
            "S3cret@",
            "?S3cret=a",
            "#@S3cret",
        ];
        for password in passwords {
            for url in [
                format!("postgres://app:{password}@db/app"),
                format!("mysql://app:{password}@db:3306/app?ssl-mode=REQUIRED"),
                format!("postgres://db/app?user=app&password={password}"),
                format!("postgres://app:{password}@db/app?password={password}"),
                format!("postgres:app:{password}@db/app"),
                format!("redis://:{password}@cache:6379/0"),
                format!("redis+sentinel://app:{password}@one:1,two:2/main/0"),
                format!("redis+unix:///run/redis?pass={password}"),
                format!("app:{password}@db/app"),
            ] {
                let shown = redact(&url);
                assert!(!shown.contains("S3cret") && !shown.contains("2024"), "{url}: {shown}");
            }
        }
    }

    #[test]
    fn a_password_without_a_host_is_not_shown_as_a_port() {
        for url in ["postgres://app:S3cret", "redis://:S3cret/0", "mysql://app:a:S3cret/x"] {
            assert!(!redact(url).contains("S3cret"), "{url}: {}", redact(url));
        }
    }

    #[test]
    fn the_place_is_shown_where_it_is_certain() {
        let cases = [
            ("postgres://app:pw@db:5432/app?sslmode=require", "postgres://…@db:5432/app"),
            ("postgres://app:p%23w@db/app", "postgres://…@db/app"),
            ("mysql://db:3306/app", "mysql://db:3306/app"),
            ("postgres://[::1]:5432/app", "postgres://[::1]:5432/app"),
            ("redis+cluster://one:7000,two:7001", "redis+cluster://one:7000,two:7001"),
            ("sqlite:folder/a@b.db?mode=ro", "sqlite:folder/a@b.db"),
        ];
        for (url, expected) in cases {
            assert_eq!(redact(url), expected);
            assert_eq!(unencoded(url), None, "{url}");
        }
    }

    #[test]
    fn the_character_that_must_be_encoded_is_named() {
        let cases = [
            ("postgres://app:S3cret#1@db/app", Some('#')),
            ("mysql://app:2024?secret@db/app", Some('?')),
            ("postgres://app:pa/ss@db/app", Some('/')),
            ("postgres://app:12/ss@db/app", Some('/')),
            ("redis://:pa/ss@cache", Some('/')),
            ("postgres://app:p@ss@db/app", None),
            ("postgres://db/app?user=me&password=p@ss", None),
            ("postgres://db:5432/app?user=me&password=p@ss", None),
            ("postgres://db/na@me", None),
        ];
        for (url, expected) in cases {
            assert_eq!(unencoded(url), expected, "{url}");
        }
    }
}
