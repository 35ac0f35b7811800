/*
 * OCSP in C++: a check says what to ask, the answer is verified and kept, and the check is made again; staples, and what is refused.
 *
 * Runs from the root of the repository, without arguments. 0 is success.
 */

#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <ucpki_ocsp.hpp>

namespace {

const std::string folder = "tests/data/ocsp/staples/";
const std::int64_t now = 1798761600; /* 2027-01-01T00:00:00Z */

int failures = 0;

void expect(bool holds, const char *what) {
    if (!holds) {
        std::cerr << "wrong: " << what << "\n";
        failures++;
    }
}

ucpki::Bytes read(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error(path + ": cannot be opened");
    }
    return ucpki::Bytes(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

ucpki::CertificateList list(const std::string &name) { return ucpki::CertificateList::parse(read(folder + name)); }
ucpki::Certificate certificate(const std::string &name) { return list(name).at(0); }

/** The status that `call` fails with, and what may help. */
template <typename Call>
std::pair<ucpki_status, std::int32_t> failure(Call call) {
    try {
        call();
    } catch (const ucpki::Failure &failure) {
        return {failure.status(), failure.next_step()};
    }
    return {UCPKI_OK, 0};
}

ucpki::Validator validator() {
    ucpki::ValidatorBuilder builder;
    builder.add_anchors(list("ca.pem"));
    return builder.build();
}

ucpki::Params params() {
    ucpki::Params params(now, UCPKI_PURPOSE_SERVER);
    params.set_dns("sip.example.com");
    return params;
}

/** From a verdict without data to one that rests on a response. */
void fetched(const ucpki::Validator &validator) {
    const ucpki::Certificate leaf = certificate("leaf.pem");
    ucpki::Params asked = params();
    ucpki::OcspPolicy policy;
    ucpki::OcspCache cache(1000);
    const ucpki::Pool pool;
    set_ocsp(asked, cache.snapshot(policy));
    const ucpki::Verdict before = validator.check(leaf, pool, asked);
    expect(before.code() == UCPKI_ERR_CHAIN_REVOCATION_UNKNOWN, "nothing is known yet");
    const std::vector<ucpki::OcspHint> hints = ucpki::ocsp_hints(before);
    expect(hints.size() == 1 && hints[0].uri == "http://ocsp.example.com/", "the responder is named");
    for (const ucpki::OcspHint &hint : hints) {
        const ucpki::OcspRequest request(hint.subject, policy);
        expect(request.uri(hint.uri).find(hint.uri + "M") == 0 && request.uri("http://a/?b").empty(), "GET, and POST");
        cache.insert(request.accept(read(folder + "leaf.der"), policy, validator, now));
    }
    set_ocsp(asked, cache.snapshot(policy));
    const ucpki::Verdict after = validator.check(leaf, pool, asked);
    expect(after.accepted() && ucpki_verdict_evidence_kind(after.get(), 0) == UCPKI_EVIDENCE_OCSP, "good by the response");
    expect(ucpki::ocsp_hints(after).empty(), "nothing is left to ask");
    expect(cache.size() == 1 && cache.due(now).empty() && cache.due(after.valid_until()).size() == 1, "it is due later");
    expect(cache.due(after.valid_until())[0].certificate() == leaf, "it is the leaf's");
}

void refusals(const ucpki::Validator &validator) {
    const ucpki::Certificate ca = certificate("ca.pem");
    const ucpki::OcspSubject subject(certificate("leaf.pem"), ca);
    ucpki::OcspPolicy policy;
    const ucpki::OcspRequest request(subject, UCPKI_HASH_SHA256), nonced(subject, UCPKI_HASH_SHA256, ucpki::Bytes(16, 7));
    expect(nonced.der().size() > request.der().size() && nonced.uri("http://a/").empty(), "a nonce is sent with POST");
    const auto accept = [&](const std::string &path) {
        return failure([&] { request.accept(read(path), policy, validator, now); });
    };
    expect(accept("tests/data/ocsp/errors/try_later.der") ==
               std::make_pair(ucpki_status{UCPKI_ERR_OCSP_TRY_LATER}, std::int32_t{UCPKI_OCSP_NEXT_OTHER_RESPONDER}),
           "another responder may help");
    expect(accept("tests/data/ocsp/errors/unauthorized.der") ==
               std::make_pair(ucpki_status{UCPKI_ERR_OCSP_UNAUTHORIZED}, std::int32_t{UCPKI_OCSP_NEXT_ASK_WITH_SHA1}),
           "SHA-1 may help");
    expect(accept(folder + "trusted.der").first == UCPKI_ERR_OCSP_NOT_DESIGNATED, "nobody trusts it");
    policy.add_trusted(certificate("trusted.pem"), {ucpki::copy(ucpki_certificate_subject_der(ca.get()))});
    const ucpki::OcspVerified trusted = request.accept(read(folder + "trusted.der"), policy, validator, now);
    expect(trusted.signer() == UCPKI_OCSP_SIGNER_TRUSTED && trusted.delegate().empty(), "trusted by the operator");
    const ucpki::OcspVerified good = request.accept(read(folder + "leaf.der"), policy, validator, now), copied = good;
    expect(copied.status() == UCPKI_OCSP_STATUS_GOOD && copied.reason() == -1 && !copied.has_nonce(), "good");
    expect(copied.delegate().size() == 1 && copied.delegate()[0] == certificate("delegate.pem"), "by the delegate");
    expect(copied.this_update() == copied.produced_at() && copied.valid_until() <= copied.next_update(), "with its times");

    policy.set_nonce(UCPKI_OCSP_NONCE_REQUIRE);
    expect(accept(folder + "leaf.der").first == UCPKI_ERR_OCSP_NONCE_MISSING, "the nonce is missed");
    expect(failure([&] { policy.set_hash(9); }).first == UCPKI_ERR_ARGUMENT, "there is no such hash");
    expect(failure([&] { policy.add_trusted(ca, {}); }).first == UCPKI_ERR_ARGUMENT, "no issuers are not all");
    expect(failure([&] { request.uri("http://a/\r\n"); }).first == UCPKI_ERR_ARGUMENT, "a line break in an address");
    expect(failure([] { ucpki::OcspPolicy::cucm(list("ca.pem")); }).first == UCPKI_ERR_OCSP_NO_TRUSTED_RESPONDER, "Unified CM");
    ucpki::OcspPolicy::cucm(list("trusted.pem"));
    expect(failure([&] { ucpki::OcspSubject(ca, certificate("leaf.pem")); }).first == UCPKI_ERR_ARGUMENT, "not its issuer");
}

void staples(const ucpki::Validator &validator) {
    const ucpki::Certificate demanding = certificate("demanding.pem");
    const ucpki::OcspResponses none{ucpki::OcspPolicy()};
    const ucpki::Pool pool;
    ucpki::Params asked = params();
    set_ocsp(asked, none.with_staples({read(folder + "leaf.der"), read(folder + "demanding.der")}));
    expect(validator.check(demanding, pool, asked).accepted(), "the staple is there");
    set_ocsp(asked, none.with_staples({}).with_unverified({read(folder + "revoked.der")}));
    expect(!validator.check(demanding, pool, asked).accepted(), "the staple is missed");
    expect(validator.check(certificate("revoked.pem"), pool, asked).code() == UCPKI_ERR_CHAIN_REVOKED, "revoked");
}

/** What the records of a CA could say: nobody was revoked. */
std::int32_t nobody_revoked(void *, std::size_t, const std::uint8_t *, std::size_t, std::int64_t, std::int64_t *, std::int32_t *) {
    return UCPKI_OCSP_KNOWN_GOOD;
}

/** A responder: live, and with an answer that was signed before on another machine. */
void responder() {
    const std::string site = "tests/data/ocsp/responder/";
    const auto read_one = [&site](const char *name) { return ucpki::CertificateList::parse(read(site + name)).at(0); };
    const ucpki::Certificate ca = read_one("ca.pem"), delegate = read_one("delegate.pem"), leaf = read_one("leaf.pem");
    const ucpki::Bytes pem = read(site + "delegate.key");
    ucpki_private_key *key = nullptr;
    expect(ucpki_private_key_parse(pem.data(), pem.size(), nullptr, 0, &key, nullptr) == UCPKI_OK, "the key is read");

    ucpki::OcspResponder signing;
    signing.add_issuer(ca, delegate, key);
    const ucpki::OcspAnswer live = signing.answer(read(site + "request-nonce.der"), now, key, nullptr, nobody_revoked);
    expect(live.status() == UCPKI_OCSP_RESPONSE_SUCCESSFUL && live.has_nonce(), "a live answer");
    expect(live.headers(now).find("max-age=0") != std::string::npos, "nobody keeps it");

    const ucpki_bytes serial = ucpki_certificate_serial(leaf.get());
    const ucpki::OcspAnswer made = signing.presign(0, ucpki::copy(serial), now, key, nobody_revoked);
    ucpki_ocsp_responder_policy policy = {};
    policy.presigned_only = 1;
    ucpki::OcspResponder front(policy);
    front.add_issuer(ca, delegate, nullptr);
    ucpki::OcspPresigned presigned;
    expect(presigned.insert(front.adopt(made.der())) && !presigned.insert(live), "only what was signed before is kept");
    const ucpki::OcspAnswer handed = front.answer(read(site + "request.der"), now, nullptr, &presigned);
    expect(handed.reason() == UCPKI_OK && handed.next_update() == now + 86400, "it is handed out");
    presigned.remove_ended(now + 86400);
    expect(presigned.size() == 0, "until it ends");
    expect(failure([&] { front.adopt(live.der()); }).first == UCPKI_ERR_OCSP_ANSWER_UNFIT, "a live answer is for one client");
    expect(failure([&] { signing.answer(read(site + "request.der"), now, nullptr, nullptr, nobody_revoked); }).first == UCPKI_ERR_STATE,
           "a key is needed");
    ucpki_private_key_free(key);
}

} // namespace

int main() {
    try {
        const ucpki::Validator judge = validator();
        fetched(judge);
        refusals(judge);
        staples(judge);
        responder();
    } catch (const std::exception &unexpected) {
        std::cerr << unexpected.what() << "\n";
        return 2;
    }
    return failures > 0;
}
