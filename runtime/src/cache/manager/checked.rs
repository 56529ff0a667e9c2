//! Settings that name an entity, or that only all of them together make wrong.

use std::time::Duration;

use super::{CacheManager, Regions};
use crate::cache::values::PREFIX;
use crate::config::{CacheConfig, LoadLimits, names_region};
use crate::{Error, ErrorKind, Result};

impl CacheManager {
    /// Checks that every entity with a setting of its own is one that is cached; called once all regions are known.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration), with the name and those that there are.
    #[doc(hidden)]
    pub fn check_modes(&self) -> Result<()> {
        let regions = self.regions();
        let config = &self.0.parts.config;
        let modes = config.modes.iter().map(|(name, _)| ("CACHE_MODE", name));
        let memories = config.memories.iter().map(|(name, _)| ("CACHE_MEMORY", name));
        let on_downs = config.on_downs.iter().map(|(name, _)| ("CACHE_ON_DOWN", name));
        let warms = config.warms.iter().map(|(name, _)| ("CACHE_WARM", name));
        let of_entity = |(name, _): &&(String, Option<Duration>)| !name.starts_with(PREFIX);
        let soft = config.soft_timeouts.iter().filter(of_entity).map(|(name, _)| ("CACHE_SOFT_TIMEOUT", name));
        let hard = config.hard_timeouts.iter().filter(of_entity).map(|(name, _)| ("CACHE_HARD_TIMEOUT", name));
        let mut named = modes.chain(memories).chain(on_downs).chain(warms).chain(soft).chain(hard);
        let is_known = |name: &str| regions.handles.keys().any(|region| names_region(name, region));
        let Some((variable, name)) = named.find(|(_, name)| !is_known(name)) else {
            return check_limits(config, &regions);
        };
        let mut known: Vec<_> = regions.handles.keys().map(String::as_str).collect();
        known.sort_unstable();
        let text = format!("{variable} names {name}, which is not cached; cached are {}", known.join(", "));
        Err(Error::new(ErrorKind::Configuration(text)))
    }
}

/// Checks that no read gives up before it takes a copy whose time is over.
fn check_limits(config: &CacheConfig, regions: &Regions) -> Result<()> {
    let known = regions.handles.iter().map(|(name, handle)| (name.as_str(), handle.limits()));
    let timeouts = config.soft_timeouts.iter().chain(&config.hard_timeouts).map(|(name, _)| name.as_str());
    let values = timeouts.filter(|name| name.starts_with(PREFIX));
    let mut all = known.chain(values.map(|name| (name, config.limits_of(name, LoadLimits::default()))));
    let Some((name, limits)) = all.find(|(_, limits)| !limits.are_in_order()) else { return Ok(()) };
    let (soft, hard) = (limits.soft.unwrap_or_default(), limits.hard.unwrap_or_default());
    let text = format!(
        "CACHE_SOFT_TIMEOUT: reads of {name} would wait {soft:?} before they take a copy whose time is over, and give \
         up after {hard:?} (CACHE_HARD_TIMEOUT); the first must be the shorter one"
    );
    Err(Error::new(ErrorKind::Configuration(text)))
}
