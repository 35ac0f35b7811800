/*
 * ucpki for C++11 and later: OCSP. A thin layer over ucpki.h, as ucpki.hpp, where what holds for all of it is said.
 *
 *   for (const ucpki::OcspHint &hint : ucpki::ocsp_hints(verdict)) {
 *       const ucpki::OcspRequest request(hint.subject, policy);
 *       cache.insert(request.accept(post(hint.uri, request.der()), policy, validator, now));
 *   }
 *   set_ocsp(params, cache.snapshot(policy));
 */

#ifndef UCPKI_OCSP_HPP
#define UCPKI_OCSP_HPP

#include "ucpki.hpp"

namespace ucpki {

namespace detail {

/** The handle that `make(arguments..., handle, err)` makes. */
template <typename T, typename Function, typename... Arguments>
T *made(Function make, Arguments... arguments) {
    T *raw = nullptr;
    Errors errors;
    errors.check(make(arguments..., &raw, errors.out()));
    return raw;
}

/** Arrays of bytes, as the C functions take them. */
inline std::vector<ucpki_bytes> views(const std::vector<Bytes> &all) {
    std::vector<ucpki_bytes> views;
    for (const Bytes &bytes : all) {
        views.push_back(ucpki_bytes{bytes.data(), bytes.size()});
    }
    return views;
}

} // namespace detail

/** Whose status is asked for: a certificate and its issuer. */
class OcspSubject {
public:
    /** A share of a subject that somebody else holds, or lends. */
    explicit OcspSubject(const ucpki_ocsp_subject *lent) : handle_(ucpki_ocsp_subject_ref(lent)) {}
    OcspSubject(const Certificate &certificate, const Certificate &issuer)
        : handle_(detail::made<ucpki_ocsp_subject>(ucpki_ocsp_subject_new, certificate.get(), issuer.get())) {}
    OcspSubject(const OcspSubject &other) : handle_(ucpki_ocsp_subject_ref(other.get())) {}
    OcspSubject(OcspSubject &&) = default;
    OcspSubject &operator=(OcspSubject other) noexcept {
        handle_ = std::move(other.handle_);
        return *this;
    }

    Certificate certificate() const { return Certificate(ucpki_ocsp_subject_certificate(get())); }
    /** The SubjectPublicKeyInfo of the issuer, as DER. */
    Bytes issuer_key() const { return copy(ucpki_ocsp_subject_issuer_key(get())); }

    const ucpki_ocsp_subject *get() const noexcept { return handle_.get(); }

private:
    Handle<ucpki_ocsp_subject> handle_;
};

/** A responder that could tell more about a certificate. The address comes from a certificate that nobody has trusted yet. */
struct OcspHint {
    std::string uri;
    OcspSubject subject;
};

/** Which responders a verdict asks for, whether it accepts or refuses. */
inline std::vector<OcspHint> ocsp_hints(const Verdict &verdict) {
    const ucpki_verdict *self = verdict.get();
    std::vector<OcspHint> hints;
    for (std::size_t i = 0; i < ucpki_verdict_fetch_hint_count(self); i++) {
        const ucpki_ocsp_subject *subject = ucpki_verdict_fetch_hint_subject(self, i);
        if (subject != nullptr) {
            hints.push_back({detail::text([self, i](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
                                 return ucpki_verdict_fetch_hint_uri(self, i, buf, cap, needed, err);
                             }),
                             OcspSubject(subject)});
        }
    }
    return hints;
}

/** How requests are made and responses are judged. What was made with it has a copy. */
class OcspPolicy {
public:
    OcspPolicy() : handle_(detail::made<ucpki_ocsp_policy>(ucpki_ocsp_policy_new)) {}
    /** Unified CM: throws a Failure with UCPKI_ERR_OCSP_NO_TRUSTED_RESPONDER if none of the list is for OCSP signing. */
    static OcspPolicy cucm(const CertificateList &trust_list) {
        return OcspPolicy(detail::made<ucpki_ocsp_policy>(ucpki_ocsp_policy_new_cucm, trust_list.get()));
    }

    void set_nonce(std::int32_t nonce) { set(ucpki_ocsp_policy_set_nonce, nonce); }
    void set_hash(std::int32_t hash) { set(ucpki_ocsp_policy_set_hash, hash); }
    void set_sha1_retry(bool allowed) { set(ucpki_ocsp_policy_set_sha1_retry, std::int32_t{allowed}); }
    void set_skew(std::uint32_t seconds) { set(ucpki_ocsp_policy_set_skew, seconds); }
    void set_max_age(std::uint32_t seconds) { set(ucpki_ocsp_policy_set_max_age, seconds); }
    void set_without_next_update(std::uint32_t seconds) { set(ucpki_ocsp_policy_set_without_next_update, seconds); }
    void set_on_delegate_unknown(std::int32_t severity) { set(ucpki_ocsp_policy_set_on_delegate_unknown, severity); }
    void set_common_criteria() { set(ucpki_ocsp_policy_set_common_criteria); }
    void set_responder(const std::string &uri) { set(ucpki_ocsp_policy_set_responder, detail::bytes(uri), uri.size()); }
    void add_delegate(const Certificate &certificate) { set(ucpki_ocsp_policy_add_delegate, certificate.get()); }
    void add_trust_list(const CertificateList &list) { set(ucpki_ocsp_policy_add_trust_list, list.get()); }
    /** For certificates of all issuers. */
    void add_trusted(const Certificate &responder) { set(ucpki_ocsp_policy_add_trusted, responder.get()); }
    void add_trusted_key(const Bytes &key) { set(ucpki_ocsp_policy_add_trusted_key, key.data(), key.size()); }
    /** For certificates of these issuers only: their names, as DER, at least one. */
    void add_trusted(const Certificate &responder, const std::vector<Bytes> &issuers) {
        const std::vector<ucpki_bytes> names = detail::views(issuers);
        set(ucpki_ocsp_policy_add_trusted_for, responder.get(), names.data(), names.size());
    }

    ucpki_ocsp_policy *get() noexcept { return handle_.get(); }
    const ucpki_ocsp_policy *get() const noexcept { return handle_.get(); }

private:
    explicit OcspPolicy(ucpki_ocsp_policy *handle) : handle_(handle) {}

    template <typename Function, typename... Arguments>
    void set(Function function, Arguments... arguments) {
        detail::Errors errors;
        errors.check(function(get(), arguments..., errors.out()));
    }

    Handle<ucpki_ocsp_policy> handle_;
};

/** A response that was verified for one certificate; made by OcspRequest::accept(). */
class OcspVerified {
public:
    /** Takes a handle over. */
    explicit OcspVerified(ucpki_ocsp_verified *handle) : handle_(handle) {}
    OcspVerified(const OcspVerified &other) : handle_(ucpki_ocsp_verified_ref(other.get())) {}
    OcspVerified(OcspVerified &&) = default;
    OcspVerified &operator=(OcspVerified other) noexcept {
        handle_ = std::move(other.handle_);
        return *this;
    }

    /** One of UCPKI_OCSP_STATUS_. */
    std::int32_t status() const noexcept { return ucpki_ocsp_verified_status(get()); }
    /** The number of RFC 5280, 5.3.1; -1 if there is none. */
    std::int32_t reason() const noexcept { return ucpki_ocsp_verified_reason(get()); }
    std::int64_t revoked_at() const noexcept { return ucpki_ocsp_verified_revoked_at(get()); }
    std::int64_t produced_at() const noexcept { return ucpki_ocsp_verified_produced_at(get()); }
    std::int64_t this_update() const noexcept { return ucpki_ocsp_verified_this_update(get()); }
    /** UCPKI_TIME_NEVER if the response does not say. */
    std::int64_t next_update() const noexcept { return ucpki_ocsp_verified_next_update(get()); }
    std::int64_t valid_until() const noexcept { return ucpki_ocsp_verified_valid_until(get()); }
    bool has_nonce() const noexcept { return ucpki_ocsp_verified_has_nonce(get()) != 0; }
    /** One of UCPKI_OCSP_SIGNER_. */
    std::int32_t signer() const noexcept { return ucpki_ocsp_verified_signer(get()); }
    OcspSubject subject() const { return OcspSubject(ucpki_ocsp_verified_subject(get())); }

    /** The certificate of the delegate that signed; none or one. */
    std::vector<Certificate> delegate() const {
        const ucpki_certificate *lent = ucpki_ocsp_verified_delegate(get());
        return lent == nullptr ? std::vector<Certificate>() : std::vector<Certificate>(1, Certificate(lent));
    }

    const ucpki_ocsp_verified *get() const noexcept { return handle_.get(); }

private:
    Handle<ucpki_ocsp_verified> handle_;
};

/** A request for the status of one certificate. */
class OcspRequest {
public:
    /** As the policy wants it; a nonce comes from the operating system. */
    OcspRequest(const OcspSubject &subject, const OcspPolicy &policy)
        : handle_(detail::made<ucpki_ocsp_request>(ucpki_ocsp_request_new_for_policy, subject.get(), policy.get(), nullptr, nullptr)) {}
    /** With one of UCPKI_HASH_, and a nonce of 1 to 128 bytes, or none. */
    explicit OcspRequest(const OcspSubject &subject, std::int32_t hash, const Bytes &nonce = Bytes())
        : handle_(detail::made<ucpki_ocsp_request>(ucpki_ocsp_request_new, subject.get(), hash, std::int32_t{0},
                                                   nonce.empty() ? nullptr : nonce.data(), nonce.size())) {}

    /** The body of a POST of type application/ocsp-request. */
    Bytes der() const { return copy(ucpki_ocsp_request_der(get())); }

    /** The address to GET the answer from; empty where the request has to be sent with POST. */
    std::string uri(const std::string &base) const {
        const ucpki_ocsp_request *self = get();
        try {
            return detail::text([self, &base](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
                return ucpki_ocsp_request_uri(self, detail::bytes(base), base.size(), buf, cap, needed, err);
            });
        } catch (const Failure &failure) {
            if (failure.status() == UCPKI_ERR_ABSENT) {
                return std::string();
            }
            throw;
        }
    }

    /** Verifies what came back. Throws a Failure, whose next_step() says what may help; what is known stays. */
    OcspVerified accept(const Bytes &body, const OcspPolicy &policy, const Validator &validator, std::int64_t now) const {
        return OcspVerified(detail::made<ucpki_ocsp_verified>(ucpki_ocsp_request_accept, get(), body.data(), body.size(), policy.get(),
                                                              validator.get(), now));
    }

    const ucpki_ocsp_request *get() const noexcept { return handle_.get(); }

private:
    Handle<ucpki_ocsp_request> handle_;
};

/** Fetched and stapled responses under a policy, for checks. */
class OcspResponses {
public:
    /** Takes a handle over. */
    explicit OcspResponses(ucpki_ocsp_responses *handle) : handle_(handle) {}
    /** Without any that were fetched. */
    explicit OcspResponses(const OcspPolicy &policy)
        : handle_(detail::made<ucpki_ocsp_responses>(ucpki_ocsp_responses_new, policy.get())) {}
    OcspResponses(const OcspResponses &other) : handle_(ucpki_ocsp_responses_ref(other.get())) {}
    OcspResponses(OcspResponses &&) = default;
    OcspResponses &operator=(OcspResponses other) noexcept {
        handle_ = std::move(other.handle_);
        return *this;
    }

    /** The same with what the peer of one connection stapled; none says that it was asked, and sent none. */
    OcspResponses with_staples(const std::vector<Bytes> &staples) const {
        return with(ucpki_ocsp_responses_with_staples, staples);
    }
    /** The same with responses of which nobody knows for whom they are. */
    OcspResponses with_unverified(const std::vector<Bytes> &responses) const {
        return with(ucpki_ocsp_responses_with_unverified, responses);
    }

    std::size_t size() const noexcept { return ucpki_ocsp_responses_count(get()); }
    const ucpki_ocsp_responses *get() const noexcept { return handle_.get(); }

private:
    template <typename Function>
    OcspResponses with(Function function, const std::vector<Bytes> &more) const {
        const std::vector<ucpki_bytes> all = detail::views(more);
        return OcspResponses(detail::made<ucpki_ocsp_responses>(function, get(), all.data(), all.size()));
    }

    Handle<ucpki_ocsp_responses> handle_;
};

/** Sets where the checks with `params` get their responses. */
inline void set_ocsp(Params &params, const OcspResponses &responses) {
    detail::Errors errors;
    errors.check(ucpki_params_set_ocsp(params.get(), responses.get(), errors.out()));
}

/** Verified responses, kept for later checks. One thread inserts; checks use snapshots. */
class OcspCache {
public:
    explicit OcspCache(std::size_t capacity) : handle_(detail::made<ucpki_ocsp_cache>(ucpki_ocsp_cache_new, capacity)) {}

    void insert(const OcspVerified &verified) {
        detail::Errors errors;
        errors.check(ucpki_ocsp_cache_insert(handle_.get(), verified.get(), errors.out()));
    }

    /** Whose status to ask for again. */
    std::vector<OcspSubject> due(std::int64_t now) const {
        const Handle<ucpki_ocsp_subjects> due(detail::made<ucpki_ocsp_subjects>(ucpki_ocsp_cache_due, get(), now));
        std::vector<OcspSubject> subjects;
        for (std::size_t i = 0; i < ucpki_ocsp_subjects_count(due.get()); i++) {
            subjects.emplace_back(ucpki_ocsp_subjects_at(due.get(), i));
        }
        return subjects;
    }

    OcspResponses snapshot(const OcspPolicy &policy) const {
        return OcspResponses(detail::made<ucpki_ocsp_responses>(ucpki_ocsp_cache_snapshot, get(), policy.get()));
    }

    std::size_t size() const noexcept { return ucpki_ocsp_cache_len(get()); }
    const ucpki_ocsp_cache *get() const noexcept { return handle_.get(); }

private:
    Handle<ucpki_ocsp_cache> handle_;
};

/** An answer that can be sent, or an error that can. */
class OcspAnswer {
public:
    /** Takes a handle over. */
    explicit OcspAnswer(ucpki_ocsp_answer *handle) : handle_(handle) {}

    /** The body, of type application/ocsp-response. The status of HTTP is 200, for errors as well. */
    Bytes der() const { return copy(ucpki_ocsp_answer_der(get())); }
    /** What the client learns: one of UCPKI_OCSP_RESPONSE_. */
    std::int32_t status() const noexcept { return ucpki_ocsp_answer_status(get()); }
    /** Why it is an error, for the operator; UCPKI_OK for an answer. */
    ucpki_status reason() const noexcept { return ucpki_ocsp_answer_reason(get()); }
    std::int64_t next_update() const noexcept { return ucpki_ocsp_answer_next_update(get()); }
    bool has_nonce() const noexcept { return ucpki_ocsp_answer_has_nonce(get()) != 0; }

    /** The headers of HTTP, a line with CR and LF for each. */
    std::string headers(std::int64_t now) const {
        const ucpki_ocsp_answer *self = get();
        return detail::text([self, now](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
            return ucpki_ocsp_answer_headers(self, now, buf, cap, needed, err);
        });
    }

    const ucpki_ocsp_answer *get() const noexcept { return handle_.get(); }

private:
    Handle<ucpki_ocsp_answer> handle_;
};

/** Answers that were signed before, one for each certificate. One thread changes it. */
class OcspPresigned {
public:
    OcspPresigned() : handle_(detail::made<ucpki_ocsp_presigned>(ucpki_ocsp_presigned_new)) {}

    /** Whether it was kept: not where there is a newer one, and not one that somebody asked for. */
    bool insert(const OcspAnswer &answer) {
        std::int32_t kept = 0;
        detail::Errors errors;
        errors.check(ucpki_ocsp_presigned_insert(handle_.get(), answer.get(), &kept, errors.out()));
        return kept != 0;
    }
    void remove_ended(std::int64_t now) noexcept { ucpki_ocsp_presigned_remove_ended(handle_.get(), now); }
    std::size_t size() const noexcept { return ucpki_ocsp_presigned_len(get()); }
    const ucpki_ocsp_presigned *get() const noexcept { return handle_.get(); }

private:
    Handle<ucpki_ocsp_presigned> handle_;
};

/** Answers requests for the certificates of the issuers that were added. Signs with a key that the caller holds. */
class OcspResponder {
public:
    /** With the usual policy. */
    OcspResponder() : handle_(detail::made<ucpki_ocsp_responder>(ucpki_ocsp_responder_new, nullptr)) {}
    explicit OcspResponder(ucpki_ocsp_responder_policy policy) {
        policy.size = sizeof policy;
        const ucpki_ocsp_responder_policy *given = &policy;
        handle_ = Handle<ucpki_ocsp_responder>(detail::made<ucpki_ocsp_responder>(ucpki_ocsp_responder_new, given));
    }

    /** `signer` is a certificate that the issuer issued for OCSP signing, or the issuer's own. A key of nullptr never signs. */
    void add_issuer(const Certificate &issuer, const Certificate &signer, const ucpki_private_key *key) {
        detail::Errors errors;
        errors.check(ucpki_ocsp_responder_add_issuer(handle_.get(), issuer.get(), signer.get(), key, errors.out()));
    }

    /** Lets CRLs say who is revoked, where no source is given. */
    void set_crls(const ucpki_crl_set *crls) {
        detail::Errors errors;
        errors.check(ucpki_ocsp_responder_set_crls(handle_.get(), crls, errors.out()));
    }

    /** Answers a request, signed with `key` where that is needed. */
    OcspAnswer answer(const Bytes &request, std::int64_t now, const ucpki_private_key *key, const OcspPresigned *presigned = nullptr,
                      ucpki_ocsp_source source = nullptr, void *context = nullptr) const {
        const ucpki_ocsp_presigned *before = presigned == nullptr ? nullptr : presigned->get();
        return sign(detail::made<ucpki_ocsp_draft>(ucpki_ocsp_responder_prepare, get(), request.data(), request.size(), now, source,
                                                   context, before),
                    key);
    }

    /** An answer before anybody asks; `serial` is the serial number in content bytes. */
    OcspAnswer presign(std::size_t issuer, const Bytes &serial, std::int64_t now, const ucpki_private_key *key,
                       ucpki_ocsp_source source = nullptr, void *context = nullptr) const {
        return sign(detail::made<ucpki_ocsp_draft>(ucpki_ocsp_responder_presign, get(), issuer, serial.data(), serial.size(), now,
                                                   source, context),
                    key);
    }

    /** Reads an answer that was signed before, and verifies it. */
    OcspAnswer adopt(const Bytes &der) const {
        return OcspAnswer(detail::made<ucpki_ocsp_answer>(ucpki_ocsp_responder_adopt, get(), der.data(), der.size()));
    }

    const ucpki_ocsp_responder *get() const noexcept { return handle_.get(); }

private:
    static OcspAnswer sign(ucpki_ocsp_draft *made, const ucpki_private_key *key) {
        const Handle<ucpki_ocsp_draft> draft(made);
        return OcspAnswer(detail::made<ucpki_ocsp_answer>(ucpki_ocsp_draft_sign, draft.get(), key, nullptr, nullptr));
    }

    Handle<ucpki_ocsp_responder> handle_;
};

} // namespace ucpki

#endif /* UCPKI_OCSP_HPP */
