//! The cookie of a session.

use axum::http::{HeaderMap, HeaderValue, header};

/// Its name where the service is reached by HTTPS: browsers take such a one only from this very host, and only then.
const SECURE: &str = "__Host-matbang";
/// Its name by plain HTTP, as on the machine itself.
const PLAIN: &str = "matbang";

/// The secret in the cookie of a request. By HTTPS only that counts which no other host can have set.
pub fn of(headers: &HeaderMap, https: bool) -> Option<String> {
    let ours = if https { SECURE } else { PLAIN };
    let cookies = headers.get_all(header::COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(name, value)| *name == ours && !value.is_empty());
    found.map(|(_, value)| value.to_owned())
}

/// Has the browser keep a secret for so many seconds; 0 and nothing: forget it.
pub fn set(secret: &str, https: bool, seconds: u64) -> Option<HeaderValue> {
    let (name, secure) = if https { (SECURE, "; Secure") } else { (PLAIN, "") };
    let text = format!("{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_text(text: &'static str, https: bool) -> Option<String> {
        let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(text))]);
        of(&headers, https)
    }

    #[test]
    fn by_https_no_cookie_counts_that_another_host_may_have_set() {
        let both = "a=1; matbang=x; __Host-matbang=y";
        assert_eq!(of_text(both, true).as_deref(), Some("y"));
        assert_eq!(of_text(both, false).as_deref(), Some("x"));
        assert_eq!(of_text("matbang=x", true), None);
        assert_eq!(of_text("matbang=", false), None);
        assert_eq!(of_text("other=1", false), None);
    }

    #[test]
    fn by_https_no_other_host_and_no_script_gets_it() {
        assert_eq!(
            set("s", true, 60).unwrap(),
            "__Host-matbang=s; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            set("", false, 0).unwrap(),
            "matbang=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }
}
