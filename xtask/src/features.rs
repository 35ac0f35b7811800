//! Which sets of features are worth building.

use crate::workspace::Package;
use std::collections::BTreeSet;

/// A choice of features of one package, as cargo's options.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FeatureSet(Vec<String>);

impl FeatureSet {
    fn exactly(features: &BTreeSet<&str>) -> Self {
        let mut options = vec!["--no-default-features".to_owned()];
        if !features.is_empty() {
            options.push(format!("--features={}", features.iter().copied().collect::<Vec<_>>().join(",")));
        }
        Self(options)
    }

    pub(crate) fn options(&self) -> &[String] {
        &self.0
    }
}

/// Whether a package has default features that can be left out.
pub(crate) fn has_default(package: &Package) -> bool {
    !closure(package, ["default"].into()).is_empty()
}

/// Features that bring big libraries in other languages along: `.ci/full` has them.
const SLOW: [&str; 1] = ["aws-lc-rs"];

/// All features of all packages, but for those that take minutes to build, as `package/feature`.
pub(crate) fn quick(packages: &[Package]) -> Vec<String> {
    let of = |package: &Package| {
        let quick = names(package).filter(|name| !SLOW.contains(name));
        quick.map(|name| format!("{}/{name}", package.name)).collect::<Vec<_>>()
    };
    packages.iter().flat_map(of).collect()
}

/// All features, if that is more than the default.
pub(crate) fn beyond_default(package: &Package) -> Option<FeatureSet> {
    let all: BTreeSet<&str> = names(package).collect();
    (closure(package, ["default"].into()) != all).then(|| FeatureSet::exactly(&all))
}

/// What a firmware build takes: the default features without `std`, and `firmware` where the package has it (the allocator and
/// the panic handler of the C ABI).
pub(crate) fn bare(package: &Package) -> FeatureSet {
    let mut on = closure(package, ["default", "firmware"].into());
    on.remove("std");
    FeatureSet::exactly(&on)
}

/// Every set of at most [`TOGETHER`] features, and all of them.
pub(crate) fn powerset(package: &Package) -> BTreeSet<FeatureSet> {
    let mut sets = BTreeSet::from([BTreeSet::new()]);
    for name in names(package) {
        let more: Vec<_> = sets.iter().filter(|set| set.len() < TOGETHER).cloned().collect();
        sets.extend(more.into_iter().map(|mut set: BTreeSet<&str>| {
            set.insert(name);
            set
        }));
    }
    sets.insert(names(package).collect());
    sets.iter().map(FeatureSet::exactly).collect()
}

/// Features that conflict do so in pairs; three leaves room for one that a pair needs.
const TOGETHER: usize = 3;

fn names(package: &Package) -> impl Iterator<Item = &str> {
    package.features.keys().map(String::as_str).filter(|name| *name != "default")
}

/// What `features` turn on among the package's own features, `default` itself left out.
fn closure<'a>(package: &'a Package, features: BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut open: Vec<&str> = features.into_iter().collect();
    let mut on = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some(parts) = package.features.get(name) else { continue };
        if on.insert(name) {
            open.extend(parts.iter().map(String::as_str));
        }
    }
    on.remove("default");
    on
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(features: &[(&str, &[&str])]) -> Package {
        let features =
            features.iter().map(|(name, parts)| ((*name).into(), parts.iter().map(|p| (*p).into()).collect()));
        Package { features: features.collect(), ..Package::default() }
    }

    fn shown(sets: impl IntoIterator<Item = FeatureSet>) -> Vec<String> {
        sets.into_iter().map(|set| set.options().join(" ")).collect()
    }

    #[test]
    fn what_takes_minutes_to_build_is_not_quick() {
        let mut crypto = package(&[("default", &["rustcrypto"]), ("rustcrypto", &[]), ("aws-lc-rs", &["rustcrypto"])]);
        crypto.name = "crypto".into();
        assert_eq!(quick(&[crypto, package(&[])]), ["crypto/rustcrypto"]);
    }

    #[test]
    fn default_features_that_can_be_left_out() {
        assert!(!has_default(&package(&[])) && !has_default(&package(&[("extra", &[])])));
        assert!(has_default(&package(&[("default", &["std"]), ("std", &[])])));
    }

    #[test]
    fn beyond_default_is_nothing_where_the_default_is_all() {
        assert_eq!(beyond_default(&package(&[])), None);
        assert_eq!(beyond_default(&package(&[("default", &["std"]), ("std", &["dep:x"])])), None);
        assert!(beyond_default(&package(&[("default", &[]), ("std", &[])])).is_some());
    }

    #[test]
    fn bare_has_no_std_and_firmware_where_it_exists() {
        let crypto =
            package(&[("default", &["rustcrypto", "std"]), ("rustcrypto", &[]), ("std", &[]), ("legacy", &[])]);
        assert_eq!(shown([bare(&crypto)]), ["--no-default-features --features=rustcrypto"]);
        let ffi = package(&[("default", &["std"]), ("std", &[]), ("firmware", &[])]);
        assert_eq!(shown([bare(&ffi)]), ["--no-default-features --features=firmware"]);
        assert_eq!(shown([bare(&package(&[]))]), ["--no-default-features"]);
    }

    #[test]
    fn powerset_of_two_is_four_and_of_five_is_bounded() {
        assert_eq!(powerset(&package(&[("a", &[]), ("b", &[]), ("default", &["a"])])).len(), 4);
        let five = package(&[("a", &[]), ("b", &[]), ("c", &[]), ("d", &[]), ("e", &[])]);
        assert_eq!(powerset(&five).len(), 1 + 5 + 10 + 10 + 1);
    }
}
