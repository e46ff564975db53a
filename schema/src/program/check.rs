//! The instructions of a program. Each is one keyword, or several that are judged in one
//! pass; all are small and refer to tables by index.

use serde::{Deserialize, Serialize};

use super::SchemaId;
use super::glance::Glance;
use super::types::Types;
use crate::format::Format;
use crate::json::{Forms, Key};

/// Neighbouring entries of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) first: u32,
    pub(super) len: u32,
}

impl Run {
    pub(super) const fn end(self) -> usize {
        (self.first as usize).saturating_add(self.len as usize)
    }

    #[inline]
    pub(super) fn of<T>(self, table: &[T]) -> &[T] {
        table
            .get(self.first as usize..self.end())
            .unwrap_or_default()
    }

    pub(super) fn of_mut<T>(self, table: &mut [T]) -> &mut [T] {
        table
            .get_mut(self.first as usize..self.end())
            .unwrap_or_default()
    }
}

/// A name, a run of bytes of the program's names, and its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NameSpan {
    pub(super) run: Run,
    pub(super) hash: u32,
}

/// One schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Schema {
    /// Types it allows.
    pub(super) types: Types,
    /// What it asserts of the value itself: a run of [`Assertion`]s.
    pub(super) asserted: Run,
    /// What it asks other schemas: a run of [`Applicator`]s.
    pub(super) applied: Run,
    /// The resource it belongs to (2020-12 Core §4.3.5).
    pub(super) resource: u32,
    /// Follows from the others: [`super::Program::prepare`].
    #[serde(skip)]
    pub(super) glance: Glance,
    /// Values that are of one of the types, whatever they are.
    #[serde(skip)]
    pub(super) typed: Forms,
}

/// A keyword that needs no other schema. A value of a type it does not speak of passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Assertion {
    /// Index of a literal, an array.
    Enum(u32),
    /// Index of a literal, an array of one.
    Const(u32),
    MinLength(u32),
    MaxLength(u32),
    /// Index of a pattern.
    Pattern(u32),
    Format(Format),
    /// Index of a bound, and so below.
    Minimum(u32),
    Maximum(u32),
    ExclusiveMinimum(u32),
    ExclusiveMaximum(u32),
    MultipleOf(u32),
    MinItems(u32),
    MaxItems(u32),
    UniqueItems,
    MinProperties(u32),
    MaxProperties(u32),
}

/// A keyword, or several that are judged in one pass, that asks other schemas: about the
/// same value, or about its items or members. A value of a type it does not speak of passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Applicator {
    Ref(SchemaId),
    /// The schema it leads to unless the dynamic scope knows better, and the anchor.
    DynamicRef(SchemaId, u32),
    AllOf(Run),
    /// Index of a [`Choice`].
    AnyOf(u32),
    /// Index of a [`Choice`].
    OneOf(u32),
    Not(SchemaId),
    /// `if`, `then`, `else`.
    If(SchemaId, SchemaId, SchemaId),
    /// `prefixItems`, `items`, and whether the latter was written, so that it evaluates.
    Items(Run, SchemaId, bool),
    /// The schema, `minContains`, `maxContains`.
    Contains(SchemaId, u32, u32),
    UnevaluatedItems(SchemaId),
    /// Index of an [`Object`].
    Members(u32),
    PropertyNames(SchemaId),
    /// `dependentRequired` and `dependentSchemas`: a run of [`Dependent`]s.
    Dependents(Run),
    UnevaluatedProperties(SchemaId),
}

impl Applicator {
    /// Whether it looks at what the schema's other applicators have evaluated.
    pub(super) const fn is_unevaluated(&self) -> bool {
        matches!(
            self,
            Self::UnevaluatedItems(_) | Self::UnevaluatedProperties(_)
        )
    }
}

/// `anyOf` or `oneOf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choice {
    pub(super) branches: Run,
    /// OpenAPI's `discriminator`: the member that names the branch (OAS 3.1 §4.8.25).
    pub(super) discriminator: Option<NameSpan>,
    /// The values that name branches, and the branches: entries of the table of properties;
    /// none when there is no discriminator.
    pub(super) tags: Run,
}

/// `properties`, `patternProperties`, `additionalProperties` and `required`: one pass over
/// the members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Object {
    /// Sorted by hash. Names that are required and not declared are among them.
    pub(super) properties: Run,
    /// Where the first declared property stands in that run.
    pub(super) first: u32,
    pub(super) patterns: Run,
    pub(super) additional: SchemaId,
    /// Whether `additionalProperties` was written, so that it counts as evaluating.
    pub(super) is_closed: bool,
    /// How many properties are required.
    pub(super) required: u32,
}

/// One property of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Property {
    pub(super) name: NameSpan,
    /// Follows from the name: [`super::Program::prepare`].
    #[serde(skip)]
    pub(super) key: Key,
    pub(super) schema: SchemaId,
    /// The schema's, so that members it settles do not need the schema.
    #[serde(skip)]
    pub(super) glance: Glance,
    /// Where the property declared after this one stands in the object's run: members
    /// usually come in the order they are declared in.
    pub(super) next: u32,
    pub(super) is_required: bool,
    /// Whether `properties` declares it, or `required` alone names it.
    pub(super) is_declared: bool,
    /// Whether nothing but its own schema speaks of the member.
    #[serde(skip)]
    pub(super) is_alone: bool,
}

/// What the presence of one member asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Dependent {
    /// `dependentRequired`: the first name's member wants the second's.
    Required(NameSpan, NameSpan),
    /// `dependentSchemas`.
    Schema(NameSpan, SchemaId),
}
