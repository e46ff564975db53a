//! What waits for other replicas, as rows.

/// When something was said, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampRow {
    /// What it is about.
    pub key: String,
    /// Unix milliseconds.
    pub at: i64,
    /// Changes that were polled since.
    pub polls: i64,
    /// Decides between what was said at the same time.
    pub tie: String,
}

/// Something that was received and waits for other replicas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayRow {
    /// Its place in the order.
    pub id: i64,
    /// What it is: the last segment of the path that takes it.
    pub kind: String,
    /// When it was received first, in Unix milliseconds.
    pub at: i64,
    /// The body to send.
    pub body: Vec<u8>,
}

/// What waits, without the bodies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelayIndex {
    /// Each row's place and bytes, in order.
    pub waiting: Vec<(i64, usize)>,
    /// Up to which row each peer has everything.
    pub sent: Vec<(String, i64)>,
}

/// Changes of what waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelayChanges {
    /// What waits from now on.
    pub added: Vec<RelayRow>,
    /// Up to which row peers have everything now.
    pub sent: Vec<(String, i64)>,
    /// Peers that are none any more.
    pub peers_gone: Vec<String>,
    /// Nobody waits for this row or any before it.
    pub gone_through: Option<i64>,
}
