//! Certificate policies the plain way: the valid_policy_tree of RFC 5280, 6.1, node by node, as the RFC writes it.
//!
//! The tree grows exponentially where a graph (RFC 9618) does not, so it is for small paths only.

use crate::make::Cert;
use std::collections::BTreeSet;
use ucpki_x509::{OidBuf, oids};

/// The inputs of RFC 5280, 6.1.1 (c), (e), (f), (g).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyInputs {
    /// user-initial-policy-set; empty for any policy.
    pub user_initial: Vec<OidBuf>,
    /// initial-explicit-policy.
    pub explicit: bool,
    /// initial-policy-mapping-inhibit.
    pub inhibit_mapping: bool,
    /// initial-any-policy-inhibit.
    pub inhibit_any: bool,
}

impl PolicyInputs {
    /// `None` for any policy.
    fn user(&self) -> Option<BTreeSet<OidBuf>> {
        let any = self.user_initial.is_empty() || self.user_initial.iter().any(is_any);
        (!any).then(|| self.user_initial.iter().cloned().collect())
    }
}

/// The user-constrained-policy-set of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Policies {
    /// Any policy.
    Any,
    /// These.
    Only(BTreeSet<OidBuf>),
}

/// The policies that a path is valid for, from the certificate below the anchor to the leaf; `None` if the path is invalid.
///
/// `limits` are those of the anchor, each of which narrows the inputs.
pub(super) fn valid(certs: &[Cert], inputs: &PolicyInputs, limits: &[PolicyInputs]) -> Option<Policies> {
    // 6.1.2: n + 1 is a number that is never counted down to zero.
    let n = certs.len();
    let unless = |set: bool| if set { 0 } else { n + 1 };
    let mut explicit_policy = unless(inputs.explicit || limits.iter().any(|limits| limits.explicit));
    let mut inhibit_any_policy = unless(inputs.inhibit_any || limits.iter().any(|limits| limits.inhibit_any));
    let mut policy_mapping = unless(inputs.inhibit_mapping || limits.iter().any(|limits| limits.inhibit_mapping));
    let mut tree = Tree::new();
    for (i, cert) in (1..).zip(certs) {
        let self_issued = super::same_name(cert.issuer_name(), &cert.subject);
        // 6.1.3 (d), (e)
        if cert.policies.is_empty() {
            tree.nodes.clear();
        } else {
            tree.descend(i, &cert.policies, inhibit_any_policy > 0 || (i < n && self_issued));
        }
        // (f)
        if explicit_policy == 0 && tree.is_null() {
            return None;
        }
        if i < n {
            // 6.1.4 (a), (b)
            if cert.policy_mappings.iter().any(|(issuer, subject)| is_any(issuer) || is_any(subject)) {
                return None;
            }
            tree.map(i, &cert.policy_mappings, policy_mapping > 0);
            // (h)
            if !self_issued {
                for counter in [&mut explicit_policy, &mut policy_mapping, &mut inhibit_any_policy] {
                    *counter = counter.saturating_sub(1);
                }
            }
            // (i), (j)
            let constraints = cert.policy_constraints;
            let at_most = |counter: &mut usize, skip: Option<u32>| {
                *counter = skip.map_or(*counter, |skip| (skip as usize).min(*counter));
            };
            at_most(&mut explicit_policy, constraints.and_then(|constraints| constraints.require_explicit));
            at_most(&mut policy_mapping, constraints.and_then(|constraints| constraints.inhibit_mapping));
            at_most(&mut inhibit_any_policy, cert.inhibit_any_policy);
        } else {
            // 6.1.5 (a), (b)
            explicit_policy = explicit_policy.saturating_sub(1);
            if cert.policy_constraints.is_some_and(|constraints| constraints.require_explicit == Some(0)) {
                explicit_policy = 0;
            }
        }
    }
    // (g), with the user's set narrowed by the anchor's (RFC 5937).
    let narrow = |user: Option<BTreeSet<OidBuf>>, limits: &PolicyInputs| match (user, limits.user()) {
        (Some(one), Some(other)) => Some(&one & &other),
        (one, other) => one.or(other),
    };
    let user = limits.iter().fold(inputs.user(), narrow);
    tree.intersect(n, user.as_ref());
    if explicit_policy == 0 && tree.is_null() { None } else { Some(tree.policies(n)) }
}

/// The valid_policy_tree; without a node it is NULL.
struct Tree {
    nodes: Vec<Node>,
    /// For the next node.
    number: usize,
}

#[derive(Clone)]
struct Node {
    number: usize,
    /// The number of the parent; the root has its own.
    parent: usize,
    depth: usize,
    valid_policy: OidBuf,
    expected_policy_set: BTreeSet<OidBuf>,
}

fn any_policy() -> OidBuf {
    oids::ANY_POLICY.into()
}

fn is_any(policy: &OidBuf) -> bool {
    policy.as_oid() == oids::ANY_POLICY
}

impl Tree {
    /// 6.1.2 (a)
    fn new() -> Self {
        let expected_policy_set = [any_policy()].into();
        let root = Node { number: 0, parent: 0, depth: 0, valid_policy: any_policy(), expected_policy_set };
        Self { nodes: vec![root], number: 1 }
    }

    fn is_null(&self) -> bool {
        self.nodes.is_empty()
    }

    fn at_depth(&self, depth: usize) -> Vec<Node> {
        self.nodes.iter().filter(|node| node.depth == depth).cloned().collect()
    }

    fn add(&mut self, parent: &Node, valid_policy: &OidBuf, expected: BTreeSet<OidBuf>) {
        assert!(self.nodes.len() < 100_000, "the tree is for small paths");
        self.nodes.push(Node {
            number: self.number,
            parent: parent.number,
            depth: parent.depth + 1,
            valid_policy: valid_policy.clone(),
            expected_policy_set: expected,
        });
        self.number += 1;
    }

    /// 6.1.3 (d); `any_counts` says that an anyPolicy in the certificate is processed.
    fn descend(&mut self, i: usize, policies: &[OidBuf], any_counts: bool) {
        let above = self.at_depth(i - 1);
        let listed: BTreeSet<&OidBuf> = policies.iter().collect();
        // (1)
        for policy in listed.iter().filter(|policy| !is_any(policy)) {
            let alone = || BTreeSet::from([(*policy).clone()]);
            let matching: Vec<&Node> = above.iter().filter(|node| node.expected_policy_set.contains(*policy)).collect();
            for parent in &matching {
                self.add(parent, policy, alone());
            }
            if matching.is_empty() {
                for parent in above.iter().filter(|node| is_any(&node.valid_policy)) {
                    self.add(parent, policy, alone());
                }
            }
        }
        // (2)
        if any_counts && listed.iter().any(|policy| is_any(policy)) {
            for parent in &above {
                for expected in &parent.expected_policy_set {
                    let has =
                        |node: &Node| node.parent == parent.number && node.depth == i && node.valid_policy == *expected;
                    if !self.nodes.iter().any(has) {
                        self.add(parent, expected, BTreeSet::from([expected.clone()]));
                    }
                }
            }
        }
        // (3)
        self.prune(i);
    }

    /// Deletes nodes above `depth` that have no child, until there are none.
    fn prune(&mut self, depth: usize) {
        loop {
            let parents: BTreeSet<usize> =
                self.nodes.iter().filter(|node| node.depth > 0).map(|node| node.parent).collect();
            let before = self.nodes.len();
            self.nodes.retain(|node| node.depth >= depth || parents.contains(&node.number));
            if self.nodes.len() == before {
                return;
            }
        }
    }

    /// 6.1.4 (b)
    fn map(&mut self, i: usize, mappings: &[(OidBuf, OidBuf)], allowed: bool) {
        let issuers: BTreeSet<&OidBuf> = mappings.iter().map(|(issuer, _)| issuer).collect();
        for issuer in issuers {
            let subjects: BTreeSet<OidBuf> =
                mappings.iter().filter(|(from, _)| from == issuer).map(|(_, to)| to.clone()).collect();
            let is_mapped = |node: &Node| node.depth == i && node.valid_policy == *issuer;
            if !allowed {
                self.nodes.retain(|node| !is_mapped(node));
                self.prune(i);
                continue;
            }
            if self.nodes.iter().any(is_mapped) {
                for node in self.nodes.iter_mut().filter(|node| is_mapped(node)) {
                    node.expected_policy_set.clone_from(&subjects);
                }
            } else if self.at_depth(i).iter().any(|node| is_any(&node.valid_policy)) {
                for parent in self.at_depth(i - 1).iter().filter(|node| is_any(&node.valid_policy)) {
                    self.add(parent, issuer, subjects.clone());
                }
            }
        }
    }

    /// The nodes whose parent is of anyPolicy: the policies in the domain of the anchor.
    fn valid_policy_node_set(&self) -> Vec<Node> {
        let any: BTreeSet<usize> =
            self.nodes.iter().filter(|node| is_any(&node.valid_policy)).map(|node| node.number).collect();
        self.nodes.iter().filter(|node| node.depth > 0 && any.contains(&node.parent)).cloned().collect()
    }

    /// 6.1.5 (g): the intersection with the user-initial-policy-set, `None` for any policy.
    fn intersect(&mut self, n: usize, user: Option<&BTreeSet<OidBuf>>) {
        let Some(user) = user else { return };
        // (iii) 1, 2
        let node_set = self.valid_policy_node_set();
        let unwanted = node_set.iter().filter(|node| !is_any(&node.valid_policy) && !user.contains(&node.valid_policy));
        for node in unwanted {
            self.delete(node.number);
        }
        // 3
        if let Some(last) = self.at_depth(n).into_iter().find(|node| is_any(&node.valid_policy)) {
            let parent = self.nodes.iter().find(|node| node.number == last.parent).cloned();
            for policy in user {
                if !node_set.iter().any(|node| node.valid_policy == *policy)
                    && let Some(parent) = &parent
                {
                    self.add(parent, policy, BTreeSet::from([policy.clone()]));
                }
            }
            self.delete(last.number);
        }
        // 4
        self.prune(n);
    }

    /// Deletes a node and everything below it.
    fn delete(&mut self, number: usize) {
        let children: Vec<usize> =
            self.nodes.iter().filter(|node| node.depth > 0 && node.parent == number).map(|node| node.number).collect();
        self.nodes.retain(|node| node.number != number);
        for child in children {
            self.delete(child);
        }
    }

    /// What the tree says after the intersection, in the domain of the anchor.
    fn policies(&self, n: usize) -> Policies {
        if self.at_depth(n).iter().any(|node| is_any(&node.valid_policy)) {
            return Policies::Any;
        }
        let of = |node: Node| (!is_any(&node.valid_policy)).then_some(node.valid_policy);
        Policies::Only(self.valid_policy_node_set().into_iter().filter_map(of).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::make::oid;

    const A: &str = "1.2.3.1";
    const B: &str = "1.2.3.2";
    const ANY: &str = "2.5.29.32.0";

    fn cert(policies: &[&str]) -> Cert {
        let key = crate::make::Key::fake("a");
        Cert::new("subject").key(&key).issuer("issuer").policies(policies)
    }

    fn explicit(user: &[&str]) -> PolicyInputs {
        let user_initial = user.iter().map(|policy| oid(policy)).collect();
        PolicyInputs { user_initial, explicit: true, ..PolicyInputs::default() }
    }

    fn only(policies: &[&str]) -> Option<Policies> {
        Some(Policies::Only(policies.iter().map(|policy| oid(policy)).collect()))
    }

    #[test]
    fn each_rule() {
        let ask = |certs: &[Cert], inputs: &PolicyInputs| valid(certs, inputs, &[]);
        let (none, any) = (PolicyInputs::default(), explicit(&[]));
        assert_eq!(ask(&[cert(&[]), cert(&[A])], &none), only(&[]));
        assert_eq!(ask(&[cert(&[]), cert(&[A])], &any), None);
        assert_eq!(ask(&[cert(&[A, B]), cert(&[A])], &any), only(&[A]));
        assert_eq!(ask(&[cert(&[B]), cert(&[A])], &any), None);
        assert_eq!(ask(&[cert(&[ANY]), cert(&[A])], &any), only(&[A]));
        assert_eq!(ask(&[cert(&[ANY]), cert(&[ANY])], &any), Some(Policies::Any));
        assert_eq!(ask(&[cert(&[ANY]), cert(&[ANY])], &explicit(&[A])), only(&[A]));
        assert_eq!(ask(&[cert(&[A]), cert(&[ANY])], &explicit(&[B])), None);
        let mapped = cert(&[A]).policy_mapping(A, B);
        assert_eq!(ask(&[mapped.clone(), cert(&[B])], &explicit(&[A])), only(&[A]));
        assert_eq!(ask(&[mapped.clone(), cert(&[B])], &explicit(&[B])), None);
        assert_eq!(ask(&[mapped.clone(), cert(&[A])], &any), None);
        assert_eq!(ask(&[cert(&[ANY]).policy_mapping(A, B), cert(&[B])], &explicit(&[A])), only(&[A]));
        let inhibited = PolicyInputs { inhibit_mapping: true, ..any.clone() };
        assert_eq!(ask(&[mapped, cert(&[B])], &inhibited), None);
        assert_eq!(ask(&[cert(&[A]).policy_mapping(A, ANY), cert(&[A])], &none), None);
        assert_eq!(ask(&[cert(&[ANY]), cert(&[A])], &PolicyInputs { inhibit_any: true, ..any }), None);
        assert_eq!(ask(&[cert(&[ANY]).inhibit_any_policy(0), cert(&[ANY])], &explicit(&[A])), None);
        assert_eq!(ask(&[cert(&[A]).policy_constraints(Some(0), None), cert(&[B])], &none), None);
        assert_eq!(ask(&[cert(&[A]).policy_constraints(Some(1), None), cert(&[B])], &none), None);
        assert_eq!(ask(&[cert(&[A]).policy_constraints(Some(2), None), cert(&[B])], &none), only(&[]));
        assert_eq!(ask(&[cert(&[A]), cert(&[B]).policy_constraints(Some(0), None)], &none), None);
    }

    #[test]
    fn an_anchor_narrows_what_is_asked_for() {
        let path = [cert(&[ANY]), cert(&[ANY])];
        assert_eq!(valid(&path, &explicit(&[A, B]), &[explicit(&[B])]), only(&[B]));
        assert_eq!(valid(&path, &explicit(&[A]), &[explicit(&[B])]), None);
        assert_eq!(valid(&path, &PolicyInputs::default(), &[explicit(&[B])]), only(&[B]));
    }
}
