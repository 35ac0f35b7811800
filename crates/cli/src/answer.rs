//! What a verb answers: it knows how it is written, for people and for programs, and which exit status it has.

use crate::console::{self, Color};
use crate::files::{Failure, FailureFacts};
use crate::json::{self, VERSION};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Display;
use std::io::{self, Write};
use ucpki::crypto::Secret;
use ucpki::show::{Document, DocumentLine as Line, Style, printable};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Done,
    Refused,
    Unusable,
    Undecided,
}

impl Status {
    pub(crate) const fn refused_if(refused: bool) -> Self {
        if refused { Self::Refused } else { Self::Done }
    }

    /// The exit status.
    const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Unusable => 2,
            Self::Undecided => 3,
        }
    }
}

/// A verb with its arguments.
pub(crate) trait Verb {
    /// How the verb says that it failed.
    fn form(&self) -> Form {
        Form { format: None, as_json: false }
    }

    fn run(&self) -> Result<Answer, Failure>;
}

/// How a failure is said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// The document that a failure is an answer of, such as `ucpki-key`; without, it is that of an unreadable file.
    pub(crate) format: Option<&'static str>,
    pub(crate) as_json: bool,
}

/// What a verb has to say.
pub(crate) struct Answer {
    pub(crate) status: Status,
    as_json: bool,
    /// For people, in order.
    parts: Vec<Part>,
    /// For programs.
    json: Json,
    /// What goes to standard output instead of the text.
    raw: Option<Secret>,
}

enum Part {
    /// To standard error.
    Complaint(String),
    /// To standard error.
    Failure(Failure),
    /// What may be long, so that nothing is collected; made visible on a terminal.
    Long(Box<dyn Display>),
    Text(Document),
}

enum Json {
    Document(Box<dyn Display>),
    /// Members of a document of this format, beside its result.
    Members(&'static str, Value),
    Nothing,
}

impl Answer {
    /// An answer for people.
    pub(crate) const fn new(status: Status) -> Self {
        Self { status, as_json: false, parts: Vec::new(), json: Json::Nothing, raw: None }
    }

    /// An answer for people.
    pub(crate) fn text(status: Status, text: Document) -> Self {
        Self { parts: vec![Part::Text(text)], ..Self::new(status) }
    }

    /// An answer for programs, as it is written.
    pub(crate) fn json(status: Status, document: impl Display + 'static) -> Self {
        Self { as_json: true, json: Json::Document(Box::new(document)), ..Self::new(status) }
    }

    /// An answer for programs: a document in lines.
    pub(crate) fn document(status: Status, document: &impl Serialize) -> Self {
        Self::json(status, json::lines(document))
    }

    /// An answer in the words and in the members of a document, `as_json` says which is written.
    pub(crate) fn both(format: &'static str, as_json: bool) -> Self {
        Self { as_json, json: Json::Members(format, json!({})), ..Self::new(Status::Done) }
    }

    /// An answer that is written as it is.
    pub(crate) fn bytes(bytes: Secret) -> Self {
        Self { raw: Some(bytes), ..Self::new(Status::Done) }
    }

    /// The same, with bytes that go to standard output instead of the text.
    pub(crate) fn instead_of_text(&mut self, bytes: Secret) {
        self.raw = Some(bytes);
    }

    /// Adds a line `name: value`.
    pub(crate) fn line(&mut self, name: &str, value: impl Into<String>) {
        self.push(Line::new(Style::Strong, format!("{name}: ")).plain(value));
    }

    pub(crate) fn push(&mut self, line: Line) {
        let mut document = match self.parts.pop() {
            Some(Part::Text(document)) => document,
            other => {
                self.parts.extend(other);
                Document::default()
            }
        };
        document.push(line);
        self.parts.push(Part::Text(document));
    }

    pub(crate) fn push_text(&mut self, text: Document) {
        self.parts.push(Part::Text(text));
    }

    pub(crate) fn push_long(&mut self, text: impl Display + 'static) {
        self.parts.push(Part::Long(Box::new(text)));
    }

    pub(crate) fn complain(&mut self, text: String) {
        self.parts.push(Part::Complaint(text));
    }

    pub(crate) fn push_failure(&mut self, failure: Failure) {
        self.parts.push(Part::Failure(failure));
    }

    /// Adds members to the document.
    pub(crate) fn members(&mut self, more: Value) {
        if let (Json::Members(_, Value::Object(members)), Value::Object(more)) = (&mut self.json, more) {
            members.extend(more);
        }
    }

    fn write(self, color: Color) -> io::Result<()> {
        if self.as_json {
            return self.write_json();
        }
        if let Some(raw) = self.raw {
            return console::out().write_all(raw.expose());
        }
        self.parts.into_iter().try_for_each(|part| part.write(color))
    }

    fn write_json(self) -> io::Result<()> {
        let mut out = io::BufWriter::new(console::out());
        match self.json {
            Json::Document(document) => writeln!(out, "{document}")?,
            Json::Members(format, members) => {
                let result = if self.status == Status::Refused { "refused" } else { "done" };
                let mut document = json!({ "format": format, "version": VERSION, "result": result });
                if let (Value::Object(document), Value::Object(members)) = (&mut document, members) {
                    document.extend(members);
                }
                writeln!(out, "{}", json::lines(&document))?;
            }
            Json::Nothing => {}
        }
        out.flush()
    }
}

impl Part {
    fn write(self, color: Color) -> io::Result<()> {
        match self {
            Self::Text(document) => return console::print(&document, color),
            Self::Long(text) => return write_long(&*text),
            Self::Failure(failure) => console::print_error(&failure.document(false), color),
            Self::Complaint(text) => {
                // Where standard error is closed, nobody wants to know.
                let _ = writeln!(console::err(), "{text}");
            }
        }
        Ok(())
    }
}

/// What a terminal would act on or not show is made visible there.
fn write_long(text: &dyn Display) -> io::Result<()> {
    let mut out = io::BufWriter::new(console::out());
    if !console::out_is_terminal() {
        write!(out, "{text}")?;
        return out.flush();
    }
    text.to_string().split_inclusive('\n').try_for_each(|line| {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        write!(out, "{}{end}", printable(line))
    })?;
    out.flush()
}

/// Runs a verb, writes its answer, and says how the program ends.
pub(crate) fn give(verb: &dyn Verb, color: Color) -> u8 {
    match verb.run() {
        Ok(answer) => {
            let status = answer.status;
            finish(answer.write(color), status)
        }
        Err(failure) => finish(fail(&failure, verb.form(), color), Status::Unusable),
    }
}

fn fail(failure: &Failure, form: Form, color: Color) -> io::Result<()> {
    /// The document of a verb that could not read a file.
    #[derive(Serialize)]
    struct Unreadable {
        format: &'static str,
        version: u32,
        result: &'static str,
        unreadable: FailureFacts,
    }
    let document = match form.format {
        Some(format) if form.as_json => {
            let error = failure.facts();
            json::lines(&json!({ "format": format, "version": VERSION, "result": "failed", "error": error }))
        }
        // What is wrong with the command line is not a file's fault.
        None if form.as_json && failure.file().is_some() => json::lines(&Unreadable {
            format: "ucpki-verdict",
            version: VERSION,
            result: "unreadable",
            unreadable: failure.facts(),
        }),
        _ => {
            console::print_error(&failure.document(form.format.is_some()), color);
            return Ok(());
        }
    };
    writeln!(console::out(), "{document}")
}

/// Says what is wrong to somebody who can try again.
pub(crate) fn tell(failure: &Failure) {
    console::print_error(&failure.document(true), Color::Auto);
}

/// The answer holds even where nobody listened to the end, as with `| head -1`; other trouble with the output is said, and
/// must not look like "accepted".
pub(crate) fn finish(written: io::Result<()>, status: Status) -> u8 {
    // What is left in the buffer is written here, and not when the program ends, where an error would be lost.
    let status = match written.and_then(|()| console::out().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            // Where standard error fails as well, the status is all that is left.
            let _ = writeln!(console::err(), "error: cannot write to standard output: {error}");
            status.max(Status::Unusable)
        }
        _ => status,
    };
    status.number()
}
