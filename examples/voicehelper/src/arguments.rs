//! The command line.

use std::net::SocketAddr;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// VoiceHelper on larder. Without a command it tells the story of its persistence layer.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// Tell the story's totals as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer HTTP requests.
    Serve(Serve),
    /// Create tenants.
    Tenant {
        #[command(subcommand)]
        command: TenantCommand,
    },
    /// Fill and exercise a running service, and print how long its answers take.
    Load(Load),
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The address to listen on.
    #[arg(long, env = "LISTEN_ADDR", value_name = "IP:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// The form of log lines.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value = "text")]
    pub(crate) log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Create a tenant and print its first API key, once.
    Create {
        /// 3 to 50 letters, digits, `_` and `-`.
        tenant_id: String,
        /// What people call it; by default its id.
        #[arg(long)]
        name: Option<String>,
        /// free, basic, premium or enterprise.
        #[arg(long, default_value = "free")]
        plan: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// How many users there are; missing ones are created first.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) users: u32,
    /// How long to send requests.
    #[arg(long, default_value_t = 30)]
    pub(crate) seconds: u64,
    /// How many connections send at the same time.
    #[arg(long, default_value_t = 16)]
    pub(crate) connections: u32,
    /// How many of 100 requests read; the others write.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) reads: u8,
    /// What the requests are about.
    #[arg(long, value_enum, default_value = "everything")]
    pub(crate) mix: Mix,
    /// Print the figures as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The service.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub(crate) url: String,
    /// An API key that may do everything, as `voicehelper tenant create` prints it.
    #[arg(long, env = "VOICEHELPER_KEY", hide_env_values = true, default_value = "", hide_default_value = true)]
    pub(crate) key: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mix {
    /// Users are read and changed by their id: what benchmarks compare.
    Users,
    /// Users, conversations with their messages, and documents are read, listed, searched and written.
    Everything,
}
