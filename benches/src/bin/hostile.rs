//! Prints what inputs cost that are made to cost much: counts, which are the same on every machine, and the time on a
//! processor of this one.
//!
//! The last column is the time per unit against the smallest size of its group: a group that stays level is linear. It stops
//! with an error if an answer is not of the kind that it should be.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use ucpki_chain::{
    Anchor, Cause, Identity, KeyPurpose, Limit, PolicyInputs, Pool, Refused, Valid, ValidationParams, Validator, Work,
};
use ucpki_crypto::{Provider, RUSTCRYPTO};
use ucpki_tests::ask::read;
use ucpki_tests::fake::FAKE;
use ucpki_tests::flood::{self, Flood};
use ucpki_tests::make::{Cert, GeneralName, Key, KeyUsage, Name, Scheme, Subtree, oid, time};
use ucpki_x509::Certificate;

fn main() {
    println!(
        "{:<44} {:>8} {:>7} {:>10} {:>8} {:>11} {:>6} {:>9} {:>9} {:>8}  answer",
        "input", "units", "certs", "signatures", "steps", "comparisons", "paths", "time", "ns / unit", "relative"
    );
    group("constraints times names, DNS", &[100, 200, 400, 800, 1_000, 4_000], |size| constraints(size, dns));
    group("constraints times names, mailboxes", &[100, 200, 400, 800, 1_000, 4_000], |size| constraints(size, mailbox));
    group("constraints times names, directory", &[100, 200, 400, 800, 1_000, 4_000], |size| {
        constraints(size, directory)
    });
    group("CAs with 100 constraints each, 20 names", &[10, 20, 40, 80, 100], constrained_cas);
    group("policies, all mapped to all, 10 CAs", &[2, 4, 8, 16, 32], |policies| mapped(10, policies));
    group("policies, 4 mapped to 4 in each CA", &[10, 20, 40, 80, 100], |depth| mapped(depth, 4));
    group("policies of 3 CAs, each mapped to itself", &[100, 1_000, 10_000], many_policies);
    group("ways over 5 CAs, none has the policy", &[1, 2, 3, 4, 6], ways_without_policy);
    group("intermediates that lead nowhere near", &[100, 1_000, 10_000], unrelated);
    group("CAs that certified one issuer, last is right", &[100, 1_000, 10_000], cross_signed);
    group("CAs of one name, key identifiers", &[100, 1_000, 10_000], |count| one_name(count, true));
    group("CAs of one name, no key identifiers", &[25, 50, 100, 200, 250, 1_000, 10_000], |count| {
        one_name(count, false)
    });
    group("names of a leaf, the last is the one", &[1_000, 10_000, 100_000], |count| names(count, true));
    group("names of a leaf, none is the one", &[1_000, 10_000, 100_000], |count| names(count, false));
    group("copies of a self-signed CA, one is issued", &[100, 1_000, 10_000], |count| copies(count, true));
    group("copies of a self-signed CA, none is issued", &[100, 1_000, 10_000], |count| copies(count, false));
    // The most that a peer can make a check cost, in all ways that are known: each ends before 150 ms.
    worst(
        "contradicting levels of 20, unsigned",
        &[4, 17, 100],
        |levels| flood::contradicting_levels(levels, 20, false),
        FAKE,
    );
    worst(
        "contradicting levels of 20, signed",
        &[4, 17, 100],
        |levels| flood::contradicting_levels(levels, 20, true),
        FAKE,
    );
    worst(
        "contradicting levels of 251, unsigned",
        &[10, 40],
        |levels| flood::contradicting_levels(levels, 251, false),
        FAKE,
    );
    worst(
        "contradicting levels of 251, signed",
        &[10, 40],
        |levels| flood::contradicting_levels(levels, 251, true),
        FAKE,
    );
    worst("levels of 100 with path lengths", &[10, 40], |levels| flood::path_lengths(levels, 100), FAKE);
    worst("namesakes that signed nothing", &[1_000, 10_000], |count| flood::namesakes(count, Scheme::Fake), FAKE);
    worst("namesakes with P-256 keys", &[300], |count| flood::namesakes(count, Scheme::P256), RUSTCRYPTO);
    worst("key identifiers of 2,000 bytes", &[100, 500], |count| flood::long_key_ids(count, 2_000), FAKE);
    worst("a straight chain of one name", &[10, 100], flood::straight_chain_of_one_name, FAKE);
}

/// The kind of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Accepted,
    Refused,
    /// Built for it: no bound on work that is a bound would do.
    Exhausted(Limit),
}

struct Question {
    /// What the cost should be in proportion to.
    units: usize,
    anchor: Cert,
    pool: Vec<Cert>,
    leaf: Cert,
    identity: Identity,
    policies: PolicyInputs,
    answer: Answer,
}

impl Question {
    fn new(units: usize, anchor: Cert, pool: Vec<Cert>, leaf: Cert, answer: Answer) -> Self {
        let (identity, policies) = (Identity::danger_none(), PolicyInputs::default());
        Self { units, anchor, pool, leaf, identity, policies, answer }
    }
}

/// Times one kind of input at growing sizes: the least of several runs, as the machine is never quiet.
fn group(input: &str, sizes: &[usize], make: impl Fn(usize) -> Question) {
    let mut first = None;
    for size in sizes {
        let question = make(*size);
        let validator = Validator::new(FAKE).anchors([Anchor::certificate(read(&question.anchor))]);
        let pool: Vec<Certificate> = question.pool.iter().map(read).collect();
        let leaf = read(&question.leaf);
        let request =
            ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, question.identity.clone())
                .policies(question.policies.clone());
        let mut best = Duration::MAX;
        let mut result = None;
        for _ in 0..3 {
            let (mut runs, start, started) = (0, processor_time(), Instant::now());
            while runs == 0 || (started.elapsed() < Duration::from_millis(60) && runs < 10_000) {
                // Whoever receives certificates sorts them, so that belongs to the cost.
                let received = Pool::new(pool.iter().cloned());
                result = Some(black_box(validator.check(&leaf, &received, &request)));
                runs += 1;
            }
            best = best.min((processor_time() - start) / runs);
        }
        let result = result.expect("it ran");
        let (answer, work) = answer_of(&result);
        assert_eq!(answer, question.answer, "{input}, {size}: {work:?}");
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        let per_unit = best.as_nanos() as f64 / question.units as f64;
        let relative = per_unit / *first.get_or_insert(per_unit);
        println!(
            "{input:<44} {:>8} {:>7} {:>10} {:>8} {:>11} {:>6} {best:>9.1?} {per_unit:>9.1} {relative:>8.2}  {answer:?}",
            question.units,
            pool.len() + 1,
            work.signatures,
            work.steps,
            work.comparisons,
            work.paths,
        );
    }
}

/// Times one kind of input that is made to cost as much as a check can cost, the explanation of the refusal included.
fn worst(input: &str, sizes: &[usize], make: impl Fn(usize) -> Flood, provider: Provider) {
    for size in sizes {
        let flood = make(*size);
        let validator = Validator::new(provider).anchors([Anchor::certificate(read(&flood.anchor))]);
        let pool: Pool = flood.pool.iter().map(read).collect();
        let leaf = read(&flood.leaf);
        let request = ValidationParams::new(time("2027-01-01T00:00:00Z"), KeyPurpose::Server, Identity::danger_none());
        let mut best = Duration::MAX;
        let mut result = None;
        for _ in 0..3 {
            let start = processor_time();
            result = Some(black_box(validator.check(&leaf, &pool, &request)));
            best = best.min(processor_time() - start);
        }
        let result = result.expect("it ran");
        let (answer, work) = answer_of(&result);
        println!(
            "{input:<44} {size:>8} {:>7} {:>10} {:>8} {:>11} {:>6} {best:>9.1?} {:>9} {:>8}  {answer:?}",
            pool.len() + 1,
            work.signatures,
            work.steps,
            work.comparisons,
            work.paths,
            "",
            "",
        );
        assert!(best < Duration::from_millis(150), "{input}, {size}: {work:?}");
    }
}

/// How long this thread was on a processor, where Linux tells (to about four milliseconds); else the time.
fn processor_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn answer_of(result: &Result<Valid, Refused>) -> (Answer, Work) {
    match result {
        Ok(valid) => (Answer::Accepted, *valid.work()),
        Err(refused) => match refused.cause() {
            Cause::Exhausted { limit, .. } => (Answer::Exhausted(limit), *refused.work()),
            _ => (Answer::Refused, *refused.work()),
        },
    }
}

/// A CA, self-signed until it is issued by another; its key is the one of its name.
fn ca(name: &str) -> Cert {
    Cert::new(name).key(&Key::fake(name)).ca(None).key_usage(KeyUsage::CERT_SIGN | KeyUsage::CRL_SIGN)
}

fn leaf() -> Cert {
    Cert::new("leaf").key(&Key::fake("leaf"))
}

fn dns(index: usize) -> (GeneralName, Subtree) {
    (GeneralName::Dns(format!("n{index}.example.com")), Subtree::Dns(format!("x{index}.example.org")))
}

fn mailbox(index: usize) -> (GeneralName, Subtree) {
    let name = |text: String| GeneralName::Email(text);
    (name(format!("n{index}@example.com")), Subtree::Other(name(format!("n{index}@example.org"))))
}

fn directory(index: usize) -> (GeneralName, Subtree) {
    let name = |common: String| Name::parse(&format!("CN={common},O=Example,C=NO"));
    (GeneralName::Directory(name(format!("n{index}"))), Subtree::Directory(name(format!("x{index}"))))
}

/// As many excluded subtrees in a CA as names in the leaf; no name lies within any.
fn constraints(size: usize, pair: fn(usize) -> (GeneralName, Subtree)) -> Question {
    let root = ca("Root");
    let (names, excluded): (Vec<_>, Vec<_>) = (0..size).map(pair).unzip();
    let middle = ca("Middle").issued_by(&root).name_constraints(&[], &excluded);
    let leaf = Cert { alternative_names: names, ..leaf() }.issued_by(&middle);
    let answer = if size < 1_024 { Answer::Accepted } else { Answer::Exhausted(Limit::Comparisons) };
    // The budget is 2^20 comparisons: that is what the largest size can cost.
    Question::new((size * size).min(1 << 20), root, vec![middle], leaf, answer)
}

/// A chain of so many CAs, each with 100 excluded subtrees, against the CAs below and 20 names.
fn constrained_cas(count: usize) -> Question {
    let root = ca("Root");
    let excluded: Vec<Subtree> = (0..100).map(|index| dns(index).1).collect();
    let (mut pool, mut issuer): (Vec<Cert>, Cert) = (Vec::new(), root.clone());
    for index in 0..count {
        issuer = ca(&format!("CA {index}")).issued_by(&issuer).name_constraints(&[], &excluded);
        pool.push(issuer.clone());
    }
    let names = (0..20).map(|index| dns(index).0).collect();
    let leaf = Cert { alternative_names: names, ..leaf() }.issued_by(&issuer);
    // Each CA is compared with the 21 names of the leaf, and with the one of each CA below it.
    let comparisons = 100 * (21 * count + count * (count - 1) / 2);
    let answer = if comparisons < 1 << 20 { Answer::Accepted } else { Answer::Exhausted(Limit::Comparisons) };
    Question::new(comparisons.min(1 << 20), root, pool, leaf, answer)
}

/// A chain of so many CAs that each list these policies and map every one to every one.
fn mapped(depth: usize, policies: usize) -> Question {
    let texts: Vec<String> = (1..=policies).map(|policy| format!("1.2.3.{policy}")).collect();
    let all: Vec<&str> = texts.iter().map(String::as_str).collect();
    let root = ca("Root");
    let (mut pool, mut issuer): (Vec<Cert>, Cert) = (Vec::new(), root.clone());
    for level in 0..depth {
        issuer = ca(&format!("Level {level}")).issued_by(&issuer).policies(&all);
        for from in &all {
            for to in &all {
                issuer = issuer.policy_mapping(from, to);
            }
        }
        pool.push(issuer.clone());
    }
    let leaf = leaf().issued_by(&issuer).policies(&all);
    let units = depth * (policies + policies * policies) + policies;
    let policies = PolicyInputs::default().user_initial(vec![oid("1.2.3.1")]).require_explicit();
    Question { policies, ..Question::new(units, root, pool, leaf, Answer::Accepted) }
}

/// Three CAs with so many policies, each mapped to itself.
fn many_policies(count: usize) -> Question {
    let all: Vec<_> = (1..=count).map(|policy| oid(&format!("1.2.3.{policy}"))).collect();
    let root = ca("Root");
    let (mut pool, mut issuer): (Vec<Cert>, Cert) = (Vec::new(), root.clone());
    for level in 0..3 {
        issuer = Cert { policies: all.clone(), ..ca(&format!("Level {level}")) }.issued_by(&issuer);
        issuer.policy_mappings = all.iter().map(|policy| (policy.clone(), policy.clone())).collect();
        pool.push(issuer.clone());
    }
    let leaf = Cert { policies: all, ..leaf() }.issued_by(&issuer);
    let policies = PolicyInputs::default().require_explicit();
    Question { policies, ..Question::new(7 * count, root, pool, leaf, Answer::Accepted) }
}

/// Five CAs with so many certificates each, whose signatures all hold, and none for the policy that is asked for: a path
/// can only be blamed as a whole, and there are as many as the units say.
fn ways_without_policy(width: usize) -> Question {
    let root = ca("Root");
    let (mut pool, mut issuer): (Vec<Cert>, Cert) = (Vec::new(), root.clone());
    for level in 0..5 {
        let subject = ca(&format!("Level {level}")).policies(&["1.2.3.1"]).issued_by(&issuer);
        pool.extend((1..=width).map(|serial| subject.clone().serial(serial as u64)));
        issuer = subject;
    }
    let leaf = leaf().issued_by(&issuer).policies(&["1.2.3.2"]);
    let answer = if width < 5 { Answer::Refused } else { Answer::Exhausted(Limit::Paths) };
    let policies = PolicyInputs::default().require_explicit();
    Question { policies, ..Question::new(width.pow(5), root, pool, leaf, answer) }
}

/// CAs that have nothing to do with the chain.
fn unrelated(count: usize) -> Question {
    let root = ca("Root");
    let middle = ca("Middle").issued_by(&root);
    let mut pool: Vec<Cert> = (0..count).map(|index| ca(&format!("Other {index}")).issued_by(&root)).collect();
    pool.push(middle.clone());
    Question::new(count, root, pool, leaf().issued_by(&middle), Answer::Accepted)
}

/// An issuer with a certificate by each of so many CAs, of which one leads to the anchor.
fn cross_signed(count: usize) -> Question {
    let root = ca("Root");
    let middle = ca("Middle");
    let other = |index: usize| ca(&format!("Other {index}"));
    let missing = ca("Missing");
    let mut pool = Vec::new();
    for index in 0..count {
        pool.push(middle.clone().issued_by(&other(index)));
        pool.push(other(index).issued_by(if index + 1 == count { &root } else { &missing }));
    }
    Question::new(count, root, pool, leaf().issued_by(&middle), Answer::Accepted)
}

/// CAs of one name with a key each, all certified by the anchor; one of them signed the leaf.
///
/// Without key identifiers only signatures tell, and of them there are 256.
fn one_name(count: usize, key_ids: bool) -> Question {
    let root = ca("Root");
    let member = |index: usize| {
        let cert = ca("Middle").key(&Key::fake(&format!("middle {index}"))).issued_by(&root).serial(index as u64 + 1);
        if key_ids { cert } else { cert.without_key_ids() }
    };
    let issuer = member(count - 1);
    let leaf = leaf().issued_by(&issuer);
    let leaf = if key_ids { leaf } else { leaf.without_key_ids() };
    let pool = (0..count).map(member).collect();
    if key_ids || count <= 250 {
        return Question::new(count, root, pool, leaf, Answer::Accepted);
    }
    // Nobody could tell which of them it was: signatures are what ends it.
    Question::new(count, root, pool, leaf, Answer::Exhausted(Limit::Signatures))
}

/// A leaf with so many names.
fn names(count: usize, has_it: bool) -> Question {
    let root = ca("Root");
    let mut names: Vec<GeneralName> = (0..count).map(|index| dns(index).0).collect();
    if has_it {
        names.push(GeneralName::Dns("sip.example.com".to_owned()));
    }
    let leaf = Cert { alternative_names: names, ..leaf() }.issued_by(&root);
    let answer = if has_it { Answer::Accepted } else { Answer::Refused };
    let identity = Identity::dns("sip.example.com").expect("a host name");
    Question { identity, ..Question::new(count, root, Vec::new(), leaf, answer) }
}

/// Certificates of one CA that it signed itself, different in their numbers, and one by the anchor or not.
fn copies(count: usize, issued: bool) -> Question {
    let root = ca("Root");
    let middle = ca("Middle");
    let mut pool: Vec<Cert> = (1..=count).map(|serial| middle.clone().serial(serial as u64)).collect();
    pool.extend(issued.then(|| middle.clone().issued_by(&root)));
    let answer = if issued { Answer::Accepted } else { Answer::Refused };
    Question::new(count, root, pool, leaf().issued_by(&middle), answer)
}
