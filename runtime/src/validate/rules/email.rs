//! Email addresses.

/// Returns whether `text` is an email address: a local part of at most 64 bytes and a domain with a dot, at most 254
/// bytes together.
///
/// Letters of any script are allowed on both sides; quoted local parts, comments and address literals are not.
#[must_use]
pub fn email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= 254 && local.len() <= 64 && local.split('.').all(is_atom) && is_domain(domain)
}

fn is_atom(atom: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    !atom.is_empty() && atom.chars().all(allowed)
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.') && domain.split('.').all(is_label)
}

/// Returns whether `label` can stand between the dots of a host name.
pub(super) fn is_label(label: &str) -> bool {
    let ends_in_hyphen = label.starts_with('-') || label.ends_with('-');
    !label.is_empty() && label.len() <= 63 && !ends_in_hyphen && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}
