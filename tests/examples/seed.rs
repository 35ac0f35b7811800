//! x
fn main() {
    let seed = std::env::args().nth(1).unwrap().parse().unwrap();
    let h = ucpki_tests::random::hierarchy(seed);
    let show = |c: &ucpki_tests::make::Cert| println!("  subj {:?} iss {:?} key {:?} signer {:?} seal {:?} v{} bc {:?} ku {:?} eku {:?} san {:?} nc {:?} ext {} {}..{} aki {:?}", c.subject.text(), c.issuer_name().text(), c.subject_key(), c.signing_key(), c.seal, c.version, c.basic_constraints, c.key_usage, c.extended_key_usage, c.alternative_names, c.name_constraints, c.extensions.len(), c.not_before, c.not_after, c.authority_key_id);
    println!("depth {:?} purpose {}", h.max_depth, h.purpose);
    println!("anchors"); h.anchors.iter().for_each(show);
    println!("pool"); h.pool.iter().for_each(show);
    println!("leaf"); show(&h.leaf);
    for p in ucpki_tests::oracle::paths(&h) { println!("{p:?}"); }
}
