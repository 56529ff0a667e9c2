//! Servers that go away under load, and come back.

use std::time::Duration;

use xtask::Throwaway;

use crate::instance::{Instance, Load, Settings, tenant};

fn are_asked_for() -> bool {
    integration::Engine::Postgres.is_asked_for()
}

fn settings(postgres: &Throwaway, redis: &Throwaway) -> Settings {
    vec![("DATABASE_URL", postgres.url()), ("REDIS_URL", redis.url()), ("RUST_LOG", "error".to_owned())]
}

#[test]
fn redis_may_die_and_a_restart_of_the_database_is_told() {
    if !are_asked_for() {
        return;
    }
    let (mut postgres, mut redis) = (Throwaway::postgres().unwrap(), Throwaway::secured_redis().unwrap());
    let instance = Instance::start(&settings(&postgres, &redis));
    let key = tenant(&settings(&postgres, &redis));

    let load = Load::start(&instance, &key, &["--seconds", "5"]);
    std::thread::sleep(Duration::from_secs(2));
    redis.kill_and_restart().unwrap();
    let figures = load.figures();
    assert!(figures["requests"].as_u64() > Some(0) && figures["failed"] == 0, "{figures}");

    let load = Load::start(&instance, &key, &["--seconds", "8"]);
    std::thread::sleep(Duration::from_secs(2));
    postgres.kill_and_restart().unwrap();
    let figures = load.figures();
    for failures in figures["failures"].as_array().unwrap() {
        assert_eq!(failures["status"], "503 Service Unavailable", "{figures}");
        let span = failures["last"].as_f64().unwrap() - failures["first"].as_f64().unwrap();
        assert!(span < 5.0, "it recovers by itself: {figures}");
    }
    assert_eq!(instance.send("GET", "/v1/users?limit=1", &key, "").status, 200);
}
