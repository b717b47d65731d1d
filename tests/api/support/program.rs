//! The program itself, as people run it.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Lines, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
    sync::mpsc,
};

use sqlx::{ConnectOptions, PgPool};

/// The program on a data folder, with messages in English.
pub fn matbang(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_matbang"));
    command
        .env_remove("DATABASE_URL")
        .env("MATBANG_DATA", data)
        .env("MATBANG_LANG", "en")
        .stdin(Stdio::null());
    command
}

/// A command of the program on the database of a test.
pub fn matbang_on(db: &PgPool, arguments: &[&str]) -> Command {
    let mut command = matbang(Path::new("/nonexistent"));
    command
        .env_remove("MATBANG_DATA")
        .env("DATABASE_URL", db.connect_options().to_url_lossy().as_str())
        .args(arguments);
    command
}

/// What a command of the program says and how it ends.
pub fn run<A: AsRef<OsStr>>(data: &Path, arguments: &[A]) -> Output {
    matbang(data).args(arguments).output().unwrap()
}

/// Serve, wherever there is a free port.
pub const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// A running `matbang serve`, killed when it is dropped.
pub struct Serving {
    child: Child,
    address: String,
    /// Open, for the program goes on to write to it.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Serving {
    /// Starts it and waits until it says where it listens.
    pub fn start(mut command: Command) -> Self {
        Self::of(command.args(SERVE).stdout(Stdio::piped()).spawn().unwrap())
    }

    /// Waits until a started one says where it listens.
    pub fn of(mut child: Child) -> Self {
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("http://")?.1.trim_end_matches('/').to_owned()));
        Self {
            child,
            address: address.unwrap(),
            _output: lines,
        }
    }

    /// Status and body of what is at an address.
    pub fn get(&self, path: &str) -> (u16, String) {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let mut answer = String::new();
        self.send(request.as_bytes()).read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Sends a request whose answer is not waited for.
    pub fn send(&self, request: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request).unwrap();
        stream
    }

    /// Ends it as no program survives.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines that a child writes to its standard error, as they come.
pub fn errors_of(child: &mut Child) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    std::thread::spawn(move || {
        for line in stderr.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}
