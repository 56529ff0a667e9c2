//! Child processes in groups of their own.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::{Result, interrupt};

const POLL: Duration = Duration::from_millis(10);

/// Longer than anything takes where the machine has other things to do; reached only when something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);

/// Runs `command` in a process group of its own, so that Ctrl-C on the terminal reaches xtask first, and ends the group
/// when it comes.
///
/// # Errors
/// When the command cannot be started or a signal came; a failed command is an exit status.
pub(crate) fn run(command: &mut Command) -> Result<ExitStatus> {
    interrupt::check()?;
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .process_group(0)
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot start {program}: {error}"))?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if let Err(interrupted) = interrupt::check() {
            end_group(&mut child);
            return Err(interrupted);
        }
        std::thread::sleep(POLL);
    }
}

/// Runs a step of a server's preparation with its output in `log`.
pub(crate) fn prepare(command: &mut Command, log: &Path) -> Result<()> {
    let (output, errors) = log_file(log)?;
    let status = run(command.stdout(output).stderr(errors))?;
    if status.success() { Ok(()) } else { Err(failure(&command.get_program().to_string_lossy(), log)) }
}

/// Opens `log` for both streams of a process; it is opened by xtask, so the process needs no right to its folder.
pub(crate) fn log_file(log: &Path) -> Result<(Stdio, Stdio)> {
    let file = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
    Ok((file.try_clone()?.into(), file.into()))
}

/// Describes a process that failed by the last lines of its log.
pub(crate) fn failure(program: &str, log: &Path) -> Box<dyn std::error::Error + Send + Sync> {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines[lines.len().saturating_sub(40)..].join("\n  ");
    format!("{program} failed; the end of {}:\n  {tail}", log.display()).into()
}

/// Sends `signal` to a process, or to a group when `target` starts with a hyphen.
///
/// By the shell's own `kill`: the standard library has no signals but SIGKILL, and the program `kill` is not installed
/// everywhere.
pub(crate) fn signal(signal: &str, target: &str) {
    let script = "kill -s \"$0\" -- \"$1\"";
    let sent = Command::new("sh").args(["-c", script, signal, target]).stderr(Stdio::null()).status();
    if let Err(error) = sent {
        eprintln!("xtask: cannot signal {target}: {error}");
    }
}

/// Waits until `child` has ended; kills it after `limit`.
pub(crate) fn wait_or_kill(child: &mut Child, limit: Duration) {
    let started = Instant::now();
    while matches!(child.try_wait(), Ok(None)) {
        if started.elapsed() > limit {
            // An error means that it has ended in between.
            child.kill().ok();
            child.wait().ok();
            return;
        }
        std::thread::sleep(POLL);
    }
}

/// Returns the process ids of the children of `parent`; none where there is no `/proc`.
pub(crate) fn children(parent: u32) -> Vec<String> {
    let is_child = |pid: &String| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The name before may hold anything, spaces and parentheses too.
        let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
        after.split_whitespace().nth(1) == Some(parent.to_string().as_str())
    };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).filter(is_child).collect()
}

/// Waits until no process of these ids is left.
///
/// # Errors
/// When one is still there after [`PATIENCE`].
pub(crate) fn wait_until_gone(pids: &[String]) -> Result<()> {
    let started = Instant::now();
    // A dead process that nobody has asked about yet is gone as well.
    let is_there = |pid: &String| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit_once(") ").is_some_and(|(_, after)| !after.starts_with('Z'))
    };
    while let Some(pid) = pids.iter().find(|pid| is_there(pid)) {
        if started.elapsed() > PATIENCE {
            return Err(format!("process {pid} does not end").into());
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}

fn end_group(child: &mut Child) {
    let group = format!("-{}", child.id());
    signal("TERM", &group);
    wait_or_kill(child, Duration::from_secs(5));
    // Members that outlived their leader.
    signal("KILL", &group);
}

/// Polls until `ready` says so.
///
/// # Errors
/// When the process behind it has ended, a signal came, or [`PATIENCE`] has passed.
pub(crate) fn wait_until(name: &str, log: &Path, child: &mut Child, ready: impl Fn() -> bool) -> Result<()> {
    let started = Instant::now();
    while !ready() {
        interrupt::check()?;
        if child.try_wait()?.is_some() || started.elapsed() > PATIENCE {
            return Err(failure(name, log));
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}
