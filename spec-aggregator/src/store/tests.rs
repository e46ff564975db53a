//! The store against real files.

use super::{
    Changes, DayRow, DeclaredRow, LedgerRow, Rows, ServiceRow, StampRow, Store, StoreError,
};

fn url(folder: &tempfile::TempDir) -> String {
    format!("sqlite://{}", folder.path().join("docent.db").display())
}

fn state_of(service: &str) -> ServiceRow {
    ServiceRow {
        service: service.to_owned(),
        state: "{}".to_owned(),
    }
}

fn rows() -> Rows {
    Rows {
        observed: [1, 2]
            .map(|day| DayRow {
                service: "feedback".to_owned(),
                day,
                state: "{}".to_owned(),
            })
            .to_vec(),
        violated: vec![state_of("iris"), state_of("rank")],
        baseline: vec![state_of("iris")],
        revealed: vec![state_of("iris")],
        drift_baseline: vec![state_of("iris")],
        stamps: vec![StampRow {
            key: "document iris".to_owned(),
            at: 7,
            polls: 1,
            tie: "00".to_owned(),
        }],
        ledgers: vec![LedgerRow {
            source: "ab".to_owned(),
            epoch: u64::MAX,
            state: "[]".to_owned(),
            seen_at: 7,
        }],
        declared: vec![DeclaredRow {
            service: "iris".to_owned(),
            hosts: "[\"*\"]".to_owned(),
            base_path: Some("/iris".to_owned()),
            document: "{}".to_owned(),
            etag: None,
            digest: Some("00".to_owned()),
            fetched_at: Some(1),
            configured: true,
        }],
    }
}

#[tokio::test]
async fn the_bundled_sqlite_has_the_fix_for_wal_resets() {
    let Store::Sqlite(mut store) = Store::open("sqlite::memory:").await.unwrap();
    let version: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(store.connection())
        .await
        .unwrap();
    let numbers: Vec<u32> = version
        .split('.')
        .map(|number| number.parse().unwrap())
        .collect();
    assert!(
        numbers >= vec![3, 51, 3],
        "SQLite {version} is older than 3.51.3"
    );
}

#[tokio::test]
async fn a_file_is_written_ahead_and_synced() {
    let folder = tempfile::tempdir().unwrap();
    let Store::Sqlite(mut store) = Store::open(&url(&folder)).await.unwrap();
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(store.connection())
        .await
        .unwrap();
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
        .fetch_one(store.connection())
        .await
        .unwrap();
    assert_eq!((journal.as_str(), synchronous), ("wal", 2));
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&url(&folder)).await.unwrap();
    let changes = Changes {
        written: rows(),
        ..Changes::default()
    };
    store.write(&changes).await.unwrap();
    store.write(&changes).await.unwrap();
    store.close().await.unwrap();

    let mut store = Store::open(&url(&folder)).await.unwrap();
    assert_eq!(store.load().await.unwrap(), rows());
    let gone = Changes {
        ledgers_gone: vec![("ab".to_owned(), u64::MAX)],
        declared_gone: vec!["iris".to_owned()],
        baseline_gone: vec!["iris".to_owned()],
        drift_baseline_gone: vec!["iris".to_owned()],
        days_gone: vec![("feedback".to_owned(), 1)],
        stamps_gone: vec!["document iris".to_owned()],
        ..Changes::default()
    };
    store.write(&gone).await.unwrap();
    assert_eq!(
        store.load().await.unwrap(),
        Rows {
            observed: rows().observed.into_iter().skip(1).collect(),
            violated: rows().violated,
            revealed: rows().revealed,
            ..Rows::default()
        }
    );
}

#[tokio::test]
async fn a_second_process_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Store::open(&url(&folder)).await.unwrap();
    let second = Store::open(&format!("{}?mode=rw", url(&folder))).await;
    assert!(
        matches!(
            second,
            Err(StoreError::Database(_) | StoreError::Migration(_))
        ),
        "{second:?}"
    );
}

#[tokio::test]
async fn other_stores_are_refused_in_words() {
    for (url, words) in [
        ("postgres://db/docent", "not supported yet"),
        ("redis://x", "not a sqlite:// URL"),
    ] {
        let error = Store::open(url).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn what_an_older_version_stored_without_days_was_seen_on_the_day_of_the_upgrade() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&url(&folder)).await.unwrap();
    let Store::Sqlite(sqlite) = &mut store;
    for statement in [
        "DROP TABLE observed_day",
        "DROP TABLE drift_baseline",
        "DELETE FROM _sqlx_migrations WHERE version = 3",
        "INSERT INTO observed (service, state) VALUES ('feedback', '{}'), ('iris', '{}')",
    ] {
        sqlx::query(statement)
            .execute(sqlite.connection())
            .await
            .unwrap();
    }
    store.close().await.unwrap();
    let today = || {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        i64::try_from(now.unwrap().as_secs() / 86_400).unwrap()
    };
    let before = today();
    let mut store = Store::open(&url(&folder)).await.unwrap();
    let rows = store.load().await.unwrap().observed;
    let services: Vec<&str> = rows.iter().map(|row| row.service.as_str()).collect();
    assert_eq!(services, ["feedback", "iris"]);
    assert!(rows.iter().all(|row| (before..=today()).contains(&row.day)));
    let Store::Sqlite(sqlite) = &mut store;
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM observed")
        .fetch_one(sqlite.connection())
        .await
        .unwrap();
    assert_eq!(left, 0);
}
