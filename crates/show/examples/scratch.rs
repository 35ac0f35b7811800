fn main() {
    let mut all = Vec::new();
    let args: Vec<String> = std::env::args().skip(1).collect();
    for file in &args {
        let bytes = std::fs::read(file).unwrap();
        for (i, object) in ucpki_x509::pem::objects(&bytes).enumerate() {
            let der = object.unwrap().into_der();
            all.push((format!("{file}#{i}"), der));
        }
    }
    let single = all.len() == 1;
    let (mut n, mut bad) = (0, 0);
    for (name, der) in all {
        let mut text = String::new();
        let kind = if let Ok(c) = ucpki_x509::CertificateRef::parse(&der) {
            ucpki_show::write_certificate(&mut text, &c).unwrap();
            "x509"
        } else if let Ok(c) = ucpki_x509::CrlRef::parse(&der) {
            ucpki_show::write_crl(&mut text, &c).unwrap();
            "crl"
        } else if let Ok(c) = ucpki_x509::CertificationRequestRef::parse(&der) {
            ucpki_show::write_request(&mut text, &c).unwrap();
            "req"
        } else {
            println!("{name}: unreadable");
            continue;
        };
        if single {
            print!("{text}");
            std::fs::write("/tmp/showx/one.der", &der).unwrap();
        }
        std::fs::write("/tmp/showx/in.der", &der).unwrap();
        let out = std::process::Command::new("openssl")
            .args([kind, "-inform", "DER", "-in", "/tmp/showx/in.der", "-noout", "-text"])
            .output()
            .unwrap();
        n += 1;
        if !out.status.success() {
            println!("{name}: openssl refuses");
            continue;
        }
        if out.stdout != text.as_bytes() {
            bad += 1;
            let theirs = String::from_utf8_lossy(&out.stdout).into_owned();
            let at = theirs.lines().zip(text.lines()).position(|(a, b)| a != b);
            println!("{name}: differ at {at:?}");
            if let Some(at) = at {
                println!("  theirs {:?}\n  ours   {:?}", theirs.lines().nth(at), text.lines().nth(at));
            } else {
                println!("  lines {} {}", theirs.lines().count(), text.lines().count());
            }
        }
    }
    println!("{n} compared, {bad} differ");
}
