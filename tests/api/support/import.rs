//! Files on their way into the service, as a browser sends them.

use serde_json::Value;

use super::{Call, Stream, TestApp};

/// A form with these fields and a file.
pub fn import_form(fields: &[(&str, &str)], file: Option<&str>) -> Call {
    let mut body = String::new();
    for (name, value) in fields {
        body += format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_str();
    }
    if let Some(file) = file {
        body += "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\xã\\thua.geojson\"\r\n\r\n";
        body += format!("{file}\r\n").as_str();
    }
    body += "--edge--\r\n";
    Call::post("/api/v1/imports").body("multipart/form-data; boundary=edge", body)
}

impl TestApp {
    /// The import that a call began, once nothing runs any more, with its report.
    pub async fn settled(&self, call: Call) -> Value {
        let import = self.send(call).await.expect(202).json();
        let id = import["id"].as_str().unwrap();
        let mut stream = Stream::of_import(self, id).await;
        while stream.next_or_end().await.is_some() {}
        self.json(&format!("/api/v1/imports/{id}")).await
    }
}
