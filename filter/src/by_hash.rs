//! Values by a 64-bit hash, in one sorted vector: a tenth of the code of a tree, and what is
//! inserted is seldom.

/// Values by their hashes.
#[derive(Debug)]
pub(crate) struct ByHash<T>(Vec<(u64, T)>);

impl<T> Default for ByHash<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByHash<T> {
    pub(crate) fn get_mut(&mut self, hash: u64) -> Option<&mut T> {
        let at = self.place(hash).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    pub(crate) fn insert(&mut self, hash: u64, value: T) {
        match self.place(hash) {
            Ok(at) => {
                if let Some(known) = self.0.get_mut(at) {
                    known.1 = value;
                }
            }
            Err(at) => self.0.insert(at, (hash, value)),
        }
    }

    pub(crate) fn into_values(self) -> impl Iterator<Item = T> {
        self.0.into_iter().map(|(_, value)| value)
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    fn place(&self, hash: u64) -> Result<usize, usize> {
        self.0.binary_search_by_key(&hash, |(hash, _)| *hash)
    }
}
