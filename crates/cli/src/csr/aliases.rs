//! `ucpki csr aliases`: whether Control and Expressway have the same chat node aliases.

use super::FORMAT;
use super::document::chat_aliases;
use crate::answer::{Answer, Status};
use crate::files::Failure;
use crate::json;

use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use ucpki::appliance::AliasDifference;
use ucpki::show::{DocumentLine as Line, Style};

#[derive(Debug, Args)]
pub(crate) struct Aliases {
    /// What is wanted of Control, as the JSON document that `csr new --topology` takes
    #[arg(value_name = "CONTROL")]
    control: PathBuf,
    /// What is wanted of Expressway, likewise
    #[arg(value_name = "EDGE")]
    edge: PathBuf,
    /// Answer as JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn run(arguments: &Aliases) -> Result<Answer, Failure> {
    let (control, edge) = (chat_aliases(&arguments.control)?, chat_aliases(&arguments.edge)?);
    let difference = AliasDifference::between(&control, &edge);
    let mut answer = Answer::both(FORMAT, arguments.json);
    answer.status = Status::refused_if(!difference.is_empty());
    if difference.is_empty() {
        answer.push(Line::new(Style::Good, "ok").plain(": both have the same aliases"));
    }
    for (aliases, on) in [(&difference.missing_on_edge, "Expressway"), (&difference.missing_on_control, "Control")] {
        for alias in aliases {
            let head = format!("refuse[{}]", difference.code());
            answer.push(Line::new(Style::Error, head).plain(format!(": {alias} is missing on {on}")));
        }
    }
    answer.members(json!({
        "code": (!difference.is_empty()).then(|| json::code(difference.code())),
        "missing_on_control": difference.missing_on_control,
        "missing_on_edge": difference.missing_on_edge,
    }));
    Ok(answer)
}
