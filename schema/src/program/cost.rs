//! How often one value may be judged by one schema. Branches that share branches double the
//! work with each level, and two kilobytes of them can stop a worker; such a schema is
//! refused when it is compiled. Work that grows with the value is not counted here: the
//! limits of texts and [`crate::limits::JUDGE_STEPS_MAX`] bound it.

use super::check::{Applicator, Dependent};
use super::{Program, SchemaId};
use crate::limits::{REFERENCE_DEPTH_MAX, SCHEMA_COST_MAX};

/// Costs of a program's schemas, each computed once.
#[derive(Debug, Default)]
pub(super) struct Costs {
    known: Vec<Cost>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cost {
    Unknown,
    /// On the way: who comes here again goes round in a circle.
    Open,
    Known(usize),
}

/// Why a schema cannot be judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unbounded {
    /// It leads back to itself over the same value.
    #[error("refers to itself without end")]
    Endless,
    /// Too many branches within branches.
    #[error("more than {SCHEMA_COST_MAX} evaluations for one value")]
    TooMany,
    /// Too many references in a row.
    #[error("more than {REFERENCE_DEPTH_MAX} schemas within one another for one value")]
    TooDeep,
}

impl Costs {
    /// Evaluations that judging one value by a schema may take. Schemas known from an
    /// earlier question must not have changed.
    pub(super) fn of(&mut self, program: &Program, id: SchemaId) -> Result<usize, Unbounded> {
        self.known.resize(program.schemas.len(), Cost::Unknown);
        self.expand(program, id, REFERENCE_DEPTH_MAX)
    }

    fn expand(
        &mut self,
        program: &Program,
        id: SchemaId,
        depth: usize,
    ) -> Result<usize, Unbounded> {
        match self.known.get(id.index()) {
            Some(Cost::Known(cost)) => return Ok(*cost),
            Some(Cost::Open) => return Err(Unbounded::Endless),
            Some(Cost::Unknown) | None => {}
        }
        let depth = depth.checked_sub(1).ok_or(Unbounded::TooDeep)?;
        self.set(id, Cost::Open);
        let cost = self.sum(program, id, depth);
        self.set(id, cost.map_or(Cost::Unknown, Cost::Known));
        cost
    }

    fn set(&mut self, id: SchemaId, cost: Cost) {
        if let Some(known) = self.known.get_mut(id.index()) {
            *known = cost;
        }
    }

    fn sum(&mut self, program: &Program, id: SchemaId, depth: usize) -> Result<usize, Unbounded> {
        let Some(schema) = program.schema(id) else {
            return Ok(0);
        };
        let mut cost = 1_usize;
        for applicator in schema.applied.of(&program.applicators) {
            program.in_place(*applicator, &mut |id| {
                cost = cost.saturating_add(self.expand(program, id, depth)?);
                Ok(())
            })?;
            if applicator.is_unevaluated() {
                // Every branch is asked again which members it has evaluated.
                cost = cost.saturating_mul(2);
            }
        }
        if cost > SCHEMA_COST_MAX {
            return Err(Unbounded::TooMany);
        }
        Ok(cost)
    }
}

impl Program {
    /// Calls `visit` for each schema that an applicator judges the same value by (2020-12 Core §10.2).
    fn in_place(
        &self,
        applicator: Applicator,
        visit: &mut dyn FnMut(SchemaId) -> Result<(), Unbounded>,
    ) -> Result<(), Unbounded> {
        match applicator {
            // Where else a dynamic reference may lead is known when a value is judged, and
            // bounded there.
            Applicator::Ref(schema)
            | Applicator::Not(schema)
            | Applicator::DynamicRef(schema, _) => visit(schema),
            Applicator::AllOf(run) => run.of(&self.branches).iter().try_for_each(|id| visit(*id)),
            Applicator::AnyOf(choice) | Applicator::OneOf(choice) => {
                let choice = self.choices.get(choice as usize);
                let branches = choice.map_or(&[][..], |choice| choice.branches.of(&self.branches));
                branches.iter().try_for_each(|id| visit(*id))
            }
            Applicator::If(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().try_for_each(visit)
            }
            Applicator::Dependents(run) => {
                for dependent in run.of(&self.dependents) {
                    if let Dependent::Schema(_, schema) = dependent {
                        visit(*schema)?;
                    }
                }
                Ok(())
            }
            Applicator::Items(..)
            | Applicator::Contains(..)
            | Applicator::UnevaluatedItems(_)
            | Applicator::Members(_)
            | Applicator::PropertyNames(_)
            | Applicator::UnevaluatedProperties(_) => Ok(()),
        }
    }
}
