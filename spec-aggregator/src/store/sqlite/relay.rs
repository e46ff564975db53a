//! SQL for what waits for other replicas.

use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::super::{RelayChanges, RelayIndex, RelayRow, StampRow, StoreError};

pub(super) async fn read_stamps(
    connection: &mut SqliteConnection,
) -> Result<Vec<StampRow>, StoreError> {
    let rows = sqlx::query("SELECT key, at, polls, tie FROM stamp ORDER BY key").try_map(
        |row: SqliteRow| {
            Ok(StampRow {
                key: row.try_get(0)?,
                at: row.try_get(1)?,
                polls: row.try_get(2)?,
                tie: row.try_get(3)?,
            })
        },
    );
    Ok(rows.fetch_all(connection).await?)
}

pub(super) async fn write_stamps(
    connection: &mut SqliteConnection,
    rows: &[StampRow],
    gone: &[String],
) -> Result<(), StoreError> {
    for key in gone {
        sqlx::query("DELETE FROM stamp WHERE key = ?1")
            .bind(key)
            .execute(&mut *connection)
            .await?;
    }
    for StampRow {
        key,
        at,
        polls,
        tie,
    } in rows
    {
        sqlx::query(
            "INSERT INTO stamp (key, at, polls, tie) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (key) DO UPDATE SET at = excluded.at, polls = excluded.polls, tie = excluded.tie",
        )
        .bind(key)
        .bind(at)
        .bind(polls)
        .bind(tie)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

pub(super) async fn read_index(
    connection: &mut SqliteConnection,
) -> Result<RelayIndex, StoreError> {
    let waiting =
        sqlx::query("SELECT id, length(body) FROM relay ORDER BY id").try_map(|row: SqliteRow| {
            let bytes: i64 = row.try_get(1)?;
            Ok((
                row.try_get(0)?,
                usize::try_from(bytes).unwrap_or(usize::MAX),
            ))
        });
    let waiting = waiting.fetch_all(&mut *connection).await?;
    let sent = sqlx::query("SELECT peer, sent FROM relay_peer ORDER BY peer")
        .try_map(|row: SqliteRow| Ok((row.try_get(0)?, row.try_get(1)?)));
    let sent = sent.fetch_all(connection).await?;
    Ok(RelayIndex { waiting, sent })
}

pub(super) async fn read_between(
    connection: &mut SqliteConnection,
    after: i64,
    through: i64,
) -> Result<Vec<RelayRow>, StoreError> {
    let rows =
        sqlx::query("SELECT id, kind, at, body FROM relay WHERE id > ?1 AND id <= ?2 ORDER BY id")
            .bind(after)
            .bind(through)
            .try_map(|row: SqliteRow| {
                Ok(RelayRow {
                    id: row.try_get(0)?,
                    kind: row.try_get(1)?,
                    at: row.try_get(2)?,
                    body: row.try_get(3)?,
                })
            });
    Ok(rows.fetch_all(connection).await?)
}

pub(super) async fn write(
    connection: &mut SqliteConnection,
    changes: &RelayChanges,
) -> Result<(), StoreError> {
    let RelayChanges {
        added,
        sent,
        peers_gone,
        gone_through,
    } = changes;
    for RelayRow { id, kind, at, body } in added {
        sqlx::query("INSERT INTO relay (id, kind, at, body) VALUES (?1, ?2, ?3, ?4)")
            .bind(id)
            .bind(kind)
            .bind(at)
            .bind(body)
            .execute(&mut *connection)
            .await?;
    }
    for (peer, sent) in sent {
        sqlx::query(
            "INSERT INTO relay_peer (peer, sent) VALUES (?1, ?2) \
             ON CONFLICT (peer) DO UPDATE SET sent = excluded.sent",
        )
        .bind(peer)
        .bind(sent)
        .execute(&mut *connection)
        .await?;
    }
    for peer in peers_gone {
        sqlx::query("DELETE FROM relay_peer WHERE peer = ?1")
            .bind(peer)
            .execute(&mut *connection)
            .await?;
    }
    if let Some(id) = gone_through {
        sqlx::query("DELETE FROM relay WHERE id <= ?1")
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
