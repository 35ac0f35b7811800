//! The policies of a path, under the limits of the anchors whose keys are on it.

use super::policy::{self, Failure, PolicyView};
use super::{Blame, Judge, position_of, refuse};
use crate::codes;
use crate::config::anchor_constraints::AnchorConstraints;
use crate::config::budget::{Exhausted, Limit, Spending};
use crate::config::policies::PolicySet;
use crate::graph::{Node, NodeId};
use crate::verdict::finding::{At, Detail};
use ucpki_x509::Code;
use ucpki_x509::extension::ExtensionKind;

impl Judge<'_, '_> {
    /// The policies that the path is valid for (RFC 5280, 6.1.3 (d) to (f), 6.1.4 (a), (b), (h) to (j), 6.1.5).
    ///
    /// Where the key of an anchor whose policies are limited is further down, what is below it is judged by them as well. Other
    /// limits must not: the user asks in the words of the anchor, which a mapping above this key may have changed.
    pub(crate) fn policies(&self, spending: &mut Spending) -> Result<PolicySet, Blame> {
        for (position, id) in self.route.nodes.iter().enumerate().skip(1) {
            let limits = self.graph.node(*id).and_then(|node| node.limits);
            if let Some(limits) = limits.filter(|limits| limits.limits_policies()) {
                self.policies_below(position, limits, spending)?;
            }
        }
        let unlimited = AnchorConstraints::none();
        let anchor = self.graph.anchor(self.route.anchor);
        let limits = anchor.map_or(&unlimited, |anchor| &anchor.entry.limits);
        self.policies_below(self.route.nodes.len(), limits, spending)
    }

    /// The policies for which the certificates below `end` are valid, under the limits of an anchor above them.
    pub(super) fn policies_below(
        &self,
        end: usize,
        limits: &AnchorConstraints,
        spending: &mut Spending,
    ) -> Result<PolicySet, Blame> {
        let inputs = &self.params.policies;
        let views = self.route.nodes.iter().enumerate().take(end).rev().filter_map(|(position, id)| {
            let node = self.graph.node(*id)?;
            Some(PolicyView::of(position_of(position), node.certificate, node.self_issued))
        });
        let mut step = || if spending.step() { Ok(()) } else { Err(Exhausted) };
        let (code, position) = match policy::process(views, inputs, limits, &mut step) {
            Ok(policies) => return Ok(policies),
            Err(Failure::Exhausted) => {
                return Err(Blame::Exhausted { limit: Limit::Steps, peer: false });
            }
            Err(Failure::Rule { code, position }) => (code, position),
        };
        let finding = refuse(code, At::Cert(position), Detail::None);
        let at_fault = usize::try_from(position).ok().and_then(|position| self.route.nodes.get(position)).copied();
        Err(match at_fault {
            Some(id) if self.never_has_policies(id, code) => Blame::Cert { node: id, finding },
            _ => Blame::Path { finding },
        })
    }

    /// Whether a certificate that broke this rule of policies breaks it on every path that it is on.
    pub(super) fn never_has_policies(&self, id: NodeId, code: &'static Code) -> bool {
        let has_policies = |node: &Node<'_>| node.certificate.has_extension(ExtensionKind::CertificatePolicies);
        *code == codes::POLICY_MAPPING_ANY
            || (self.params.policies.require_explicit && !self.graph.node(id).is_some_and(has_policies))
    }
}
