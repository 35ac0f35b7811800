/*
 * Judges a certificate, as `ucpki verify` does.
 *
 *   verify --anchors FILE... [--untrusted FILE...] [--crl FILE...] [--at SECONDS] [--name HOST] LEAF
 *
 * Files are DER or PEM. --at is in seconds since 1970-01-01T00:00:00Z, now if it is left out. Without --name no name is checked.
 * Exit status: 0 accepted, 1 refused, 2 usage or unreadable input, 3 no decision because the budget ended.
 *
 * Without arguments it judges the chain in tests/data/chain/demo, and tries what goes wrong: then 0 says that all answers are
 * right.
 */

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <ucpki.hpp>

namespace {

enum Answer { ACCEPTED = 0, REFUSED = 1, UNUSABLE = 2, UNDECIDED = 3 };

struct Question {
    std::vector<std::string> anchors, untrusted, crls;
    std::string name, leaf;
    std::int64_t at = static_cast<std::int64_t>(std::time(nullptr));
};

ucpki::Bytes read(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error(path + ": cannot be opened");
    }
    return ucpki::Bytes(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

/** Names the file in what goes wrong with it. */
ucpki::CertificateList certificates(const std::string &path) {
    try {
        return ucpki::CertificateList::parse(read(path));
    } catch (const ucpki::Failure &failure) {
        throw std::runtime_error(path + ": " + failure.what() + " [" + failure.name() + "]");
    }
}

void print(const ucpki::Finding &finding) {
    std::cout << "    " << (finding.severity == UCPKI_SEVERITY_REFUSE ? "refuse" : "warn") << " ["
              << ucpki::code_name(finding.code) << ", " << finding.code << "]";
    if (finding.position >= 0) {
        std::cout << " certificate " << finding.position;
    }
    std::cout << " " << ucpki::code_clause(finding.code) << "\n      " << finding.text << "\n";
}

void print(const ucpki::Verdict &verdict) {
    if (verdict.accepted()) {
        std::cout << "accepted until " << verdict.valid_until() << "\n";
        for (const ucpki::Certificate &certificate : verdict.path()) {
            std::cout << "  " << certificate.subject() << "\n";
        }
        std::cout << "  anchor " << verdict.anchor().name() << "\n";
        for (const ucpki::Finding &warning : verdict.warnings()) {
            print(warning);
        }
        return;
    }
    std::cout << "refused: " << verdict.text() << "\n";
    for (const ucpki::Candidate &candidate : verdict.candidates()) {
        for (const ucpki::Certificate &certificate : candidate.certificates) {
            std::cout << "  " << certificate.subject() << "\n";
        }
        for (const ucpki::Anchor &anchor : candidate.anchor) {
            std::cout << "  anchor " << anchor.name() << "\n";
        }
        for (const ucpki::Finding &finding : candidate.findings) {
            print(finding);
        }
    }
    for (const std::string &address : verdict.wanted()) {
        std::cout << "  could help: " << address << "\n";
    }
}

ucpki::Verdict judge(const Question &question) {
    ucpki::ValidatorBuilder builder;
    for (const std::string &path : question.anchors) {
        builder.add_anchors(certificates(path));
    }
    const ucpki::Validator validator = builder.build();

    ucpki::Pool pool;
    for (const std::string &path : question.untrusted) {
        pool.add(certificates(path));
    }
    ucpki::Params params(question.at, UCPKI_PURPOSE_SERVER);
    if (question.name.empty()) {
        params.set_danger_any_peer();
    } else {
        params.set_host(question.name);
    }
    if (!question.crls.empty()) {
        std::vector<ucpki::Bytes> files;
        for (const std::string &path : question.crls) {
            files.push_back(read(path));
        }
        params.add(ucpki::CrlSet::parse(files));
    }
    return validator.check(certificates(question.leaf).at(0), pool, params);
}

Answer answer(const Question &question) {
    try {
        const ucpki::Verdict verdict = judge(question);
        print(verdict);
        return verdict.accepted() ? ACCEPTED : verdict.undecided() ? UNDECIDED : REFUSED;
    } catch (const std::exception &failure) {
        std::cerr << failure.what() << "\n";
        return UNUSABLE;
    }
}

int usage() {
    std::cerr << "usage: verify --anchors FILE... [--untrusted FILE...] [--crl FILE...] [--at SECONDS] [--name HOST] LEAF\n";
    return UNUSABLE;
}

int verify(const std::vector<std::string> &arguments) {
    Question question;
    std::string option;
    for (std::size_t i = 0; i < arguments.size(); i++) {
        const std::string &argument = arguments[i];
        if (argument.compare(0, 2, "--") == 0) {
            option = argument;
        } else if (i + 1 == arguments.size()) {
            question.leaf = argument;
        } else if (option == "--anchors") {
            question.anchors.push_back(argument);
        } else if (option == "--untrusted") {
            question.untrusted.push_back(argument);
        } else if (option == "--crl") {
            question.crls.push_back(argument);
        } else if (option == "--at") {
            question.at = std::strtoll(argument.c_str(), nullptr, 10);
        } else if (option == "--name") {
            question.name = argument;
        } else {
            return usage();
        }
    }
    return question.leaf.empty() ? usage() : answer(question);
}

int failures = 0;

void expect(bool holds, const char *what) {
    if (!holds) {
        std::cerr << "wrong: " << what << "\n";
        failures++;
    }
}

/** The status that `call` fails with. */
template <typename Call>
ucpki_status failure(Call call) {
    try {
        call();
    } catch (const ucpki::Failure &failure) {
        return failure.status();
    }
    return UCPKI_OK;
}

int demo() {
    const std::string folder = "tests/data/chain/demo/";
    Question question;
    question.anchors = {folder + "root.pem"};
    question.untrusted = {folder + "intermediate.pem"};
    question.crls = {folder + "crls.pem"};
    question.name = "sip.example.com";
    question.leaf = folder + "leaf.pem";
    question.at = 1795305600; /* 2026-11-22T00:00:00Z */
    expect(answer(question) == ACCEPTED, "the chain is accepted");

    const ucpki::Certificate leaf = certificates(question.leaf).at(0);
    ucpki::Certificate copied = leaf;
    expect(copied == leaf && copied == ucpki::Certificate::parse(leaf.der()), "copies are equal");
    copied = certificates(question.untrusted[0]).at(0);
    expect(copied != leaf && copied.is_ca() && !leaf.is_ca(), "the intermediate is a CA");
    expect(leaf.names() == std::vector<std::string>({"sip.example.com", "192.0.2.7"}), "the names are read");
    expect(leaf.fingerprint().size() == 32 && !leaf.serial().empty() && leaf.issuer() == copied.subject(), "the fields are read");

    ucpki::Verdict verdict = judge(question);
    expect(verdict.matched_name().find("sip.example.com") == 0 && verdict.path().size() == 2, "the verdict has the path");
    question.name = "192.0.2.8";
    verdict = judge(question);
    expect(!verdict.accepted() && !verdict.undecided() && verdict.cause() == UCPKI_CAUSE_REJECTED, "another address is refused");
    expect(failure([&] { verdict.matched_name(); }) == UCPKI_ERR_ABSENT, "a refusal has no matched name");
    bool thrown = false;
    try {
        verdict.anchor();
    } catch (const std::logic_error &) {
        thrown = true;
    }
    expect(thrown, "a refusal has no anchor");
    question.name = "old.example.com";
    question.leaf = folder + "revoked.pem";
    expect(answer(question) == REFUSED && judge(question).code() == UCPKI_ERR_CHAIN_REVOKED, "a revoked certificate is refused");
    question.anchors = {folder + "crls.pem"};
    expect(answer(question) == UNUSABLE, "a file without certificates is unusable");

    ucpki::Params params(question.at, UCPKI_PURPOSE_SERVER);
    ucpki::ValidatorBuilder builder;
    const ucpki::Validator validator = builder.build();
    ucpki::Pool pool;
    expect(failure([&] { validator.check(leaf, pool, params); }) == UCPKI_ERR_STATE, "a params needs an identity");
    expect(failure([&] { builder.build(); }) == UCPKI_ERR_STATE, "a builder is used up");
    expect(failure([&] { params.set_dns("a..b"); }) == UCPKI_ERR_MATCHER_REFERENCE_INVALID, "a bad name is refused");
    expect(failure([] { ucpki::Params(0, 0); }) == UCPKI_ERR_ARGUMENT, "a purpose is needed");
    ucpki_budget budget = {};
    budget.signatures = 10;
    params.set_budget(budget);
    try {
        pool.add_der({leaf.der(), {0x30, 0x03}});
        expect(false, "broken DER is refused");
    } catch (const ucpki::Failure &failure) {
        expect(failure.certificate() == 1 && failure.offset() >= 0 && failure.line() == -1, "the failure says which one");
    }
    return failures > 0;
}

} // namespace

int main(int argc, char **argv) {
    return argc == 1 ? demo() : verify(std::vector<std::string>(argv + 1, argv + argc));
}
