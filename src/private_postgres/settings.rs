//! PostgreSQL's settings for a small machine that other programs share.

/// The file that postgresql.conf includes.
pub(super) const FILE: &str = "matbang.conf";

/// The line that makes PostgreSQL read it.
pub(super) const INCLUDE: &str = "\ninclude 'matbang.conf'\n";

const MIB: u64 = 1024 * 1024;

/// The text of the settings file for this machine.
pub(super) fn text() -> String {
    for_memory(memory_bytes().unwrap_or(2048 * MIB))
}

fn for_memory(bytes: u64) -> String {
    let memory_mb = bytes / MIB;
    let shared_buffers = (memory_mb / 4).clamp(32, 512);
    let effective_cache_size = (memory_mb / 2).max(64);
    let maintenance_work_mem = (memory_mb / 16).clamp(16, 128);
    format!(
        "# Written by matbang at every start: changes here are lost. Change settings with ALTER SYSTEM, which wins over
# this file, or with lines in postgresql.conf after the one that includes it.

# A quarter of the memory at most: the board and the other programs of a small machine need the rest.
shared_buffers = {shared_buffers}MB
effective_cache_size = {effective_cache_size}MB
maintenance_work_mem = {maintenance_work_mem}MB
work_mem = 16MB
max_connections = 60
max_parallel_workers_per_gather = 1

# What was answered as saved is on the disk.
synchronous_commit = on

# Statements are short: compiling them costs more than it saves.
jit = off
random_page_cost = 1.1

timezone = 'Asia/Ho_Chi_Minh'
log_timezone = 'Asia/Ho_Chi_Minh'

# One file a weekday, overwritten a week later. Neither statements nor details are logged: they hold personal data.
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_min_messages = warning
log_error_verbosity = terse
log_min_error_statement = panic
"
    )
}

/// The machine's memory, where the system tells.
fn memory_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buffers_take_a_quarter_of_a_small_memory_and_never_more_than_half_a_gigabyte() {
        assert!(for_memory(1024 * MIB).contains("\nshared_buffers = 256MB\n"));
        assert!(for_memory(64 * 1024 * MIB).contains("\nshared_buffers = 512MB\n"));
    }
}
