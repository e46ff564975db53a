//! What was observed below a base path, apart from the rest. Paths are kept as the gateway
//! sees them, so that what was learnt stays true when a service is mounted, moved or taken
//! away; only whoever publishes a service asks what lies below its mount.

use super::{Observed, PathNode};
use crate::shape::Counts;

impl Observed {
    /// The paths below `base_path`, with that path taken off, and the paths elsewhere. A
    /// base path is empty, or begins and does not end with a slash.
    pub fn split(&self, base_path: &str) -> (Self, Self) {
        let mut elsewhere = self.clone();
        let segments: Vec<&str> = base_path.split('/').skip(1).collect();
        let root = elsewhere.root.take_below(&segments);
        (Self { root, refused: 0 }, elsewhere)
    }
}

impl PathNode {
    fn take_below(&mut self, segments: &[&str]) -> Self {
        let Some((first, rest)) = segments.split_first() else {
            let mut below = std::mem::take(self);
            below.texts = Counts::default();
            return below;
        };
        let child = self.paths.known_mut(first);
        child
            .map(|child| child.take_below(rest))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_family = "wasm")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::Observed;
    use crate::http::Method;
    use crate::observation::{Observation, segments};
    use crate::observed::Overrides;

    fn observed(paths: &[&str]) -> Observed {
        let mut observed = Observed::default();
        for path in paths {
            let path = segments(path).unwrap();
            observed.observe(Observation::new(Method::Get, path, 200));
        }
        observed
    }

    #[track_caller]
    fn check(paths: &[&str], base_path: &str, below: &[&str], elsewhere: &[&str]) {
        let templates = |observed: &Observed| -> Vec<String> {
            let operations = observed.operations(&Overrides::default());
            operations
                .iter()
                .map(|operation| operation.template().to_owned())
                .collect()
        };
        let (found, rest) = observed(paths).split(base_path);
        assert_eq!(
            (templates(&found), templates(&rest)),
            (
                below.iter().map(ToString::to_string).collect(),
                elsewhere.iter().map(ToString::to_string).collect(),
            )
        );
    }

    #[test]
    fn a_base_path_is_taken_off() {
        let paths = [
            "/iris/models/7",
            "/iris/predict",
            "/iris/",
            "/irises",
            "/other",
        ];
        check(
            &paths,
            "/iris",
            &["/", "/models/{modelId}", "/predict"],
            &["/irises", "/other"],
        );
        check(
            &paths,
            "/iris/models",
            &["/{id}"],
            &["/iris/", "/iris/predict", "/irises", "/other"],
        );
    }

    #[test]
    fn without_a_base_path_everything_is_below() {
        check(&["/a", "/b"], "", &["/a", "/b"], &[]);
    }

    #[test]
    fn nothing_below_is_nothing() {
        check(&["/a"], "/b", &[], &["/a"]);
    }

    #[test]
    fn below_a_base_path_it_looks_as_if_observed_there() {
        let (below, _) = observed(&["/v1/users/3"]).split("/v1");
        assert_eq!(below, observed(&["/users/3"]));
    }
}
