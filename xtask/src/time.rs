//! GNU time: the only portable way to what a child took that asks for no unsafe code.

use std::path::Path;
use std::{fs, io};

use crate::Result;

pub(crate) const PROGRAM: &str = "/usr/bin/time";

/// Returns the figures that it wrote, as many as its format asked for.
pub(crate) fn figures<const N: usize>(report: &Path) -> Result<[f64; N]> {
    let text = fs::read_to_string(report)?;
    let figures = text.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>().ok();
    let figures = figures.and_then(|figures| figures.try_into().ok());
    figures.ok_or_else(|| format!("`{text}` is no answer of {PROGRAM}").into())
}

/// Says what to do if it cannot be run.
pub(crate) fn missing(error: &io::Error) -> String {
    format!("{PROGRAM}: {error}; install `time`")
}
