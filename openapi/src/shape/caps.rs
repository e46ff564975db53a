//! The bounds of what is learnt, as one value: tests lower them so that every law is
//! tried where bounds are hit.

use crate::limits;

/// Bounds that `observe` and `join` must share for their laws to hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caps {
    /// Levels of containers that are read.
    pub(crate) depth: usize,
    /// Values of one body that are read.
    pub(crate) values: usize,
    /// Items of one array that are read.
    pub(crate) items: usize,
    /// Items of an array that may be a tuple.
    pub(crate) tuple: usize,
    /// Texts of one place that are told apart.
    pub(crate) words: usize,
    /// Fields beside words of tags of one place that are told apart.
    pub(crate) tagged: usize,
    /// Names of one object's fields.
    pub(crate) fields: usize,
    /// Literal segments below one path.
    pub(crate) path_children: usize,
    /// Names of one operation's query parameters.
    pub(crate) query_names: usize,
    /// Media types of one body.
    pub(crate) media_types: usize,
}

impl Caps {
    /// The bounds of [`limits`].
    pub(crate) const DEFAULT: Self = Self {
        depth: limits::SHAPE_DEPTH_MAX,
        values: limits::SHAPE_VALUES_MAX,
        items: limits::ARRAY_ITEMS_MAX,
        tuple: limits::TUPLE_ITEMS_MAX,
        words: limits::ENUMERATED_TEXTS_MAX,
        tagged: limits::TAGGED_FIELDS_MAX,
        fields: limits::OBJECT_FIELDS_MAX,
        path_children: limits::PATH_CHILDREN_MAX,
        query_names: limits::QUERY_NAMES_MAX,
        media_types: limits::MEDIA_TYPES_MAX,
    };
}
