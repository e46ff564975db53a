//! What a request gives for its parameters: pairs of the query and of cookies, header
//! fields, segments of the path. Nothing is split into items here, nor decoded but names.

use super::super::verdict::keyword;
use super::super::{Location, Operation, Violation};
use super::pairs::{Escape, Pair, decode, halves, pairs};
use crate::http::{Header, RequestHead, split_query, values};
use crate::limits::QUERY_PARAMETERS_MAX;

/// Texts by parameter name, for each place.
pub(in crate::contract) struct Given<'h> {
    /// Whose request it is: its other parameters have names that are none of this one's.
    pub(super) operation: Option<&'h Operation>,
    path: &'h [String],
    query_text: &'h [u8],
    query: Vec<Pair<'h>>,
    headers: &'h [Header<'h>],
}

impl<'h> Given<'h> {
    pub(in crate::contract) fn read(
        operation: &'h Operation,
        head: &RequestHead<'h>,
        path: &'h [String],
    ) -> Result<Self, Violation> {
        let query = query(head)?;
        Ok(Self {
            operation: Some(operation),
            path,
            query_text: split_query(head.path).1,
            query,
            headers: head.headers,
        })
    }

    /// What the fields of a response give for its headers.
    pub(in crate::contract) fn of_response(headers: &'h [Header<'h>]) -> Self {
        Self {
            operation: None,
            path: &[],
            query_text: &[],
            query: Vec::new(),
            headers,
        }
    }

    pub(super) fn path(&self, index: usize) -> Vec<&[u8]> {
        self.path
            .get(index)
            .map(String::as_bytes)
            .into_iter()
            .collect()
    }

    pub(super) fn query(&self) -> &[Pair<'h>] {
        &self.query
    }

    /// The query as it came.
    pub(super) fn query_text(&self) -> &'h [u8] {
        self.query_text
    }

    /// RFC 9110 §5.3: several fields of one name are one, joined by commas; each is
    /// kept apart here, so that a scalar given twice shows.
    pub(super) fn header<'a>(&'a self, name: &'a str) -> Vec<&'a [u8]> {
        values(self.headers, name.as_bytes()).collect()
    }

    /// RFC 6265 §4.2.1; Envoy may hand over several `cookie` fields. A cookie's own name is
    /// never decoded. RFC 6570 encodes those of an exploded object's members, and puts `&`
    /// between the pairs of an exploded value, which `separators` then has, too.
    pub(super) fn cookies(&self, names: Escape, separators: &[u8]) -> Vec<Pair<'h>> {
        let mut found = Vec::new();
        for field in values(self.headers, b"cookie") {
            for pair in field.split(|byte| separators.contains(byte)) {
                let (name, value) = halves(pair.trim_ascii());
                let name = decode(name, names).or_else(|_| decode(name, Escape::None));
                found.extend(name.map(|name| Pair { name, value }));
            }
        }
        found
    }
}

/// The pairs of a query.
pub(in crate::contract) fn query<'h>(head: &RequestHead<'h>) -> Result<Vec<Pair<'h>>, Violation> {
    let (_, text) = split_query(head.path);
    pairs(text, QUERY_PARAMETERS_MAX)
        .map_err(|message| Violation::new(Location::Query, "", keyword::ENCODING, message))
}
