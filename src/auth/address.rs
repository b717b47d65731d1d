//! Where a request comes from, as far as the proxies in between are trusted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, HeaderValue},
};

/// How many proxies in front of the service are trusted to say whom they speak for.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrustedProxies(pub usize);

impl TrustedProxies {
    /// The address of whoever sent a request. What stands further left in `X-Forwarded-For` than the trusted proxies
    /// wrote, anybody can have written.
    pub fn sender(self, headers: &HeaderMap, extensions: &Extensions) -> Option<IpAddr> {
        let peer = extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(peer)| peer.ip());
        match self.0.checked_sub(1) {
            None => peer,
            Some(further) => {
                let hops: Vec<&str> = headers
                    .get_all("x-forwarded-for")
                    .iter()
                    .filter_map(|value| value.to_str().ok())
                    .flat_map(|value| value.split(','))
                    .collect();
                let told = hops.iter().rev().nth(further).and_then(|hop| hop.trim().parse().ok());
                told.or(peer)
            }
        }
    }

    /// Whether a trusted proxy says that it was asked by HTTPS.
    pub fn speak_https(self, headers: &HeaderMap) -> bool {
        let told = headers.get("x-forwarded-proto").map(HeaderValue::as_bytes);
        self.0 > 0 && told == Some(b"https")
    }
}

/// The part of an address that one sender cannot change at will: all of IPv4, the network of IPv6.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(trusted: usize, told: &'static str) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 9))));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(told));
        TrustedProxies(trusted)
            .sender(&headers, &extensions)
            .map(|address| address.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn only_what_trusted_proxies_wrote_is_believed() {
        assert_eq!(sender(0, "1.2.3.4"), "10.0.0.1");
        assert_eq!(sender(1, "6.6.6.6, 1.2.3.4"), "1.2.3.4");
        assert_eq!(sender(2, "6.6.6.6, 1.2.3.4, 10.0.0.7"), "1.2.3.4");
        assert_eq!(sender(2, "1.2.3.4"), "10.0.0.1", "fewer hops than there should be");
        assert_eq!(sender(1, "nonsense"), "10.0.0.1");
    }

    #[test]
    fn a_sender_who_owns_a_network_of_ipv6_is_one_sender() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:1.2.3.4"), of("1.2.3.4"));
    }
}
