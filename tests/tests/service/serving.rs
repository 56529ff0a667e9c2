//! An instance on a socket: requests that run are answered before it ends, and several instances share their tasks.

use std::time::Duration;

use integration::{Fixture, on_every_engine};
use larder::{TimeDelta, now};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use voicehelper::models::{NewUser, NewVoiceSession, VoiceSessionStatus};
use voicehelper::service::{Listening, Service, Settings, serve};

use crate::api::{Api, user};

on_every_engine!(
    a_stop_lets_requests_end,
    stale_sessions_are_cancelled_by_one_instance,
    a_session_that_ends_while_stale_ones_are_cancelled_stays_ended
);

async fn a_stop_lets_requests_end(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let listening = Listening::on("127.0.0.1:0".parse().unwrap(), api.service.clone()).await.unwrap();
    let address = listening.address().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listening, async move { drop(stopped.await) }));

    let body = user("ada").to_string();
    let (begin, end) = body.split_at(10);
    let mut client = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1/users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{begin}",
        api.key,
        body.len()
    );
    client.write_all(head.as_bytes()).await.unwrap();
    // The request is under way as soon as another one, sent later, is answered.
    let mut other = TcpStream::connect(address).await.unwrap();
    other.write_all(b"GET /openapi.json HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    other.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    stop.send(()).unwrap();
    let refused = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), refused).await.expect("no more connections are taken");
    assert!(!serving.is_finished(), "a request runs");
    client.write_all(end.as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    tokio::time::timeout(Duration::from_secs(20), serving).await.expect("it ends").unwrap().unwrap();
}

async fn stale_sessions_are_cancelled_by_one_instance(fixture: Fixture) {
    let api = Api::of(&fixture).await;
    let scope = fixture.store.tenant("acme");
    let ada = scope.users().create(NewUser::new("ada", "ada", "Ada")).await.unwrap();
    let start = now() - TimeDelta::days(2);
    let stale = scope.voice_sessions().create(NewVoiceSession::new("stale", ada.id).start_time(start)).await.unwrap();
    let fresh = scope.voice_sessions().create(NewVoiceSession::new("fresh", ada.id)).await.unwrap();
    drop(api);

    let settings = Settings { housekeeping: Duration::from_secs(5), ..Settings::default() };
    let mut stops = Vec::new();
    for _ in 0..3 {
        let service = Service::new(fixture.store.clone(), settings.clone());
        let listening = Listening::on("127.0.0.1:0".parse().unwrap(), service).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        stops.push(stop);
        tokio::spawn(serve(listening, async move { drop(stopped.await) }));
    }
    let done = async {
        while scope.voice_sessions().get(stale.id).await.unwrap().status != VoiceSessionStatus::Cancelled {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), done).await.expect("it is cancelled");
    assert_eq!(scope.voice_sessions().get(fresh.id).await.unwrap().status, VoiceSessionStatus::Active);
    let lease = fixture.store.leases().get_by_name("housekeeping").await.unwrap();
    assert!(lease.expires_at > now(), "one instance has it");
}

async fn a_session_that_ends_while_stale_ones_are_cancelled_stays_ended(fixture: Fixture) {
    const SESSIONS: usize = 24;
    let api = Api::of(&fixture).await;
    let scope = fixture.store.tenant("acme");
    let ada = scope.users().create(NewUser::new("ada", "ada", "Ada")).await.unwrap();
    let mut sessions = Vec::new();
    for number in 0..SESSIONS {
        let new = NewVoiceSession::new(format!("stale-{number}"), ada.id).start_time(now() - TimeDelta::days(2));
        sessions.push(scope.voice_sessions().create(new).await.unwrap().id);
    }
    // Cleaning up begins as soon as the instance serves, while clients end the same sessions, the newest first.
    let listening = Listening::on("127.0.0.1:0".parse().unwrap(), api.service.clone()).await.unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listening, async move { drop(stopped.await) }));
    let mut ended = Vec::new();
    for id in sessions.iter().rev() {
        let path = format!("/v1/voice-sessions/{id}/complete");
        let answer = api.post(&path, &serde_json::json!({ "audio_duration_seconds": 1 })).await;
        assert!(matches!(answer.status.as_u16(), 200 | 409), "{}", answer.text);
        ended.push((*id, answer.status == 200));
    }
    let done = async {
        while scope.voice_sessions().count_by_status(VoiceSessionStatus::Active).await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), done).await.expect("each has ended");
    for (id, was_completed) in ended {
        let wanted = if was_completed { VoiceSessionStatus::Completed } else { VoiceSessionStatus::Cancelled };
        assert_eq!(scope.voice_sessions().get(id).await.unwrap().status, wanted);
    }
    drop(stop);
    serving.await.unwrap().unwrap();
}
