//! HTTP/2: what the service certainly did not process is sent again, and nothing else.

use crate::frames::{Action, Frames};
use graph_client::{Error, ErrorKind, GraphClient, Outcome, RetryPolicy, StaticToken};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::time::Duration;
use tokio::task::JoinSet;

fn client(frames: &Frames) -> GraphClient {
    let builder = GraphClient::builder().endpoint(frames.endpoint()).credential(StaticToken::new("t"));
    let policy = RetryPolicy::default().with_initial_backoff(Duration::from_millis(5));
    builder.http(reqwest::ClientBuilder::http2_prior_knowledge).retry(policy).build().unwrap()
}

async fn create(client: &GraphClient, number: usize) -> Result<u32, Error> {
    let device = WindowsAutopilotDeviceIdentity::new().with_serial_number(format!("device-{number}"));
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    devices.create(&device).send().await.map(|response| response.attempts())
}

#[tokio::test]
async fn a_stream_that_was_certainly_not_processed_is_sent_again() {
    for action in [Action::RefuseStream, Action::GoAway { error: 0 }, Action::GoAway { error: 11 }] {
        let frames = Frames::start([action]).await;
        assert_eq!(create(&client(&frames), 1).await.unwrap(), 2, "{action:?}");
        assert_eq!(frames.stored("device-1"), 1);

        let frames = Frames::start([action]).await;
        let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("device-1");
        let client = client(&frames);
        let devices = client.beta().device_management().windows_autopilot_device_identities();
        let error = devices.create(&device).retry(RetryPolicy::never()).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Outcome::NotSent), "{action:?}");
        let host = frames.endpoint().trim_start_matches("http://");
        assert!(error.to_string().contains(host) && error.to_string().contains("before it processed"), "{error}");
    }
}

#[tokio::test]
async fn a_stream_that_may_have_been_processed_is_not_sent_again() {
    for (action, stored) in [
        (Action::CutAfterStoring, 1),
        (Action::CutBeforeStoring, 0),
        (Action::GoAwayAfterStoring, 1),
        // CANCEL and INTERNAL_ERROR say nothing of what was done before.
        (Action::ResetAfterStoring { error: 8 }, 1),
        (Action::ResetAfterStoring { error: 2 }, 1),
    ] {
        let frames = Frames::start([action]).await;
        let error = create(&client(&frames), 1).await.unwrap_err();
        let expected = (ErrorKind::Connection, Outcome::Unknown, 1);
        assert_eq!((error.kind(), error.outcome(), error.attempts()), expected, "{action:?}: {error}");
        assert_eq!(frames.stored("device-1"), stored, "{action:?}");
    }
}

#[tokio::test]
async fn long_locations_are_kept_whole() {
    for length in [100, 16_000, 16 * 1024] {
        let frames = Frames::start([Action::StoreWithLocation(length)]).await;
        let devices = client(&frames).beta().device_management().windows_autopilot_device_identities();
        let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("device-1");
        let created = devices.create(&device).send().await.unwrap();
        assert_eq!(created.location().map(str::len), Some(length));
        assert_eq!(created.request_id(), Some("44444444-4444-4444-4444-444444444444"));
    }
}

#[tokio::test]
async fn waiting_for_a_free_stream_is_not_sending() {
    let frames = Frames::with_max_streams(1, [Action::Stall]).await;
    let client = client(&frames);
    let stalled = tokio::spawn({
        let client = client.clone();
        async move { create(&client, 1).await }
    });
    frames.wait_for_streams(1).await;
    let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("device-2");
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    for request in [
        devices.create(&device).timeout(Duration::from_millis(300)),
        devices.create(&device).attempt_timeout(Duration::from_millis(300)).retry(RetryPolicy::never()),
    ] {
        let error = request.await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::NotSent), "{error}");
    }
    assert_eq!(frames.stored("device-2"), 0);
    stalled.abort();
}

/// Creates devices, sixteen at once, against random faults.
async fn create_many(frames: &Frames, creates: usize) -> Vec<(usize, Result<u32, Error>)> {
    const AT_ONCE: usize = 16;
    let client = client(frames);
    let mut tasks = JoinSet::new();
    for first in 0..AT_ONCE {
        let client = client.clone();
        tasks.spawn(async move {
            let mut results = Vec::new();
            for number in (first..creates).step_by(AT_ONCE) {
                results.push((number, create(&client, number).await));
            }
            results
        });
    }
    tasks.join_all().await.into_iter().flatten().collect()
}

#[tokio::test]
async fn many_creates_against_streams_that_are_not_processed_are_all_known() {
    let frames = Frames::with_random_faults(7, &[Action::RefuseStream, Action::GoAway { error: 0 }]).await;
    let mut repeated = 0;
    for (number, result) in create_many(&frames, 2000).await {
        let stored = frames.stored(&format!("device-{number}"));
        match result {
            Ok(attempts) => {
                assert_eq!(stored, 1, "{number} after {attempts} attempts");
                repeated += u32::from(attempts > 1);
            }
            Err(error) => {
                assert_eq!((error.outcome(), stored), (Outcome::NotSent, 0), "{number}: {error:?}");
                assert_eq!(error.attempts(), 5, "{error}");
            }
        }
    }
    assert!(repeated > 200, "{repeated}");
}

#[tokio::test]
async fn many_creates_against_cut_connections_double_nothing() {
    const FAULTS: &[Action] = &[
        Action::RefuseStream,
        Action::GoAway { error: 0 },
        Action::CutAfterStoring,
        Action::CutBeforeStoring,
        Action::GoAwayAfterStoring,
        Action::ResetAfterStoring { error: 8 },
    ];
    let frames = Frames::with_random_faults(11, FAULTS).await;
    let (mut created, mut unknown) = (0, [0, 0]);
    for (number, result) in create_many(&frames, 2000).await {
        let stored = frames.stored(&format!("device-{number}"));
        match result {
            Ok(_) => {
                assert_eq!(stored, 1, "{number}");
                created += 1;
            }
            Err(error) if error.outcome() == Outcome::Unknown => unknown[stored] += 1,
            // A connection was cut within a response.
            Err(error) if error.outcome() == Outcome::CarriedOut => assert_eq!(stored, 1, "{number}: {error:?}"),
            Err(error) => assert_eq!((error.outcome(), stored), (Outcome::NotSent, 0), "{number}: {error:?}"),
        }
    }
    // A cut connection takes those beside it along, so the numbers vary.
    assert!(created > 100 && unknown.iter().all(|count| *count > 50), "{created} created, {unknown:?} unknown");
}
