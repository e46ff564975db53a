//! Named children as a JSON object: each under its name, the unnamed child under `*`, or
//! under `**` once the names have collapsed. One level of nesting instead of two or three
//! keeps deep paths within what a JSON reader follows.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Caps, Join, Named};

const UNNAMED: &str = "*";
const COLLAPSED: &str = "**";

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = self.known.len() + usize::from(self.collapsed || self.other.is_some());
        let mut map = serializer.serialize_map(Some(length))?;
        for (name, child) in self.known.iter() {
            map.serialize_entry(name, child)?;
        }
        match (self.collapsed, &self.other) {
            (true, other) => map.serialize_entry(COLLAPSED, other)?,
            (false, Some(other)) => map.serialize_entry(UNNAMED, other)?,
            (false, None) => {}
        }
        map.end()
    }
}

impl<'de, T: Join + Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamedVisitor(PhantomData))
    }
}

struct NamedVisitor<T>(PhantomData<T>);

impl<'de, T: Join + Deserialize<'de>> Visitor<'de> for NamedVisitor<T> {
    type Value = Named<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of named children")
    }

    /// Refuses what `join` could not have made: its laws would no longer hold.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
        let mut named = Named::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                UNNAMED => named.other = Some(map.next_value()?),
                COLLAPSED => {
                    named.collapsed = true;
                    named.other = map.next_value()?;
                }
                _ if !Named::<T>::may_name(&name) => {
                    return Err(Error::custom("expected a name that can be kept"));
                }
                _ => {
                    let child = map.next_value()?;
                    named.known.insert(name, Box::new(child));
                }
            }
            let names_max = if named.collapsed {
                0
            } else {
                T::children_max(&Caps::DEFAULT)
            };
            if named.bounded() > names_max {
                return Err(Error::custom("expected fewer names"));
            }
        }
        Ok(named)
    }
}
