//! Every short name against every short reference, compared with rules written the plain way.

use ucpki_matcher::{DnsName, PresentedDns, WildcardPolicy, dns_name_matches};

const ALPHABET: [char; 6] = ['a', 'B', '1', '-', '.', '*'];
const LONGEST: usize = 6;

#[test]
fn names_agree_with_the_plain_rules() {
    let names = all(LONGEST);
    let mut plain = 0;
    let mut wildcards = 0;
    for name in &names {
        let expected = is_plain(name) || is_wildcard(name);
        let parsed = PresentedDns::parse(name.as_bytes());
        assert_eq!(parsed.is_ok(), expected, "{name}");
        assert_eq!(parsed.is_ok_and(|name| name.is_wildcard()), is_wildcard(name), "{name}");
        let without_dot = name.strip_suffix('.').unwrap_or(name);
        assert_eq!(DnsName::parse(name).is_ok(), is_plain(without_dot), "{name}");
        plain += usize::from(is_plain(name));
        wildcards += usize::from(is_wildcard(name));
    }
    assert!(plain > 1_000 && wildcards > 10, "{plain} {wildcards}");
}

#[test]
fn matches_agree_with_the_plain_rules() {
    let references: Vec<DnsName> = all(5).iter().filter_map(|name| DnsName::parse(name).ok()).collect();
    let presented = all(5);
    // Each reference against a slice of the names that moves on, so that each name is met many times.
    let step = 97;
    let mut matched = 0_usize;
    for (index, reference) in references.iter().enumerate() {
        for name in presented.iter().skip(index % step).step_by(step) {
            matched += usize::from(agree(name, reference));
        }
    }
    // And against what was made to be close.
    for reference in &references {
        let text = reference.as_str();
        let labels: Vec<&str> = text.split('.').collect();
        let starred = format!("*.{}", labels[1..].join("."));
        let near = [
            text.to_uppercase(),
            starred.clone(),
            starred.to_uppercase(),
            format!("*.{text}"),
            format!("{text}."),
            format!(".{text}"),
            format!("a.{text}"),
            text.replacen(labels[0], "*a", 1),
            text[1..].to_owned(),
        ];
        for name in &near {
            matched += usize::from(agree(name, reference));
        }
    }
    assert!(matched > references.len(), "{matched} of {}", references.len());
}

fn agree(name: &str, reference: &DnsName) -> bool {
    let mut both = [false; 2];
    for (policy, matched) in [WildcardPolicy::Never, WildcardPolicy::LeftmostLabel].into_iter().zip(&mut both) {
        *matched = dns_name_matches(name.as_bytes(), reference, policy);
        let expected = matches(name, reference.as_str(), policy == WildcardPolicy::LeftmostLabel);
        assert_eq!(*matched, expected, "{name} {reference} {policy:?}");
        let parsed = PresentedDns::parse(name.as_bytes());
        assert_eq!(
            parsed.is_ok_and(|name| name.matches(reference, policy)),
            expected,
            "only correct names match: {name}"
        );
    }
    both[1]
}

/// RFC 9525, 6.3, label by label.
fn matches(presented: &str, reference: &str, wildcards: bool) -> bool {
    let equal = |one: &[String], other: &[String]| one == other;
    let (presented_labels, reference_labels) = (labels(presented), labels(reference));
    if is_wildcard(presented) {
        return wildcards
            && presented_labels.len() == reference_labels.len()
            && equal(&presented_labels[1..], &reference_labels[1..]);
    }
    is_plain(presented) && equal(&presented_labels, &reference_labels)
}

fn is_wildcard(name: &str) -> bool {
    let labels = labels(name);
    labels[0] == "*" && labels.len() >= 3 && is_plain(&labels[1..].join("."))
}

fn is_plain(name: &str) -> bool {
    let labels = labels(name);
    let number = |label: &String| label.chars().all(|c| c.is_ascii_digit());
    labels.iter().all(|label| is_label(label)) && !labels.last().is_some_and(number)
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && !label.contains('*') && !label.starts_with('-') && !label.ends_with('-')
}

fn labels(name: &str) -> Vec<String> {
    name.to_lowercase().split('.').map(str::to_owned).collect()
}

/// Every text over the alphabet of 1 to `longest` characters.
fn all(longest: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..longest {
        let until = texts.len();
        for index in from..until {
            for character in ALPHABET {
                texts.push(format!("{}{character}", texts[index]));
            }
        }
        from = until;
    }
    texts.split_off(1)
}
