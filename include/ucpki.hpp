/*
 * ucpki for C++11 and later: handles that free themselves, and exceptions instead of statuses.
 *
 * A thin layer over ucpki.h, where everything is documented; the contract is in crates/ffi/README.md. What has no member here is
 * reached through get(). Objects can be moved. A copy of a certificate, an anchor, a validator or a set of CRLs is a share of
 * the same value; other objects cannot be copied. OCSP is in ucpki_ocsp.hpp.
 *
 *   ucpki::ValidatorBuilder builder;
 *   builder.add_anchors(ucpki::CertificateList::parse(pem));
 *   const ucpki::Validator validator = builder.build();
 *
 *   ucpki::Params params(now, UCPKI_PURPOSE_SERVER);
 *   params.set_dns("sip.example.com");
 *   const ucpki::Verdict verdict = validator.check(leaf, pool, params);
 *   if (!verdict.accepted()) log(verdict.text());
 */

#ifndef UCPKI_HPP
#define UCPKI_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ucpki.h"

namespace ucpki {

/** Frees every kind of handle. */
struct Free {
    void operator()(ucpki_anchor *handle) const noexcept { ucpki_anchor_free(handle); }
    void operator()(ucpki_certificate *handle) const noexcept { ucpki_certificate_free(handle); }
    void operator()(ucpki_certificate_list *handle) const noexcept { ucpki_certificate_list_free(handle); }
    void operator()(ucpki_crl_set *handle) const noexcept { ucpki_crl_set_free(handle); }
    void operator()(ucpki_crl_set_builder *handle) const noexcept { ucpki_crl_set_builder_free(handle); }
    void operator()(ucpki_error *handle) const noexcept { ucpki_error_free(handle); }
    void operator()(ucpki_ocsp_cache *handle) const noexcept { ucpki_ocsp_cache_free(handle); }
    void operator()(ucpki_ocsp_answer *handle) const noexcept { ucpki_ocsp_answer_free(handle); }
    void operator()(ucpki_ocsp_draft *handle) const noexcept { ucpki_ocsp_draft_free(handle); }
    void operator()(ucpki_ocsp_presigned *handle) const noexcept { ucpki_ocsp_presigned_free(handle); }
    void operator()(ucpki_ocsp_responder *handle) const noexcept { ucpki_ocsp_responder_free(handle); }
    void operator()(ucpki_ocsp_policy *handle) const noexcept { ucpki_ocsp_policy_free(handle); }
    void operator()(ucpki_ocsp_request *handle) const noexcept { ucpki_ocsp_request_free(handle); }
    void operator()(ucpki_ocsp_response *handle) const noexcept { ucpki_ocsp_response_free(handle); }
    void operator()(ucpki_ocsp_responses *handle) const noexcept { ucpki_ocsp_responses_free(handle); }
    void operator()(ucpki_ocsp_subject *handle) const noexcept { ucpki_ocsp_subject_free(handle); }
    void operator()(ucpki_ocsp_subjects *handle) const noexcept { ucpki_ocsp_subjects_free(handle); }
    void operator()(ucpki_ocsp_verified *handle) const noexcept { ucpki_ocsp_verified_free(handle); }
    void operator()(ucpki_pool *handle) const noexcept { ucpki_pool_free(handle); }
    void operator()(ucpki_params *handle) const noexcept { ucpki_params_free(handle); }
    void operator()(ucpki_validator *handle) const noexcept { ucpki_validator_free(handle); }
    void operator()(ucpki_validator_builder *handle) const noexcept { ucpki_validator_builder_free(handle); }
    void operator()(ucpki_verdict *handle) const noexcept { ucpki_verdict_free(handle); }
};

/** A handle that frees itself. */
template <typename T>
using Handle = std::unique_ptr<T, Free>;

/** Why a call failed. A refusal is not a failure. */
class Failure : public std::runtime_error {
public:
    Failure(ucpki_status status, const ucpki_error *error)
        : std::runtime_error(text(ucpki_error_message(error))), status_(status), name_(text(ucpki_error_name(error))),
          oid_(text(ucpki_error_oid(error))), next_step_(ucpki_error_next_step(error)), certificate_(ucpki_error_certificate(error)), offset_(ucpki_error_offset(error)),
          line_(ucpki_error_line(error)), limit_(ucpki_error_limit(error)) {}

    /** One of the UCPKI_ERR_ codes. */
    ucpki_status status() const noexcept { return status_; }
    /** Its dotted name. */
    const std::string &name() const noexcept { return name_; }
    /** The object identifier that it is about, or nothing. */
    const std::string &oid() const noexcept { return oid_; }
    /** Which certificate of those that were given; -1 if none. So for the other places. */
    std::int64_t certificate() const noexcept { return certificate_; }
    std::int64_t offset() const noexcept { return offset_; }
    std::int64_t line() const noexcept { return line_; }
    std::int64_t limit() const noexcept { return limit_; }
    /** Of an OCSP response that was refused: one of UCPKI_OCSP_NEXT_; 0 for others. */
    std::int32_t next_step() const noexcept { return next_step_; }

private:
    static std::string text(const char *text) { return text == nullptr ? std::string() : std::string(text); }

    ucpki_status status_;
    std::string name_, oid_;
    std::int32_t next_step_;
    std::int64_t certificate_, offset_, line_, limit_;
};

namespace detail {

/**
 * Receives the error of one call: `Errors errors; errors.check(ucpki_...(..., errors.out()));`
 *
 * The call and the reading of its error are apart, since the order of arguments is open.
 */
class Errors {
public:
    Errors() = default;
    Errors(const Errors &) = delete;
    Errors &operator=(const Errors &) = delete;
    ~Errors() { ucpki_error_free(raw_); }

    ucpki_error **out() noexcept { return &raw_; }

    /** Throws unless the status is a success; a refusal is one. */
    ucpki_status check(ucpki_status status) const {
        if (status != UCPKI_OK && status != UCPKI_REFUSED) {
            throw Failure(status, raw_);
        }
        return status;
    }

private:
    ucpki_error *raw_ = nullptr;
};

/** The text that `copy(buf, cap, needed, err)` copies: asks for the size, then for the text. */
template <typename Copy>
std::string text(Copy copy) {
    std::size_t needed = 0;
    const ucpki_status status = copy(nullptr, std::size_t{0}, &needed, nullptr);
    if (status != UCPKI_ERR_BUFFER) {
        Errors errors;
        errors.check(copy(nullptr, std::size_t{0}, &needed, errors.out()));
        return std::string();
    }
    std::string text(needed, '\0');
    Errors errors;
    errors.check(copy(&text[0], text.size(), &needed, errors.out()));
    text.resize(needed - 1); /* the NUL */
    return text;
}

/** The array that `copy(array, cap, needed, err)` copies. */
template <typename T, typename Copy>
std::vector<T> array(Copy copy) {
    std::size_t needed = 0;
    std::vector<T> items;
    if (copy(nullptr, std::size_t{0}, &needed, nullptr) == UCPKI_ERR_BUFFER) {
        items.resize(needed);
    }
    Errors errors;
    errors.check(copy(items.data(), items.size(), &needed, errors.out()));
    return items;
}

inline const std::uint8_t *bytes(const std::string &text) { return reinterpret_cast<const std::uint8_t *>(text.data()); }

} // namespace detail

/** Bytes, as files and networks give them. */
using Bytes = std::vector<std::uint8_t>;

/** A copy of bytes that the library lent. */
inline Bytes copy(ucpki_bytes view) { return view.len == 0 ? Bytes() : Bytes(view.ptr, view.ptr + view.len); }

/** The dotted name of a code, such as `chain.expired`. */
inline std::string code_name(ucpki_status code) {
    return detail::text([code](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
        return ucpki_code_name(code, buf, cap, needed, err);
    });
}

/** The clause of the standard that decides; empty where none does. */
inline std::string code_clause(ucpki_status code) {
    return detail::text([code](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
        return ucpki_code_clause(code, buf, cap, needed, err);
    });
}

/** A certificate. */
class Certificate {
public:
    /** Takes a handle over. */
    explicit Certificate(ucpki_certificate *handle) : handle_(handle) {}
    /** A share of a certificate that somebody else holds, or lends. */
    explicit Certificate(const ucpki_certificate *lent) : handle_(ucpki_certificate_ref(lent)) {}
    Certificate(const Certificate &other) : handle_(ucpki_certificate_ref(other.get())) {}
    Certificate(Certificate &&) = default;
    Certificate &operator=(Certificate other) noexcept {
        handle_ = std::move(other.handle_);
        return *this;
    }

    /** Reads DER. For PEM: CertificateList::parse(). */
    static Certificate parse(const Bytes &der) {
        ucpki_certificate *raw = nullptr;
        detail::Errors errors;
        errors.check(ucpki_certificate_parse(der.data(), der.size(), &raw, errors.out()));
        return Certificate(raw);
    }

    std::string subject() const { return text(ucpki_certificate_subject); }
    std::string issuer() const { return text(ucpki_certificate_issuer); }
    std::string signature_algorithm() const { return text(ucpki_certificate_signature_algorithm); }
    std::int64_t not_before() const noexcept { return ucpki_certificate_not_before(get()); }
    std::int64_t not_after() const noexcept { return ucpki_certificate_not_after(get()); }
    Bytes der() const { return copy(ucpki_certificate_der(get())); }
    std::string pem() const { return text(ucpki_certificate_pem); }
    Bytes serial() const { return copy(ucpki_certificate_serial(get())); }

    bool is_ca() const {
        std::int32_t flag = 0;
        detail::Errors errors;
        errors.check(ucpki_certificate_is_ca(get(), &flag, errors.out()));
        return flag != 0;
    }

    /** SHA-256 of the DER. */
    Bytes fingerprint() const {
        const ucpki_certificate *self = get();
        return detail::array<std::uint8_t>([self](std::uint8_t *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
            return ucpki_certificate_fingerprint(self, UCPKI_HASH_SHA256, buf, cap, needed, err);
        });
    }

    /** The subjectAltName as text, in its order. */
    std::vector<std::string> names() const {
        const ucpki_certificate *self = get();
        std::vector<std::string> texts;
        for (const ucpki_general_name &name : detail::array<ucpki_general_name>(
                 [self](ucpki_general_name *names, std::size_t cap, std::size_t *needed, ucpki_error **err) {
                     return ucpki_certificate_subject_alt_name(self, names, cap, needed, err);
                 })) {
            texts.push_back(detail::text([&name](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
                return ucpki_general_name_text(&name, buf, cap, needed, err);
            }));
        }
        return texts;
    }

    const ucpki_certificate *get() const noexcept { return handle_.get(); }

    friend bool operator==(const Certificate &a, const Certificate &b) noexcept {
        return ucpki_certificate_equals(a.get(), b.get()) != 0;
    }
    friend bool operator!=(const Certificate &a, const Certificate &b) noexcept { return !(a == b); }

private:
    using Text = ucpki_status (*)(const ucpki_certificate *, char *, std::size_t, std::size_t *, ucpki_error **);

    std::string text(Text part) const {
        const ucpki_certificate *self = get();
        return detail::text([self, part](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
            return part(self, buf, cap, needed, err);
        });
    }

    Handle<ucpki_certificate> handle_;
};

/** The certificates of a file, DER or PEM. */
class CertificateList {
public:
    static CertificateList parse(const Bytes &file) {
        ucpki_certificate_list *raw = nullptr;
        detail::Errors errors;
        errors.check(ucpki_certificate_list_parse(file.data(), file.size(), &raw, errors.out()));
        return CertificateList(raw);
    }

    std::size_t size() const noexcept { return ucpki_certificate_list_count(get()); }

    /** The certificate with this number. Throws std::out_of_range. */
    Certificate at(std::size_t index) const {
        const ucpki_certificate *lent = ucpki_certificate_list_at(get(), index);
        if (lent == nullptr) {
            throw std::out_of_range("ucpki::CertificateList::at");
        }
        return Certificate(lent);
    }

    const ucpki_certificate_list *get() const noexcept { return handle_.get(); }

private:
    explicit CertificateList(ucpki_certificate_list *handle) : handle_(handle) {}

    Handle<ucpki_certificate_list> handle_;
};

/** A trust anchor. */
class Anchor {
public:
    /** Takes a handle over. */
    explicit Anchor(ucpki_anchor *handle) : handle_(handle) {}
    /** A share of an anchor that somebody else holds, or lends. */
    explicit Anchor(const ucpki_anchor *lent) : handle_(ucpki_anchor_ref(lent)) {}
    Anchor(const Anchor &other) : handle_(ucpki_anchor_ref(other.get())) {}
    Anchor(Anchor &&) = default;
    Anchor &operator=(Anchor other) noexcept {
        handle_ = std::move(other.handle_);
        return *this;
    }

    /** A CA certificate, usually a self-signed root. */
    static Anchor certificate(const Certificate &certificate) { return of(ucpki_anchor_new_certificate, certificate); }
    /** One certificate that is trusted for itself and for nothing below it. */
    static Anchor pinned_leaf(const Certificate &certificate) { return of(ucpki_anchor_new_pinned_leaf, certificate); }

    /** A certificate of a list, with the trust settings of its file. */
    static Anchor listed(const CertificateList &list, std::size_t index) {
        ucpki_anchor *raw = nullptr;
        detail::Errors errors;
        errors.check(ucpki_anchor_new_listed(list.get(), index, &raw, errors.out()));
        return Anchor(raw);
    }

    /** A bare key, as a SubjectPublicKeyInfo, and the name under which it issues, as DER. */
    static Anchor key(const Bytes &name, const Bytes &spki) {
        ucpki_anchor *raw = nullptr;
        detail::Errors errors;
        errors.check(ucpki_anchor_new_key(name.data(), name.size(), spki.data(), spki.size(), &raw, errors.out()));
        return Anchor(raw);
    }

    std::string name() const {
        const ucpki_anchor *self = get();
        return detail::text([self](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
            return ucpki_anchor_name(self, buf, cap, needed, err);
        });
    }

    const ucpki_anchor *get() const noexcept { return handle_.get(); }

private:
    using New = ucpki_status (*)(const ucpki_certificate *, ucpki_anchor **, ucpki_error **);

    static Anchor of(New make, const Certificate &certificate) {
        ucpki_anchor *raw = nullptr;
        detail::Errors errors;
        errors.check(make(certificate.get(), &raw, errors.out()));
        return Anchor(raw);
    }

    Handle<ucpki_anchor> handle_;
};

/** Certificates that a path may be built from, without trust. */
class Pool {
public:
    Pool() {
        ucpki_pool *raw = nullptr;
        detail::Errors errors;
        errors.check(ucpki_pool_new(&raw, errors.out()));
        handle_.reset(raw);
    }

    void add(const Certificate &certificate) {
        detail::Errors errors;
        errors.check(ucpki_pool_add(get(), certificate.get(), errors.out()));
    }

    void add(const CertificateList &list) {
        detail::Errors errors;
        errors.check(ucpki_pool_add_list(get(), list.get(), errors.out()));
    }

    /** DER, as a peer sent it; Failure::certificate() says which one is broken. */
    void add_der(const std::vector<Bytes> &certificates) {
        std::vector<ucpki_bytes> views;
        for (const Bytes &der : certificates) {
            views.push_back(ucpki_bytes{der.data(), der.size()});
        }
        detail::Errors errors;
        errors.check(ucpki_pool_add_der(get(), views.data(), views.size(), errors.out()));
    }

    ucpki_pool *get() noexcept { return handle_.get(); }
    const ucpki_pool *get() const noexcept { return handle_.get(); }

private:
    Handle<ucpki_pool> handle_;
};

/** CRLs, indexed. */
class CrlSet {
public:
    CrlSet(const CrlSet &other) : handle_(ucpki_crl_set_ref(other.get())) {}
    CrlSet(CrlSet &&) = default;
    CrlSet &operator=(CrlSet other) noexcept {
        handle_ = std::move(other.handle_);
        return *this;
    }

    /** The CRLs of these files, DER or PEM. */
    static CrlSet parse(const std::vector<Bytes> &files) {
        ucpki_crl_set_builder *builder = nullptr;
        ucpki_crl_set *set = nullptr;
        detail::Errors errors;
        errors.check(ucpki_crl_set_builder_new(&builder, errors.out()));
        const Handle<ucpki_crl_set_builder> owner(builder);
        for (const Bytes &file : files) {
            errors.check(ucpki_crl_set_builder_add(builder, file.data(), file.size(), errors.out()));
        }
        errors.check(ucpki_crl_set_builder_build(builder, &set, errors.out()));
        return CrlSet(set);
    }

    std::size_t size() const noexcept { return ucpki_crl_set_count(get()); }
    const ucpki_crl_set *get() const noexcept { return handle_.get(); }

private:
    explicit CrlSet(ucpki_crl_set *handle) : handle_(handle) {}

    Handle<ucpki_crl_set> handle_;
};

/** One question: at which time, for what, and who the peer must be. A check throws until it has an identity. */
class Params {
public:
    /** `time` in seconds since 1970-01-01T00:00:00Z; `purpose` is one of UCPKI_PURPOSE_. */
    Params(std::int64_t time, std::int32_t purpose) {
        ucpki_params *raw = nullptr;
        detail::Errors errors;
        errors.check(ucpki_params_new(time, purpose, &raw, errors.out()));
        handle_.reset(raw);
    }

    void set_time(std::int64_t time) { set(ucpki_params_set_time, time); }
    void set_name_mode(std::int32_t mode) { set(ucpki_params_set_name_mode, mode); }
    void set_max_depth(std::uint32_t depth) { set(ucpki_params_set_max_depth, depth); }
    void set_dns(const std::string &name) { set(ucpki_params_set_dns, detail::bytes(name), name.size()); }
    void set_host(const std::string &host) { set(ucpki_params_set_host, detail::bytes(host), host.size()); }
    void set_ip(const Bytes &address) { set(ucpki_params_set_ip, address.data(), address.size()); }
    void set_purpose_oid(const std::string &oid) { set(ucpki_params_set_purpose_oid, detail::bytes(oid), oid.size()); }
    void set_danger_any_peer() { set(ucpki_params_set_danger_any_peer); }
    void add(const CrlSet &crls) { set(ucpki_params_add_crl_set, crls.get()); }

    /** Fill the struct; `size` is set here. */
    void set_budget(ucpki_budget budget) {
        budget.size = sizeof budget;
        set(ucpki_params_set_budget, &budget);
    }
    /** Fill the struct; `size` is set here. */
    void set_revocation(ucpki_revocation revocation) {
        revocation.size = sizeof revocation;
        set(ucpki_params_set_revocation, &revocation);
    }
    /** Fill the struct; `size` is set here. */
    void set_policies(ucpki_policies policies) {
        policies.size = sizeof policies;
        set(ucpki_params_set_policies, &policies);
    }

    ucpki_params *get() noexcept { return handle_.get(); }
    const ucpki_params *get() const noexcept { return handle_.get(); }

private:
    template <typename Function, typename... Arguments>
    void set(Function function, Arguments... arguments) {
        detail::Errors errors;
        errors.check(function(get(), arguments..., errors.out()));
    }

    Handle<ucpki_params> handle_;
};

/** One thing that is wrong, or odd. A copy, which does not depend on its verdict. */
struct Finding {
    explicit Finding(const ucpki_finding *finding)
        : code(ucpki_finding_code(finding)), severity(ucpki_finding_severity(finding)), at(ucpki_finding_at(finding)),
          position(ucpki_finding_position(finding)), position_above(ucpki_finding_position_above(finding)),
          text(detail::text([finding](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
              return ucpki_finding_text(finding, buf, cap, needed, err);
          })) {}

    /** The rule, such as UCPKI_ERR_CHAIN_EXPIRED. */
    ucpki_status code;
    /** One of UCPKI_SEVERITY_. */
    std::int32_t severity;
    /** One of UCPKI_AT_. */
    std::int32_t at;
    /** Which certificate of the path; -1 if none. */
    std::int64_t position;
    /** Of a pair, the one above; -1 if none, or the anchor. */
    std::int64_t position_above;
    /** One phrase for a person, with the values. */
    std::string text;
};

/** A path that was tried and refused. A copy, which does not depend on its verdict. */
struct Candidate {
    std::vector<Certificate> certificates;
    /** Empty or one. */
    std::vector<Anchor> anchor;
    std::vector<Finding> findings;
};

/** The answer of a check. */
class Verdict {
public:
    /** Takes a handle over. */
    explicit Verdict(ucpki_verdict *handle) : handle_(handle) {}

    bool accepted() const noexcept { return ucpki_verdict_accepted(get()) != 0; }
    /** The budget ended before there was an answer: neither trusted nor untrusted. */
    bool undecided() const noexcept { return ucpki_verdict_cause(get()) == UCPKI_CAUSE_EXHAUSTED; }
    /** The code that decides; 0 if accepted. */
    ucpki_status code() const noexcept { return ucpki_verdict_code(get()); }
    /** One of UCPKI_CAUSE_. */
    std::int32_t cause() const noexcept { return ucpki_verdict_cause(get()); }
    /** The last second at which the same answer holds; the least number if refused. */
    std::int64_t valid_until() const noexcept { return ucpki_verdict_valid_until(get()); }
    /** What it cost: one of UCPKI_WORK_. */
    std::uint64_t work(std::int32_t counter) const noexcept { return ucpki_verdict_work(get(), counter); }

    /** One line: why it is refused, and which certificate is to blame. */
    std::string text() const { return text(ucpki_verdict_text); }
    /** Which name of the leaf is the peer's. Throws a Failure if no name was checked, or it is refused. */
    std::string matched_name() const { return text(ucpki_verdict_matched_name); }

    /** The accepted path, leaf first; empty if refused. */
    std::vector<Certificate> path() const {
        std::vector<Certificate> path;
        for (std::size_t i = 0; i < ucpki_verdict_path_length(get()); i++) {
            path.emplace_back(ucpki_verdict_path_certificate(get(), i));
        }
        return path;
    }

    /** The anchor of the accepted path. Throws std::logic_error if refused. */
    Anchor anchor() const {
        const ucpki_anchor *lent = ucpki_verdict_anchor(get());
        if (lent == nullptr) {
            throw std::logic_error("ucpki::Verdict::anchor: the leaf is refused");
        }
        return Anchor(lent);
    }

    /** Warnings about the accepted path. */
    std::vector<Finding> warnings() const {
        std::vector<Finding> warnings;
        for (std::size_t i = 0; i < ucpki_verdict_warning_count(get()); i++) {
            warnings.emplace_back(ucpki_verdict_warning(get(), i));
        }
        return warnings;
    }

    /** What was tried, the best first; empty if accepted. */
    std::vector<Candidate> candidates() const {
        std::vector<Candidate> candidates(ucpki_verdict_candidate_count(get()));
        for (std::size_t c = 0; c < candidates.size(); c++) {
            const ucpki_candidate *lent = ucpki_verdict_candidate(get(), c);
            for (std::size_t i = 0; i < ucpki_candidate_length(lent); i++) {
                candidates[c].certificates.emplace_back(ucpki_candidate_certificate(lent, i));
            }
            if (ucpki_candidate_anchor(lent) != nullptr) {
                candidates[c].anchor.emplace_back(ucpki_candidate_anchor(lent));
            }
            for (std::size_t i = 0; i < ucpki_candidate_finding_count(lent); i++) {
                candidates[c].findings.emplace_back(ucpki_candidate_finding(lent, i));
            }
        }
        return candidates;
    }

    /** Addresses from which something could be fetched that changes the answer. Nobody has trusted them yet. */
    std::vector<std::string> wanted() const {
        const ucpki_verdict *self = get();
        std::vector<std::string> addresses;
        for (std::size_t i = 0; i < ucpki_verdict_fetch_hint_count(self); i++) {
            addresses.push_back(detail::text([self, i](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
                return ucpki_verdict_fetch_hint_uri(self, i, buf, cap, needed, err);
            }));
        }
        return addresses;
    }

    const ucpki_verdict *get() const noexcept { return handle_.get(); }

private:
    using Text = ucpki_status (*)(const ucpki_verdict *, char *, std::size_t, std::size_t *, ucpki_error **);

    std::string text(Text part) const {
        const ucpki_verdict *self = get();
        return detail::text([self, part](char *buf, std::size_t cap, std::size_t *needed, ucpki_error **err) {
            return part(self, buf, cap, needed, err);
        });
    }

    Handle<ucpki_verdict> handle_;
};

/** Judges certificates; made by a ValidatorBuilder. Any number of threads may use one at once. */
class Validator {
public:
    /** Takes a handle over. */
    explicit Validator(ucpki_validator *handle) : handle_(handle) {}
    Validator(const Validator &other) : handle_(ucpki_validator_ref(other.get())) {}
    Validator(Validator &&) = default;
    Validator &operator=(Validator other) noexcept {
        handle_ = std::move(other.handle_);
        return *this;
    }

    /** Judges `leaf`. Throws when nothing could be judged; a refusal is an answer. */
    Verdict check(const Certificate &leaf, const Pool &pool, const Params &params) const {
        ucpki_verdict *raw = nullptr;
        detail::Errors errors;
        errors.check(ucpki_validator_check(get(), leaf.get(), pool.get(), params.get(), &raw, errors.out()));
        return Verdict(raw);
    }

    const ucpki_validator *get() const noexcept { return handle_.get(); }

private:
    Handle<ucpki_validator> handle_;
};

/** Collects what a validator is made of. Used up by build(). */
class ValidatorBuilder {
public:
    ValidatorBuilder() {
        ucpki_validator_builder *raw = nullptr;
        detail::Errors errors;
        errors.check(ucpki_validator_builder_new(&raw, errors.out()));
        handle_.reset(raw);
    }

    void set_provider(std::int32_t provider) { set(ucpki_validator_builder_set_provider, provider); }
    void set_profile(std::int32_t profile) { set(ucpki_validator_builder_set_profile, profile); }
    void set_rule(ucpki_status rule, std::int32_t severity) { set(ucpki_validator_builder_set_rule, rule, severity); }
    void set_partial_chain(bool allowed) { set(ucpki_validator_builder_set_partial_chain, std::int32_t{allowed}); }
    void add_anchor(const Anchor &anchor) { set(ucpki_validator_builder_add_anchor, anchor.get()); }
    void add_intermediate(const Certificate &certificate) {
        set(ucpki_validator_builder_add_intermediate, certificate.get());
    }

    /** Every certificate of a list, with the trust settings of its file. */
    void add_anchors(const CertificateList &list) {
        for (std::size_t i = 0; i < list.size(); i++) {
            add_anchor(Anchor::listed(list, i));
        }
    }

    Validator build() {
        ucpki_validator *raw = nullptr;
        detail::Errors errors;
        errors.check(ucpki_validator_builder_build(handle_.get(), &raw, errors.out()));
        return Validator(raw);
    }

    ucpki_validator_builder *get() noexcept { return handle_.get(); }

private:
    template <typename Function, typename... Arguments>
    void set(Function function, Arguments... arguments) {
        detail::Errors errors;
        errors.check(function(get(), arguments..., errors.out()));
    }

    Handle<ucpki_validator_builder> handle_;
};

} // namespace ucpki

#endif /* UCPKI_HPP */
