//! One JSON object, read field by field: what is not as expected costs a warning and its
//! default; what is left over at the end is unknown.

use serde_json::{Map, Value};

use super::read::Warning;

/// Bytes of a name or token.
const TEXT_BYTES_MAX: usize = 4_096;
/// Characters of a field's name that a warning repeats.
const FIELD_CHARS_MAX: usize = 64;

/// Fields of one object that have not been read yet.
pub(super) struct Fields<'w> {
    object: Map<String, Value>,
    path: String,
    warnings: &'w mut Vec<Warning>,
}

impl<'w> Fields<'w> {
    pub(super) fn new(
        object: Map<String, Value>,
        path: String,
        warnings: &'w mut Vec<Warning>,
    ) -> Self {
        Self {
            object,
            path,
            warnings,
        }
    }

    pub(super) fn optional<T>(
        &mut self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.object.shift_remove(name)?;
        let read = read(&value);
        if read.is_none() {
            self.warnings
                .push(warning(&format!("{}{name}", self.path), expected));
        }
        read
    }

    pub(super) fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)], default: T) -> T {
        self.optional(name, &names(choices), |value| chosen(choices, value))
            .unwrap_or(default)
    }

    pub(super) fn flag(&mut self, name: &str, default: bool) -> bool {
        self.optional(name, "true or false", Value::as_bool)
            .unwrap_or(default)
    }

    pub(super) fn number(&mut self, name: &str, min: u64, max: u64, default: u64) -> u64 {
        let expected = format!("an integer from {min} to {max}");
        self.optional(name, &expected, |value| {
            value.as_u64().filter(|number| (min..=max).contains(number))
        })
        .unwrap_or(default)
    }

    pub(super) fn size(&mut self, name: &str, min: u64, max: u64, default: usize) -> usize {
        usize::try_from(self.number(name, min, max, default as u64)).unwrap_or(default)
    }

    /// A part of the whole, of 2^32.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number from 0 to 2^32"
    )]
    pub(super) fn share(&mut self, name: &str, default: u64) -> u64 {
        self.optional(name, "a number from 0 to 1", |value| {
            let share = value.as_f64().filter(|share| (0.0..=1.0).contains(share))?;
            Some((share * 4_294_967_296.0) as u64)
        })
        .unwrap_or(default)
    }

    pub(super) fn header_text(&mut self, name: &str, default: String) -> String {
        self.optional(name, "visible ASCII text", |value| {
            header_text(value.as_str()?)
        })
        .unwrap_or(default)
    }

    pub(super) fn object<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        let object = self.optional(name, "an object", |value| value.as_object().cloned())?;
        let path = format!("{}{name}.", self.path);
        let mut fields = Fields::new(object, path, self.warnings);
        let value = read(&mut fields);
        fields.finish();
        Some(value)
    }

    pub(super) fn items<T>(
        &mut self,
        name: &str,
        items_max: usize,
        read: impl Fn(Value, &str, &mut Vec<Warning>) -> Option<T>,
    ) -> Vec<T> {
        let path = format!("{}{name}", self.path);
        let items = match self.object.shift_remove(name) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.warnings.push(warning(&path, "an array"));
                return Vec::new();
            }
        };
        if items.len() > items_max {
            self.warnings
                .push(warning(&path, &format!("at most {items_max} items")));
        }
        let items = items.into_iter().take(items_max).enumerate();
        items
            .filter_map(|(index, item)| read(item, &format!("{path}[{index}]"), self.warnings))
            .collect()
    }

    pub(super) fn warn_of(&mut self, name: &str, expected: &str) {
        let warning = warning(&format!("{}{name}", self.path), expected);
        self.warn(warning);
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Everything that is left is unknown.
    pub(super) fn finish(self) {
        for name in self.object.keys() {
            let name: String = name
                .chars()
                .filter(|c| !c.is_control())
                .take(FIELD_CHARS_MAX)
                .collect();
            self.warnings
                .push(warning(&format!("{}{name}", self.path), "no such field"));
        }
    }
}

pub(super) fn warning(field: &str, expected: &str) -> Warning {
    Warning {
        field: field.to_owned(),
        expected: expected.to_owned(),
        outcome: "default used",
    }
}

pub(super) fn names<T>(choices: &[(&str, T)]) -> String {
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

pub(super) fn chosen<T: Copy>(choices: &[(&str, T)], value: &Value) -> Option<T> {
    let name = value.as_str()?;
    choices
        .iter()
        .find(|(choice, _)| *choice == name)
        .map(|(_, chosen)| *chosen)
}

/// Text that may stand in a header or name a cluster: visible ASCII, and spaces.
pub(super) fn header_text(text: &str) -> Option<String> {
    let fits =
        text.len() <= TEXT_BYTES_MAX && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    fits.then(|| text.to_owned())
}
