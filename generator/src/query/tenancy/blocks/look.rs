//! Looks around a token: where a condition begins and ends, what stands on the sides of a comparison.

use std::ops::Range;

use super::{CLAUSES, Reader, Side};
use crate::query::TENANT;
use crate::query::words::QueryToken;

impl Reader<'_> {
    /// Tells whether what begins at `at` is a whole condition on the left.
    pub(super) fn begins_condition(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        match self.at(before) {
            Some(QueryToken::Open) => true,
            Some(QueryToken::EndOfIf) => {
                let begun = self.begin_of_part(before);
                begun.is_some_and(|begun| self.begins_condition(begun) && self.begins_condition(before))
            }
            Some(token) if token.is("and") => !self.is_of_between(before),
            Some(token) => token.one_of(&["where", "on"]),
            None => false,
        }
    }

    /// Returns where the part begins that ends at `end`, unless it has two halves.
    fn begin_of_part(&self, end: usize) -> Option<usize> {
        let mut depth = 0;
        for (at, (token, _)) in self.tokens[..end].iter().enumerate().rev() {
            match token {
                QueryToken::EndOfIf => depth += 1,
                QueryToken::If if depth == 0 => return Some(at),
                QueryToken::If => depth -= 1,
                QueryToken::Else if depth == 0 => return None,
                _ => {}
            }
        }
        None
    }

    /// Returns where the part ends that begins at `begun`, unless it has two halves.
    fn end_of_part(&self, begun: usize) -> Option<usize> {
        let mut depth = 0;
        for (at, (token, _)) in self.tokens.iter().enumerate().skip(begun + 1) {
            match token {
                QueryToken::If => depth += 1,
                QueryToken::EndOfIf if depth == 0 => return Some(at),
                QueryToken::EndOfIf => depth -= 1,
                QueryToken::Else if depth == 0 => return None,
                _ => {}
            }
        }
        None
    }

    fn is_of_between(&self, and: usize) -> bool {
        let mut depth = 0;
        for (token, _) in self.tokens[..and].iter().rev() {
            match token {
                QueryToken::Close => depth += 1,
                QueryToken::Open if depth == 0 => return false,
                QueryToken::Open => depth -= 1,
                token if depth == 0 && token.is("between") => return true,
                token if depth == 0 && token.one_of(&["and", "or", "where", "on"]) => return false,
                _ => {}
            }
        }
        false
    }

    /// Tells whether a condition ends before `next`.
    pub(super) fn ends_condition(&self, next: usize) -> bool {
        match self.at(next) {
            None | Some(QueryToken::Close | QueryToken::Sign(";")) => true,
            Some(QueryToken::If) => {
                let end = self.end_of_part(next);
                end.is_some_and(|end| self.ends_condition(next + 1) && self.ends_condition(end + 1))
            }
            Some(token) => token.one_of(&["and", "or"]) || token.one_of(CLAUSES),
        }
    }

    pub(super) fn side_before(&self, at: usize) -> Option<(Side, usize)> {
        let last = at.checked_sub(1)?;
        if let QueryToken::Value(name) = self.at(last)? {
            return (name == TENANT).then_some((Side::Tenant, last));
        }
        let column = self.at(last)?.name()?;
        match (last.checked_sub(1).and_then(|dot| self.at(dot)), last.checked_sub(2)) {
            (Some(QueryToken::Sign(".")), Some(first)) => {
                Some((Side::Column { qualifier: Some(self.at(first)?.name()?), column }, first))
            }
            _ => Some((Side::Column { qualifier: None, column }, last)),
        }
    }

    pub(super) fn side_behind(&self, at: usize) -> Option<(Side, usize)> {
        if let QueryToken::Value(name) = self.at(at)? {
            return (name == TENANT).then_some((Side::Tenant, at + 1));
        }
        let first = self.at(at)?.name()?;
        match self.at(at + 1) {
            Some(QueryToken::Sign(".")) => {
                let column = self.at(at + 2)?.name()?;
                Some((Side::Column { qualifier: Some(first), column }, at + 3))
            }
            _ => Some((Side::Column { qualifier: None, column: first }, at + 1)),
        }
    }

    /// Reads the name of a table, which may stand behind that of a schema.
    pub(super) fn named(&self, mut at: usize) -> Option<(String, Range<usize>, usize)> {
        while self.is(Some(at), &["only", "ignore", "low_priority", "quick"]) {
            at += 1;
        }
        let mut name = self.at(at)?.name()?;
        while self.at(at + 1) == Some(&QueryToken::Sign(".")) {
            at += 2;
            name = self.at(at)?.name()?;
        }
        Some((name, self.tokens[at].1.clone(), at + 1))
    }
}
