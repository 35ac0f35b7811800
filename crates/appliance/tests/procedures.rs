//! Trust stores, replication, services, preconditions and after-steps: every line of the published notes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use ucpki_appliance::{Nodes, Phase, Preset, Purpose, StepAction, TrustStore};

/// Purpose: trust store; preconditions; steps once it is installed; restarts (`*` on the publisher alone); what follows.
const TABLE: &str = "
    CallManager        : CallManager-trust : - : mixed UpdateCtl : Cisco Trust Verification Service, Cisco TFTP, Cisco CallManager, Cisco CTIManager : ResetPhones, AwaitRegistration
    CallManager-ECDSA  : CallManager-trust : - : mixed UpdateCtl : Cisco Trust Verification Service, Cisco TFTP, Cisco CallManager, Cisco CTIManager : ResetPhones, AwaitRegistration
    CAPF               : CAPF-trust : - : mixed UpdateCtl : Cisco Trust Verification Service, Cisco TFTP, *Cisco Certificate Authority Proxy Function : ResetPhones, AwaitRegistration
    ipsec              : ipsec-trust : AwaitBackup : - : *Cisco DRF Master, Cisco DRF Local : -
    tomcat             : tomcat-trust : SingleSignOnOff : - : Cisco Tomcat : SingleSignOnOn
    tomcat-ECDSA       : tomcat-trust : SingleSignOnOff : - : Cisco Tomcat : SingleSignOnOn
    TVS                : TVS-trust : AwaitCallManager : - : Cisco TFTP, Cisco Trust Verification Service : ResetPhones, AwaitRegistration
    cup                : cup-trust : - : - : Cisco SIP Proxy, Cisco Presence Engine : -
    cup-ECDSA          : cup-trust : - : - : Cisco SIP Proxy, Cisco Presence Engine : -
    cup-xmpp           : cup-xmpp-trust : - : - : Cisco XCP Router : -
    cup-xmpp-ECDSA     : cup-xmpp-trust : - : - : Cisco XCP Router : -
    cup-xmpp-s2s       : cup-xmpp-trust : - : - : Cisco XCP Router : -
    cup-xmpp-s2s-ECDSA : cup-xmpp-trust : - : - : Cisco XCP Router : -
    imp-ipsec          : ipsec-trust : AwaitBackup : - : *Cisco DRF Master, Cisco DRF Local : -
    expressway         : trusted CA : - : - : the system : -
";

#[test]
fn every_purpose_has_its_procedure() {
    let mut rows = Vec::new();
    for line in TABLE.lines().filter(|line| !line.trim().is_empty()) {
        let cells: Vec<_> = line.split(':').map(str::trim).collect();
        let [name, store, before, installed, restarts, after] = cells[..] else { panic!("{line}") };
        let purpose = Purpose::by_name(name).unwrap();
        assert_eq!(purpose.trust_store().name(), store, "{name}");
        let told = |phase| {
            let steps = purpose.steps().filter(|step| step.phase == phase).map(|step| {
                let mixed = if step.only_in_mixed_mode { "mixed " } else { "" };
                match step.action {
                    StepAction::Restart(restart) if restart.nodes == Nodes::Publisher => {
                        format!("*{}", restart.service)
                    }
                    StepAction::Restart(restart) => restart.service.to_owned(),
                    action => format!("{mixed}{action:?}"),
                }
            });
            let steps: Vec<_> = steps.collect();
            if steps.is_empty() { "-".to_owned() } else { steps.join(", ") }
        };
        assert_eq!(told(Phase::Before), before, "{name}");
        assert_eq!(told(Phase::Installed), installed, "{name}");
        assert_eq!(told(Phase::Restart), restarts, "{name}");
        assert_eq!(told(Phase::After), after, "{name}");
        let phases: Vec<_> = purpose.steps().map(|step| step.phase).collect();
        assert!(phases.is_sorted(), "{name}");
        assert!(
            purpose.steps().all(|step| step.is_irreversible() == (step.action == StepAction::ResetPhones)),
            "{name}"
        );
        assert_eq!(purpose.is_publisher_only(), name == "CAPF");
        let copied: Vec<_> = purpose.copied_to().iter().map(|store| store.name()).collect();
        assert_eq!(copied.join(","), if name == "CAPF" { "CallManager-trust" } else { "" });
        rows.push(purpose);
    }
    assert!(Purpose::all().eq(rows), "every purpose, in the order of the tables");
}

#[test]
fn call_manager_and_tvs_are_never_changed_together() {
    for purpose in Purpose::all() {
        for other in purpose.not_together_with() {
            assert!(other.not_together_with().contains(&purpose), "{purpose} {other}");
        }
        let is_one = purpose.name().starts_with("CallManager") || purpose == Purpose::Tvs;
        assert_eq!(purpose.not_together_with().is_empty(), !is_one, "{purpose}");
    }
}

#[test]
fn stores_replicate_as_the_guides_say() {
    let replicated: Vec<_> = TrustStore::all().filter(|store| store.replicates()).map(TrustStore::name).collect();
    assert_eq!(
        replicated,
        ["tomcat-trust", "CallManager-trust", "ipsec-trust", "cup-trust", "cup-xmpp-trust", "Phone-SAST-trust"]
    );
    let without_service: Vec<_> =
        TrustStore::all().filter(|store| store.restarts().is_empty()).map(TrustStore::name).collect();
    assert_eq!(without_service, ["directory-trust", "Phone-SAST-trust", "Phone-CTL-trust"]);
    assert_eq!(TrustStore::all().count(), 11);
    for store in TrustStore::all() {
        assert_eq!(TrustStore::by_name(&store.name().to_uppercase()), Some(store));
    }
    for purpose in Purpose::all() {
        assert_eq!(purpose.trust_store().restarts(), purpose.restarts(), "{purpose}");
    }
}

#[test]
fn presets_agree_with_their_parts() {
    for preset in Preset::ALL {
        assert_eq!(Preset::by_name(preset.name()), Some(preset));
        assert_eq!((preset.rules().name(), preset.profile().name()), (preset.name(), preset.name()));
        assert_eq!(preset.usual_role().is_cucm(), preset == Preset::Cucm);
        assert!(
            preset
                .settings()
                .check_key(preset.usual_purpose(), preset.settings().usual_key(preset.usual_purpose()))
                .is_ok()
        );
    }
    assert_eq!(Preset::by_name("x"), None);
}
