//! The table of the README from what criterion measured, and the plot of what attack graphs cost.
//!
//! `bench-report [--plot FILE]`. Measurements are read from `criterion` in the target folder (`CRITERION_HOME`,
//! `CARGO_TARGET_DIR`); one that is not there is named and left out. Only the plot and the answers to the attack graphs are
//! worked out here.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use ucpki_benches::cpu_time;
use ucpki_benches::gates::{ATTACK_MILLIS, GATES, Gate, Limit, Yardstick};
use ucpki_benches::peers::attacked;
use ucpki_crypto::AWS_LC_RS;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let plot = match arguments.as_slice() {
        [] => None,
        [flag, file] if flag == "--plot" => Some(PathBuf::from(file)),
        _ => panic!("bench-report [--plot FILE]"),
    };
    let mut measured = Measured { folder: folder(), missing: Vec::new() };
    println!("| job | ucpki | best peer | ratio | gate | reached |\n|---|---|---|---|---|---|");
    for gate in GATES {
        println!("{}", line(gate, &mut measured));
    }
    println!("{}", attack(&mut measured));
    for missing in &measured.missing {
        println!("\nmissing: {missing}");
    }
    if let Some(file) = plot {
        std::fs::write(&file, svg(&curves())).expect("the plot");
        println!("\nplot: {}", file.display());
    }
}

/// Where criterion leaves its results.
fn folder() -> PathBuf {
    let of = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let target = || of("CARGO_TARGET_DIR").unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"));
    of("CRITERION_HOME").unwrap_or_else(|| target().join("criterion"))
}

struct Measured {
    folder: PathBuf,
    missing: Vec<String>,
}

impl Measured {
    /// The median of `group/function` in microseconds.
    fn median(&mut self, name: &str) -> Option<f64> {
        let median = self.read(name);
        if median.is_none() && !self.missing.iter().any(|missing| missing == name) {
            self.missing.push(name.to_owned());
        }
        median
    }

    /// The least of the medians of all rounds, which are baselines named by numbers; without them, of the last run.
    ///
    /// Criterion measures one function after the other, and a busy machine is slow for some of them: each has its quiet moment in
    /// one of the rounds.
    fn read(&self, name: &str) -> Option<f64> {
        let folder = self.folder.join(name);
        let names = std::fs::read_dir(&folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let rounds = names.filter(|name| name.parse::<u32>().is_ok()).filter_map(|name| median_in(&folder.join(name)));
        rounds.min_by(f64::total_cmp).or_else(|| median_in(&folder.join("new")))
    }
}

/// In microseconds.
fn median_in(folder: &Path) -> Option<f64> {
    let text = std::fs::read_to_string(folder.join("estimates.json")).ok()?;
    let estimates: serde_json::Value = serde_json::from_str(&text).ok()?;
    estimates.get("median")?.get("point_estimate")?.as_f64().map(|nanoseconds| nanoseconds / 1000.0)
}

fn line(gate: &Gate, measured: &mut Measured) -> String {
    let Some(ours) = measured.median(gate.ours) else {
        return format!("| {} | not measured | | | | |", gate.job);
    };
    let peers = gate.peers.iter().filter_map(|peer| Some((*peer, measured.median(peer)?)));
    let best = peers.min_by(|first, second| first.1.total_cmp(&second.1));
    let (text, is_reached) = judge(&gate.limit, ours, best.map(|(_, time)| time), measured);
    let function = |name: &str| name.split('/').next_back().unwrap_or(name).to_owned();
    let peer = best.map_or_else(String::new, |(name, time)| format!("{} ({})", shown(time), function(name)));
    let ratio = best.map_or_else(String::new, |(_, time)| times(ours / time));
    let reached = match is_reached {
        None => "",
        Some(true) => "yes",
        Some(false) => "**no**",
    };
    format!("| {} | {} | {peer} | {ratio} | {text} | {reached} |", gate.job, shown(ours))
}

fn judge(limit: &Limit, ours: f64, best: Option<f64>, measured: &mut Measured) -> (String, Option<bool>) {
    match *limit {
        Limit::Micros(most, yardstick) => {
            let here = measured.median(yardstick.name).map(|here| most * here / yardstick.micros);
            let text = format!("at most {} where {}", shown(most), compared(&yardstick, here));
            (text, here.map(|most| ours <= most))
        }
        Limit::MicrosOver(more, yardstick) => {
            let here = measured.median(yardstick.name).map(|here| here + more * here / yardstick.micros);
            let text = format!("one verification + {} where {}", shown(more), compared(&yardstick, here));
            (text, here.map(|most| ours <= most))
        }
        Limit::Record => (String::new(), None),
        Limit::Throughput(one, least) => {
            let gain = measured.median(one).map(|one| one / ours);
            let shown = gain.map_or("?".to_owned(), |gain| format!("{gain:.2}x"));
            (format!("at least {least}x one thread ({shown})"), gain.map(|gain| gain >= least))
        }
        Limit::Times(most) if most < 0.15 => {
            (format!("at least {:.0}x as fast", 1.0 / most), best.map(|best| ours <= best * most))
        }
        Limit::Times(most) => (format!("at most {most}x"), best.map(|best| ours <= best * most)),
    }
}

/// "rustls-webpki takes 690 ns: 1.35 µs here"
fn compared(yardstick: &Yardstick, here: Option<f64>) -> String {
    let peer = yardstick.name.split('/').next_back().unwrap_or_default();
    let here = here.map_or("?".to_owned(), shown);
    format!("{peer} takes {}: {here} here", shown(yardstick.micros))
}

/// The slowest graph of each side, and how many answers are right.
fn attack(measured: &mut Measured) -> String {
    let (mut ours, mut theirs) = (0.0_f64, 0.0_f64);
    let (mut right, mut theirs_right, mut count) = (0, 0, 0);
    for question in attacked::questions() {
        count += 1;
        right += usize::from(question.ours(AWS_LC_RS)() == question.accept);
        theirs_right += usize::from(question.webpki()().is_ok() == question.accept);
        ours = ours.max(measured.median(&format!("attack/{}-ucpki", question.name)).unwrap_or(f64::NAN));
        theirs = theirs.max(measured.median(&format!("attack/{}-rustls-webpki", question.name)).unwrap_or(f64::NAN));
    }
    let reached = if right == count && ours <= ATTACK_MILLIS * 1000.0 { "yes" } else { "**no**" };
    format!(
        "| attack graphs, the slowest of {count} | {}, {right} right | {}, {theirs_right} right (rustls-webpki) | {:.4} | all right, each at most {ATTACK_MILLIS} ms | {reached} |",
        shown(ours),
        shown(theirs),
        ours / theirs,
    )
}

/// A ratio, with two figures at least.
fn times(ratio: f64) -> String {
    if ratio < 0.1 { format!("{ratio:.3}") } else { format!("{ratio:.2}") }
}

/// Microseconds in the unit that suits.
fn shown(microseconds: f64) -> String {
    match microseconds {
        time if time < 1.0 => format!("{:.0} ns", time * 1000.0),
        time if time < 100.0 => format!("{time:.2} µs"),
        time if time < 10_000.0 => format!("{time:.0} µs"),
        time => format!("{:.1} ms", time / 1000.0),
    }
}

struct Curve {
    name: &'static str,
    colour: &'static str,
    /// Certificates, and milliseconds.
    points: Vec<(f64, f64)>,
}

/// Dead ends of five levels that grow wider: the least time of some runs.
fn curves() -> [Curve; 2] {
    let mut ours = Curve { name: "ucpki", colour: "#0b6e4f", points: Vec::new() };
    let mut theirs = Curve { name: "rustls-webpki", colour: "#b3541e", points: Vec::new() };
    for width in [1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128] {
        let question = attacked::dead_end(width);
        let certificates = question.certificates as f64;
        ours.points.push((certificates, least(20, question.ours(AWS_LC_RS))));
        // Its budget of signatures ends the search from here on.
        if width <= 16 {
            theirs.points.push((certificates, least(if width < 8 { 10 } else { 2 }, question.webpki())));
        }
    }
    [ours, theirs]
}

fn least<T>(rounds: usize, job: impl Fn() -> T) -> f64 {
    let time = |_| {
        let begin = cpu_time::now();
        std::hint::black_box(job());
        (cpu_time::now() - begin).as_secs_f64() * 1000.0
    };
    (0..rounds).map(time).fold(f64::INFINITY, f64::min)
}

/// Both axes logarithmic; a line for each curve, its name at its end.
fn svg(curves: &[Curve]) -> String {
    const WIDTH: f64 = 640.0;
    const HEIGHT: f64 = 400.0;
    const LEFT: f64 = 64.0;
    const BOTTOM: f64 = 352.0;
    let all = || curves.iter().flat_map(|curve| &curve.points);
    let decades = |value: fn(&(f64, f64)) -> f64| {
        let (low, high) = all().map(value).fold((f64::INFINITY, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        (low.log10().floor(), high.log10().ceil())
    };
    let (x_range, y_range) = (decades(|point| point.0), decades(|point| point.1));
    let x = |value: f64| LEFT + (value.log10() - x_range.0) / (x_range.1 - x_range.0) * (WIDTH - LEFT - 112.0);
    let y = |value: f64| BOTTOM - (value.log10() - y_range.0) / (y_range.1 - y_range.0) * (BOTTOM - 40.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"20\" font-size=\"14\">Dead ends, five levels: time of one check (ms) against certificates</text>\n",
    );
    let each =
        |range: (f64, f64)| (0..=(range.1 - range.0) as i32).map(move |step| 10_f64.powf(range.0 + f64::from(step)));
    for value in each(x_range) {
        let at = x(value);
        let _ = writeln!(out, "<path d=\"M{at:.1} 40V{BOTTOM}\" stroke=\"#ddd\"/>");
        let _ = writeln!(out, "<text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{value}</text>", BOTTOM + 18.0);
    }
    for value in each(y_range) {
        let (at, digits) = (y(value), usize::try_from((-value.log10()) as i64).unwrap_or(0));
        let _ = writeln!(out, "<path d=\"M{LEFT} {at:.1}H{:.1}\" stroke=\"#ddd\"/>", WIDTH - 112.0);
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value:.digits$}</text>",
            LEFT - 6.0,
            at + 4.0
        );
    }
    for curve in curves {
        let points: Vec<String> =
            curve.points.iter().map(|point| format!("{:.1},{:.1}", x(point.0), y(point.1))).collect();
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
            points.join(" "),
            curve.colour
        );
        if let Some(end) = curve.points.last() {
            let (at_x, at_y) = (x(end.0) + 6.0, y(end.1) + 4.0);
            let _ =
                writeln!(out, "<text x=\"{at_x:.1}\" y=\"{at_y:.1}\" fill=\"{}\">{}</text>", curve.colour, curve.name);
        }
    }
    out.push_str("</svg>\n");
    out
}
