//! SQL for `SQLite`, and nothing but SQL. One connection holds the file for itself: two
//! processes that each believe their own memory would overwrite each other's rows.

use std::str::FromStr;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteLockingMode, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{Connection, Row, SqlSafeStr};

use super::{
    Changes, DayRow, DeclaredRow, LedgerRow, RelayIndex, RelayRow, Rows, ServiceRow, StoreError,
};
use crate::limits::STORE_BUSY_TIMEOUT;

mod relay;

/// The one connection.
#[derive(Debug)]
pub struct Sqlite {
    connection: SqliteConnection,
}

fn migrator() -> Migrator {
    let state = include_str!("../../migrations/sqlite/0001_state.sql").into_sql_str();
    let findings = include_str!("../../migrations/sqlite/0002_findings.sql").into_sql_str();
    let days = include_str!("../../migrations/sqlite/0003_days.sql").into_sql_str();
    let revealed = include_str!("../../migrations/sqlite/0004_revealed.sql").into_sql_str();
    let replicas = include_str!("../../migrations/sqlite/0005_replicas.sql").into_sql_str();
    let migrations = [
        (1, "state", state),
        (2, "findings", findings),
        (3, "days", days),
        (4, "revealed", revealed),
        (5, "replicas", replicas),
    ];
    Migrator::with_migrations(
        migrations
            .into_iter()
            .map(|(version, name, sql)| {
                Migration::new(version, name.into(), MigrationType::Simple, sql, false)
            })
            .collect(),
    )
}

impl Sqlite {
    pub(super) async fn open(url: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .locking_mode(SqliteLockingMode::Exclusive)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(STORE_BUSY_TIMEOUT);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        migrator().run(&mut connection).await?;
        Ok(Self { connection })
    }

    pub(super) async fn load(&mut self) -> Result<Rows, StoreError> {
        let connection = &mut self.connection;
        let observed =
            sqlx::query("SELECT service, day, state FROM observed_day ORDER BY service, day")
                .try_map(|row: SqliteRow| {
                    Ok(DayRow {
                        service: row.try_get(0)?,
                        day: row.try_get(1)?,
                        state: row.try_get(2)?,
                    })
                })
                .fetch_all(&mut *connection)
                .await?;
        let violated = read_services(
            connection,
            "SELECT service, state FROM violated ORDER BY service",
        )
        .await?;
        let baseline = read_services(
            connection,
            "SELECT service, state FROM baseline ORDER BY service",
        )
        .await?;
        let drift_baseline = read_services(
            connection,
            "SELECT service, state FROM drift_baseline ORDER BY service",
        )
        .await?;
        let revealed = read_services(
            connection,
            "SELECT service, state FROM revealed ORDER BY service",
        )
        .await?;
        let ledgers =
            sqlx::query("SELECT source, epoch, state, seen_at FROM ledger ORDER BY source, epoch")
                .try_map(|row: SqliteRow| {
                    let epoch: i64 = row.try_get(1)?;
                    Ok(LedgerRow {
                        source: row.try_get(0)?,
                        epoch: epoch.cast_unsigned(),
                        state: row.try_get(2)?,
                        seen_at: row.try_get(3)?,
                    })
                })
                .fetch_all(&mut *connection)
                .await?;
        let declared = sqlx::query(
            "SELECT service, hosts, base_path, document, etag, digest, fetched_at, configured \
             FROM declared ORDER BY service",
        )
        .try_map(|row: SqliteRow| {
            Ok(DeclaredRow {
                service: row.try_get(0)?,
                hosts: row.try_get(1)?,
                base_path: row.try_get(2)?,
                document: row.try_get(3)?,
                etag: row.try_get(4)?,
                digest: row.try_get(5)?,
                fetched_at: row.try_get(6)?,
                configured: row.try_get(7)?,
            })
        })
        .fetch_all(&mut *connection)
        .await?;
        let stamps = relay::read_stamps(connection).await?;
        Ok(Rows {
            observed,
            ledgers,
            declared,
            violated,
            baseline,
            revealed,
            drift_baseline,
            stamps,
        })
    }

    pub(super) async fn load_relay(&mut self) -> Result<RelayIndex, StoreError> {
        relay::read_index(&mut self.connection).await
    }

    pub(super) async fn relay(
        &mut self,
        after: i64,
        through: i64,
    ) -> Result<Vec<RelayRow>, StoreError> {
        relay::read_between(&mut self.connection, after, through).await
    }

    pub(super) async fn write(&mut self, changes: &Changes) -> Result<(), StoreError> {
        let Changes {
            written:
                Rows {
                    observed,
                    ledgers,
                    declared,
                    violated,
                    baseline,
                    revealed,
                    drift_baseline,
                    stamps,
                },
            days_gone,
            ledgers_gone,
            declared_gone,
            baseline_gone,
            drift_baseline_gone,
            stamps_gone,
            relay,
        } = changes;
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        forget_days(&mut transaction, days_gone).await?;
        for (source, epoch) in ledgers_gone {
            sqlx::query("DELETE FROM ledger WHERE source = ?1 AND epoch = ?2")
                .bind(source)
                .bind(epoch.cast_signed())
                .execute(&mut *transaction)
                .await?;
        }
        for (services, delete) in [
            (declared_gone, "DELETE FROM declared WHERE service = ?1"),
            (baseline_gone, "DELETE FROM baseline WHERE service = ?1"),
            (
                drift_baseline_gone,
                "DELETE FROM drift_baseline WHERE service = ?1",
            ),
        ] {
            for service in services {
                sqlx::query(delete)
                    .bind(service)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        write_days(&mut transaction, observed).await?;
        for (rows, upsert) in [
            (
                violated,
                "INSERT INTO violated (service, state) VALUES (?1, ?2) \
                 ON CONFLICT (service) DO UPDATE SET state = excluded.state",
            ),
            (
                baseline,
                "INSERT INTO baseline (service, state) VALUES (?1, ?2) \
                 ON CONFLICT (service) DO UPDATE SET state = excluded.state",
            ),
            (
                revealed,
                "INSERT INTO revealed (service, state) VALUES (?1, ?2) \
                 ON CONFLICT (service) DO UPDATE SET state = excluded.state",
            ),
            (
                drift_baseline,
                "INSERT INTO drift_baseline (service, state) VALUES (?1, ?2) \
                 ON CONFLICT (service) DO UPDATE SET state = excluded.state",
            ),
        ] {
            for ServiceRow { service, state } in rows {
                sqlx::query(upsert)
                    .bind(service)
                    .bind(state)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        write_ledgers(&mut transaction, ledgers).await?;
        for row in declared {
            write_declared(&mut transaction, row).await?;
        }
        relay::write_stamps(&mut transaction, stamps, stamps_gone).await?;
        relay::write(&mut transaction, relay).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(super) async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }

    #[cfg(test)]
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

async fn read_services(
    connection: &mut SqliteConnection,
    select: &'static str,
) -> Result<Vec<ServiceRow>, StoreError> {
    let rows = sqlx::query(select).try_map(|row: SqliteRow| {
        Ok(ServiceRow {
            service: row.try_get(0)?,
            state: row.try_get(1)?,
        })
    });
    Ok(rows.fetch_all(connection).await?)
}

async fn forget_days(
    connection: &mut SqliteConnection,
    gone: &[(String, i64)],
) -> Result<(), StoreError> {
    for (service, day) in gone {
        sqlx::query("DELETE FROM observed_day WHERE service = ?1 AND day = ?2")
            .bind(service)
            .bind(day)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn write_days(connection: &mut SqliteConnection, rows: &[DayRow]) -> Result<(), StoreError> {
    for DayRow {
        service,
        day,
        state,
    } in rows
    {
        sqlx::query(
            "INSERT INTO observed_day (service, day, state) VALUES (?1, ?2, ?3) \
             ON CONFLICT (service, day) DO UPDATE SET state = excluded.state",
        )
        .bind(service)
        .bind(day)
        .bind(state)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn write_ledgers(
    connection: &mut SqliteConnection,
    rows: &[LedgerRow],
) -> Result<(), StoreError> {
    for LedgerRow {
        source,
        epoch,
        state,
        seen_at,
    } in rows
    {
        sqlx::query(
            "INSERT INTO ledger (source, epoch, state, seen_at) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (source, epoch) DO UPDATE SET state = excluded.state, seen_at = excluded.seen_at",
        )
        .bind(source)
        .bind(epoch.cast_signed())
        .bind(state)
        .bind(seen_at)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn write_declared(
    connection: &mut SqliteConnection,
    row: &DeclaredRow,
) -> Result<(), StoreError> {
    let DeclaredRow {
        service,
        hosts,
        base_path,
        document,
        etag,
        digest,
        fetched_at,
        configured,
    } = row;
    sqlx::query(
        "INSERT INTO declared (service, hosts, base_path, document, etag, digest, fetched_at, configured) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
         ON CONFLICT (service) DO UPDATE SET hosts = excluded.hosts, base_path = excluded.base_path, \
         document = excluded.document, etag = excluded.etag, digest = excluded.digest, \
         fetched_at = excluded.fetched_at, configured = excluded.configured",
    )
    .bind(service)
    .bind(hosts)
    .bind(base_path)
    .bind(document)
    .bind(etag)
    .bind(digest)
    .bind(fetched_at)
    .bind(configured)
    .execute(connection)
    .await?;
    Ok(())
}
