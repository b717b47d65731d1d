//! The cookie of a session.

use axum::http::{HeaderMap, HeaderValue, header};

/// Its name where the service is reached by HTTPS: browsers take such a one only from this very host, and only then.
const SECURE: &str = "__Host-matbang";
/// Its name by plain HTTP, as on the machine itself.
const PLAIN: &str = "matbang";

/// The secret in the cookie of a request.
pub fn of(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter();
    let pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (mut secure, mut plain) = (None, None);
    for (name, value) in pairs {
        match name {
            SECURE => secure = Some(value),
            PLAIN => plain = Some(value),
            _ => {}
        }
    }
    secure.or(plain).filter(|value| !value.is_empty()).map(str::to_owned)
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

    fn of_text(text: &'static str) -> Option<String> {
        of(&HeaderMap::from_iter([(
            header::COOKIE,
            HeaderValue::from_static(text),
        )]))
    }

    #[test]
    fn the_cookie_of_this_host_comes_before_one_that_others_may_have_set() {
        assert_eq!(of_text("a=1; matbang=x; __Host-matbang=y").as_deref(), Some("y"));
        assert_eq!(of_text("matbang=x").as_deref(), Some("x"));
        assert_eq!(of_text("matbang="), None);
        assert_eq!(of_text("other=1"), None);
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
