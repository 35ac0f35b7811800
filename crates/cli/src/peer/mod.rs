//! Who the peer must be, on the command line; and `ucpki match`.

mod match_;

use clap::{Args, ValueEnum};
use std::net::IpAddr;
use ucpki::matcher::{DnsName, Identity, SipDomain, SipUsage, XmppService};

pub(crate) use match_::Match;

/// One of these, or none.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The host name that the certificate must be for, in any script
    #[arg(long, value_name = "HOST", group = "identity", value_parser = host)]
    name: Option<Identity>,
    /// The IP address that the certificate must be for
    #[arg(long, value_name = "ADDR", group = "identity")]
    ip: Option<IpAddr>,
    /// The SIP domain that the certificate must be for (RFC 5922)
    #[arg(long, value_name = "DOMAIN", group = "identity", value_parser = sip)]
    sip: Option<SipDomain>,
    /// What an extended key usage must have to be for SIP domains (RFC 5924)
    #[arg(long, value_enum, value_name = "USAGE", default_value = "server-auth")]
    sip_usage: Usage,
    /// The service that the certificate must be for, as _service.domain (RFC 4985)
    #[arg(long, value_name = "NAME", group = "identity", value_parser = srv)]
    srv: Option<Identity>,
    /// The scheme and host that the certificate must be for, by a URI
    #[arg(long, value_name = "URI", group = "identity", value_parser = uri)]
    uri: Option<Identity>,
    /// The XMPP domain, or the account with an `@`, that the certificate must be for (RFC 6120)
    #[arg(long, value_name = "ADDRESS", group = "identity")]
    xmpp: Option<String>,
    /// Which service of an XMPP domain
    #[arg(long, value_enum, value_name = "SERVICE", default_value = "server")]
    xmpp_service: Service,
    /// The e-mail address that the certificate must be for
    #[arg(long, value_name = "ADDRESS", group = "identity", value_parser = email)]
    email: Option<Identity>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Usage {
    Ignore,
    ServerAuth,
    Strict,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Service {
    Client,
    Server,
}

impl Named {
    /// The identity; `None` if none was given. An error is a text for the user.
    pub(crate) fn identity(&self) -> Result<Option<Identity>, String> {
        if let Some(domain) = &self.sip {
            let usage = match self.sip_usage {
                Usage::Ignore => SipUsage::Ignore,
                Usage::ServerAuth => SipUsage::ServerAuth,
                Usage::Strict => SipUsage::Strict,
            };
            return Ok(Some(domain.clone().usage(usage).into()));
        }
        if let Some(address) = &self.xmpp {
            no_address(address, "an XMPP domain").map_err(|error| format!("--xmpp {address}: {error}"))?;
            let service = match self.xmpp_service {
                Service::Client => XmppService::Client,
                Service::Server => XmppService::Server,
            };
            let identity = if address.contains('@') {
                Identity::xmpp_account(address)
            } else {
                ucpki::matcher::XmppDomain::from_unicode(address, service).map(Identity::from)
            };
            return identity.map(Some).map_err(|error| format!("--xmpp {address}: {error}"));
        }
        let given = [&self.name, &self.srv, &self.uri, &self.email].into_iter().flatten().next();
        Ok(given.cloned().or_else(|| self.ip.map(Identity::ip)))
    }
}

fn host(text: &str) -> Result<Identity, String> {
    if text.parse::<IpAddr>().is_ok() {
        return Err("this is an address; give it with --ip".to_owned());
    }
    domain(text).map(Identity::Dns)
}

fn domain(text: &str) -> Result<DnsName, String> {
    // What is ASCII already is taken as it stands: mapping would only hide mistakes.
    let name = if text.is_ascii() { DnsName::parse(text) } else { DnsName::from_unicode(text) };
    name.map_err(|error| error.to_string())
}

/// An address where a name is expected, which no certificate can hold in this place.
fn no_address(text: &str, what: &str) -> Result<(), String> {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    match inner.parse::<IpAddr>() {
        Ok(_) => Err(format!("this is an IP address; {what} is a host name (give an address with --ip)")),
        Err(_) => Ok(()),
    }
}

fn sip(text: &str) -> Result<SipDomain, String> {
    no_address(text, "a SIP domain")?;
    if text.contains(':') {
        return Err("this is a URI; give the domain alone".to_owned());
    }
    domain(text).map(SipDomain::from)
}

fn srv(text: &str) -> Result<Identity, String> {
    no_address(text, "a service")?;
    Identity::srv(text).map_err(|error| error.to_string())
}

fn uri(text: &str) -> Result<Identity, String> {
    Identity::uri(text).map_err(|error| error.to_string())
}

fn email(text: &str) -> Result<Identity, String> {
    Identity::email(text).map_err(|error| error.to_string())
}
