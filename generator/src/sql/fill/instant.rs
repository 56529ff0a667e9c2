//! Parses dates and times in the value of a fill.

use crate::dialect::Dialect;

const DAY: i64 = 86_400_000_000;

/// The years that every database has.
const YEARS: std::ops::RangeInclusive<i64> = 1..=9999;

/// Returns a point in time as `dialect` stores it. Text that is no date and time is left to the server.
pub(super) fn literal(text: &str, dialect: Dialect) -> String {
    let Some(microseconds) = parse(text) else { return dialect.text_literal(text) };
    match dialect {
        Dialect::Sqlite => microseconds.to_string(),
        Dialect::MySql => dialect.text_literal(&spelled(microseconds)),
        Dialect::Postgres => dialect.text_literal(&format!("{}+00", spelled(microseconds))),
    }
}

/// Tells whether a text is a day, `2024-01-31`.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && is_moment(text)
}

/// Tells whether a text is a point in time.
pub(super) fn is_moment(text: &str) -> bool {
    parse(text).is_some_and(has_year)
}

fn has_year(microseconds: i64) -> bool {
    YEARS.contains(&date(microseconds.div_euclid(DAY)).0)
}

/// Returns the time of a day in the spelling of SQLite's columns, in which texts are in the order of times.
pub(super) fn time(text: &str) -> Option<String> {
    let microseconds = clock(text)?;
    let (seconds, fraction) = (microseconds / 1_000_000, microseconds % 1_000_000);
    Some(format!("{:02}:{:02}:{:02}.{fraction:06}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}

/// Returns a day with a time, of no zone, in the spelling of SQLite's columns, in which texts are in the order of time.
pub(super) fn local(text: &str) -> Option<String> {
    let has_zone = text.get(10..).is_some_and(|time| time.contains(['Z', 'z', '+', '-']));
    let spelled = spelled(parse(text).filter(|moment| !has_zone && has_year(*moment))?);
    Some(if spelled.contains('.') { spelled } else { format!("{spelled}.000000") })
}

/// Reads `2024-01-31`, `2024-01-31 10:00:00` and `2024-01-31T10:00:00.5+02:00`; UTC where no zone is named.
fn parse(text: &str) -> Option<i64> {
    let (day, rest) = text.split_at_checked(10)?;
    let mut numbers = day.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let day_number = days(year, month, day);
    // The 31st of a shorter month would be a day of the next.
    if date(day_number) != (year, month, day) {
        return None;
    }
    let midnight = day_number * DAY;
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else { return rest.is_empty().then_some(midnight) };
    let zone = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone);
    Some(midnight + clock(time)? - offset(zone)?)
}

/// Days since 1970 in the Gregorian calendar, years counted from March so that the leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_years = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    of_years + (month * 153 + 2) / 5 + day - 1 - 719_468
}

fn clock(time: &str) -> Option<i64> {
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let seconds = parts.next().unwrap_or(Some(0))?;
    if !(0..24).contains(&hours) || !(0..60).contains(&minutes) || !(0..60).contains(&seconds) {
        return None;
    }
    if fraction.len() > 6 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) || parts.next().is_some() {
        return None;
    }
    let fraction = format!("{fraction:0<6}").parse::<i64>().ok()?;
    Some(((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction)
}

fn offset(zone: &str) -> Option<i64> {
    let Some(sign) = zone.chars().next() else { return Some(0) };
    if sign.eq_ignore_ascii_case(&'z') {
        return (zone.len() == 1).then_some(0);
    }
    let (hours, minutes) = zone[1..].split_once(':').unwrap_or((&zone[1..], "0"));
    let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
    Some(minutes * 60_000_000 * if sign == '-' { -1 } else { 1 })
}

fn spelled(microseconds: i64) -> String {
    let (day, rest) = (microseconds.div_euclid(DAY), microseconds.rem_euclid(DAY));
    let (year, month, day) = date(day);
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:06}") };
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction}")
}

/// The date of a day since 1970.
fn date(since: i64) -> (i64, i64, i64) {
    // A year that is not later, on either side of 1970.
    let mut year = 1970 + since.div_euclid(365).min(since.div_euclid(366));
    while days(year + 1, 1, 1) <= since {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| days(year, *month, 1) <= since).unwrap_or(1);
    (year, month, since - days(year, month, 1) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_has_its_spelling() {
        let check = |text: &str, expected: [&str; 3]| {
            assert_eq!(Dialect::ALL.map(|dialect| literal(text, dialect)), expected, "{text}");
        };
        check("1970-01-01", ["'1970-01-01 00:00:00+00'", "'1970-01-01 00:00:00'", "0"]);
        check(
            "2024-02-29T12:30:00.5+02:00",
            ["'2024-02-29 10:30:00.500000+00'", "'2024-02-29 10:30:00.500000'", "1709202600500000"],
        );
        check("1969-12-31 23:59:59Z", ["'1969-12-31 23:59:59+00'", "'1969-12-31 23:59:59'", "-1000000"]);
        check("0001-01-01", ["'0001-01-01 00:00:00+00'", "'0001-01-01 00:00:00'", "-62135596800000000"]);
        check("1000-01-01 06:00:00", ["'1000-01-01 06:00:00+00'", "'1000-01-01 06:00:00'", "-30610202400000000"]);
        check("9999-12-31", ["'9999-12-31 00:00:00+00'", "'9999-12-31 00:00:00'", "253402214400000000"]);
        check("tomorrow, noon", ["'tomorrow, noon'"; 3]);
    }

    #[test]
    fn times_of_no_zone_are_in_the_order_of_their_texts() {
        assert_eq!(local("2024-02-29"), Some("2024-02-29 00:00:00.000000".to_owned()));
        assert_eq!(local("2024-02-29T12:30:00.5"), Some("2024-02-29 12:30:00.500000".to_owned()));
        assert_eq!(local("0001-01-01 00:00"), Some("0001-01-01 00:00:00.000000".to_owned()));
        for text in ["2024-02-29T12:30:00Z", "2024-02-29 12:30:00+02:00", "2024-02-30", "noon", "12:30"] {
            assert_eq!(local(text), None, "{text}");
        }
    }
}
