//! Whether a program that came over the wire can be run. Judging reads every table with a
//! check, so a bad index could not trap; but it would judge by something nobody wrote.

use super::check::{Applicator, Assertion, Choice, Dependent, NameSpan, Object, Run, Schema};
use super::cost::Costs;
use super::glance::Glance;
use super::{Program, SchemaId};
use crate::json::Forms;
use crate::limits::SCHEMAS_MAX;

pub(super) fn is_sound(program: &Program) -> bool {
    let mut costs = Costs::default();
    let schemas = u32::try_from(program.schemas.len()).unwrap_or(u32::MAX);
    (2..=SCHEMAS_MAX).contains(&program.schemas.len())
        && program.has_constants()
        && program.has_runs_apart()
        && program
            .patterns
            .iter()
            .all(crate::pattern::Pattern::is_sound)
        && program
            .literals
            .iter()
            .all(super::literal::Literal::is_array)
        && program
            .assertions
            .iter()
            .all(|it| program.is_assertion(*it))
        && program
            .applicators
            .iter()
            .all(|it| program.is_applicator(it))
        && program.branches.iter().all(|id| program.has(*id))
        && program
            .choices
            .iter()
            .all(|choice| program.is_choice(choice))
        && program
            .objects
            .iter()
            .all(|object| program.is_object(object))
        && program
            .name_patterns
            .iter()
            .all(|(pattern, id)| is_index(*pattern, &program.patterns) && program.has(*id))
        && program
            .properties
            .iter()
            .all(|property| program.is_name(property.name) && program.has(property.schema))
        && program.dependents.iter().all(|dependent| match *dependent {
            Dependent::Required(trigger, name) => program.is_name(trigger) && program.is_name(name),
            Dependent::Schema(trigger, id) => program.is_name(trigger) && program.has(id),
        })
        && program.anchors.iter().all(|(.., id)| program.has(*id))
        && (0..schemas).all(|id| costs.of(program, SchemaId(id)).is_ok())
}

fn is_index<T>(index: u32, table: &[T]) -> bool {
    (index as usize) < table.len()
}

fn is_run<T>(run: Run, table: &[T]) -> bool {
    run.end() <= table.len()
}

/// Whether runs lie in a table and are no longer than it in all: none is shared, so that
/// walking every one takes time proportional to the table.
fn are_apart<T>(runs: impl Iterator<Item = Run>, table: &[T]) -> bool {
    let mut left = table.len();
    runs.into_iter().all(|run| {
        let rest = left.checked_sub(run.len as usize);
        left = rest.unwrap_or_default();
        rest.is_some() && is_run(run, table)
    })
}

impl Program {
    fn has_constants(&self) -> bool {
        let written = |schema: &Schema| Schema {
            glance: Glance::default(),
            typed: Forms::NONE,
            ..*schema
        };
        let first = self.schemas.iter().map(written).take(2);
        first.eq(super::compile::constants())
    }

    fn has_runs_apart(&self) -> bool {
        let objects = || self.objects.iter();
        let choices = || self.choices.iter();
        let branches = self.applicators.iter().filter_map(|applicator| {
            if let Applicator::AllOf(run) | Applicator::Items(run, ..) = applicator {
                return Some(*run);
            }
            None
        });
        let dependents = self.applicators.iter().filter_map(|applicator| {
            if let Applicator::Dependents(run) = applicator {
                return Some(*run);
            }
            None
        });
        let properties = objects().map(|object| object.properties);
        are_apart(self.schemas.iter().map(|it| it.asserted), &self.assertions)
            && are_apart(self.schemas.iter().map(|it| it.applied), &self.applicators)
            && are_apart(
                branches.chain(choices().map(|choice| choice.branches)),
                &self.branches,
            )
            && are_apart(
                properties.chain(choices().map(|choice| choice.tags)),
                &self.properties,
            )
            && are_apart(objects().map(|object| object.patterns), &self.name_patterns)
            && are_apart(dependents, &self.dependents)
    }

    fn is_name(&self, name: NameSpan) -> bool {
        let bytes = self.names.get(name.run.first as usize..name.run.end());
        bytes.is_some_and(|text| crate::json::name_hash(text.as_bytes()) == name.hash)
    }

    fn is_choice(&self, choice: &Choice) -> bool {
        is_run(choice.branches, &self.branches)
            && is_run(choice.tags, &self.properties)
            && choice.discriminator.is_none_or(|name| self.is_name(name))
    }

    fn is_object(&self, object: &Object) -> bool {
        let properties = object.properties.of(&self.properties);
        let required = properties.iter().filter(|property| property.is_required);
        is_run(object.properties, &self.properties)
            && is_run(object.patterns, &self.name_patterns)
            && self.has(object.additional)
            && required.count() == object.required as usize
            && properties.is_sorted_by_key(|property| property.name.hash)
    }

    fn is_assertion(&self, assertion: Assertion) -> bool {
        match assertion {
            Assertion::Enum(literal) | Assertion::Const(literal) => {
                is_index(literal, &self.literals)
            }
            Assertion::Pattern(pattern) => is_index(pattern, &self.patterns),
            Assertion::Minimum(bound)
            | Assertion::Maximum(bound)
            | Assertion::ExclusiveMinimum(bound)
            | Assertion::ExclusiveMaximum(bound) => is_index(bound, &self.bounds),
            Assertion::MultipleOf(bound) => {
                let bound = self.bounds.get(bound as usize);
                bound.is_some_and(crate::number::Bound::is_divisor)
            }
            Assertion::MinLength(_)
            | Assertion::MaxLength(_)
            | Assertion::Format(_)
            | Assertion::MinItems(_)
            | Assertion::MaxItems(_)
            | Assertion::UniqueItems
            | Assertion::MinProperties(_)
            | Assertion::MaxProperties(_) => true,
        }
    }

    fn is_applicator(&self, applicator: &Applicator) -> bool {
        match *applicator {
            Applicator::Ref(id)
            | Applicator::DynamicRef(id, _)
            | Applicator::Not(id)
            | Applicator::Contains(id, ..)
            | Applicator::UnevaluatedItems(id)
            | Applicator::UnevaluatedProperties(id)
            | Applicator::PropertyNames(id) => self.has(id),
            Applicator::If(condition, then, otherwise) => {
                [condition, then, otherwise].iter().all(|id| self.has(*id))
            }
            Applicator::AllOf(run) => is_run(run, &self.branches),
            Applicator::AnyOf(choice) | Applicator::OneOf(choice) => {
                is_index(choice, &self.choices)
            }
            Applicator::Items(prefix, rest, _) => is_run(prefix, &self.branches) && self.has(rest),
            Applicator::Members(index) => is_index(index, &self.objects),
            Applicator::Dependents(run) => is_run(run, &self.dependents),
        }
    }
}
