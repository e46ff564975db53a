//! The manifests of `k8s/`, read as a user reads them: `envsubst` fills `${NAME}`, `kubectl` applies. Remembers what was
//! applied, so that a platform can prove that no file of its folder is only text.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::house::repository;
use crate::kube::Kube;

/// Names in `${...}` and what stands there instead.
pub type Values<'v> = &'v [(&'v str, &'v str)];

/// The manifests of one folder of the repository.
pub struct Manifests {
    folder: PathBuf,
    applied: BTreeSet<PathBuf>,
}

/// What a kustomization takes from its folder.
#[derive(Deserialize)]
struct Kustomization {
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default, rename = "configMapGenerator")]
    config_maps: Vec<Generator>,
}

#[derive(Deserialize)]
struct Generator {
    #[serde(default)]
    files: Vec<String>,
}

impl Manifests {
    /// Of a folder, by its path from the top of the repository: `k8s/istio`.
    pub fn of(folder: &str) -> Self {
        Self {
            folder: repository().join(folder),
            applied: BTreeSet::new(),
        }
    }

    /// A file with its placeholders filled in. Every one of `values` must be wanted, and none be missing.
    #[track_caller]
    pub fn read(&self, file: &str, values: Values<'_>) -> String {
        let path = self.folder.join(file);
        let text =
            fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        fill(&text, values).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
    }

    /// Applies a file, filled in.
    pub async fn apply(&mut self, kube: &Kube, file: &str, values: Values<'_>) {
        kube.apply(&self.read(file, values)).await;
        self.applied.insert(self.folder.join(file));
    }

    /// Applies what `kubectl kustomize` makes of a folder, filled in; `.` is the folder itself.
    pub async fn apply_kustomization(&mut self, kube: &Kube, folder: &str, values: Values<'_>) {
        let folder = self.folder.join(folder);
        let text = kube.kubectl(&["kustomize", folder.to_str().unwrap()]).await;
        let text = fill(&text, values).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
        kube.apply(&text).await;

        let path = folder.join("kustomization.yaml");
        let kustomization: Kustomization =
            serde_saphyr::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        self.applied.insert(path);
        let generated = kustomization
            .config_maps
            .into_iter()
            .flat_map(|map| map.files);
        for file in kustomization.resources.into_iter().chain(generated) {
            self.applied.insert(folder.join(file));
        }
    }

    /// Every YAML file of the folder has been applied, by this very value, and the folder's page names it.
    #[track_caller]
    pub fn assert_all_applied(&self) {
        let mut files = Vec::new();
        collect(&self.folder, &mut files);
        let page = fs::read_to_string(self.folder.join("README.md")).ok();
        let is_named = |file: &PathBuf| {
            let name = file.file_name().unwrap().to_str().unwrap();
            page.as_ref().is_none_or(|page| page.contains(name))
        };
        files.retain(|file| !self.applied.contains(file) || !is_named(file));
        assert!(
            files.is_empty(),
            "in the folder, but never applied or not on its page: {files:?}"
        );
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            files.push(path);
        }
    }
}

/// Does what `envsubst` does, but for its silence: a placeholder without a value and a value without a placeholder are
/// mistakes, and so is a `$NAME` that `envsubst` would take for one.
///
/// # Errors
/// What is wrong, in words.
pub fn fill(text: &str, values: Values<'_>) -> Result<String, String> {
    let mut filled = String::new();
    let mut used = BTreeSet::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        if let Some((name, after)) = after
            .strip_prefix('{')
            .and_then(|after| after.split_once('}'))
        {
            let (_, value) = values
                .iter()
                .find(|(known, _)| *known == name)
                .ok_or_else(|| format!("nothing is known for ${{{name}}}"))?;
            used.insert(name);
            filled.push_str(value);
            rest = after;
        } else if after.starts_with(|next: char| next.is_ascii_alphabetic() || next == '_') {
            return Err(format!(
                "envsubst would take this for a name: ${}",
                after.lines().next().unwrap_or_default()
            ));
        } else {
            filled.push('$');
            rest = after;
        }
    }
    filled.push_str(rest);
    match values.iter().find(|(name, _)| !used.contains(name)) {
        Some((name, _)) => Err(format!("there is no ${{{name}}} in it")),
        None => Ok(filled),
    }
}
