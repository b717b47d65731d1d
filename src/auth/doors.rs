//! Which right opens which door: every route of the service, and nothing that is no route. What does not stand here
//! stays shut, and a test holds the table against the routes.

use axum::http::Method;
use utoipa::openapi::{
    OpenApi,
    extensions::ExtensionsBuilder,
    schema::Components,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

use super::rights::{Grant, Right};
use super::role::Role;
use crate::openapi::operations;

/// A method, a route, and the right that opens it.
pub type Door = (Method, &'static str, Right);

/// Every door.
pub const DOORS: &[Door] = &[
    // signs of life
    (Method::GET, "/healthz", Right::Anyone),
    (Method::GET, "/readyz", Right::Anyone),
    (Method::GET, "/metrics", Right::ReadMap),
    // readers of the API
    (Method::GET, "/api/openapi.json", Right::Anyone),
    (Method::GET, "/api/docs", Right::Anyone),
    (Method::GET, "/problems/{slug}", Right::Anyone),
    // logins
    (Method::GET, "/api/v1/session", Right::Anyone),
    (Method::POST, "/api/v1/session", Right::Anyone),
    (Method::DELETE, "/api/v1/session", Right::Anyone),
    (Method::POST, "/api/v1/password-links", Right::Anyone),
    (Method::GET, "/api/v1/account/sessions", Right::OwnAccount),
    (Method::DELETE, "/api/v1/account/sessions/{id}", Right::OwnAccount),
    (Method::PUT, "/api/v1/account/password", Right::OwnAccount),
    (Method::GET, "/api/v1/account/tokens", Right::OwnAccount),
    (Method::POST, "/api/v1/account/tokens", Right::OwnAccount),
    (Method::DELETE, "/api/v1/account/tokens/{id}", Right::OwnAccount),
    (Method::GET, "/api/v1/users", Right::Administer),
    (Method::POST, "/api/v1/users", Right::Administer),
    (Method::GET, "/api/v1/users/{id}", Right::Administer),
    (Method::PATCH, "/api/v1/users/{id}", Right::Administer),
    (Method::POST, "/api/v1/users/{id}/link", Right::Administer),
    // the limits of the law
    (Method::GET, "/api/v1/rules", Right::Administer),
    (Method::POST, "/api/v1/rules", Right::Administer),
    (Method::POST, "/api/v1/rules/preview", Right::Administer),
    (Method::POST, "/api/v1/rules/{id}/end", Right::Administer),
    // the map
    (Method::GET, "/api/v1/meta", Right::ReadMap),
    (Method::GET, "/api/v1/units", Right::ReadMap),
    (Method::GET, "/api/v1/projects", Right::ReadMap),
    (Method::GET, "/api/v1/projects/{code}/plans", Right::ReadMap),
    (Method::GET, "/api/v1/commitments", Right::ReadMap),
    (Method::GET, "/api/v1/commitments/{id}", Right::ReadMap),
    (Method::GET, "/api/v1/bottlenecks", Right::ReadMap),
    (Method::GET, "/api/v1/parcels/{id}/outline", Right::ReadMap),
    (Method::GET, "/tiles/{layer}/{z}/{x}/{y}", Right::ReadMap),
    (Method::GET, "/tiles/{name}", Right::ReadMap),
    // parcels and what is written about them
    (Method::GET, "/api/v1/changes", Right::ReadParcels),
    (Method::GET, "/api/v1/projects/{code}", Right::ReadParcels),
    (Method::GET, "/api/v1/projects/{code}/parcels", Right::ReadParcels),
    (Method::GET, "/api/v1/parcels", Right::ReadParcels),
    (Method::GET, "/api/v1/parcels/{id}", Right::ReadParcels),
    (Method::GET, "/api/v1/parcels/{id}/events", Right::ReadParcels),
    (Method::GET, "/api/v1/obstacles", Right::ReadParcels),
    (Method::GET, "/api/v1/obstacles/{id}", Right::ReadParcels),
    (Method::GET, "/api/v1/obstacles/{id}/events", Right::ReadParcels),
    (
        Method::GET,
        "/api/v1/obstacles/{id}/attachments/{number}",
        Right::ReadParcels,
    ),
    (Method::PATCH, "/api/v1/parcels", Right::Record),
    (Method::PATCH, "/api/v1/parcels/{id}", Right::Record),
    (Method::POST, "/api/v1/obstacles", Right::Record),
    (Method::POST, "/api/v1/obstacles/{id}/close", Right::Record),
    (Method::POST, "/api/v1/obstacles/{id}/reopen", Right::Record),
    (Method::PATCH, "/api/v1/obstacles", Right::Pursue),
    (Method::PATCH, "/api/v1/obstacles/{id}", Right::Pursue),
    (Method::POST, "/api/v1/obstacles/{id}/comments", Right::Pursue),
    (Method::POST, "/api/v1/obstacles/{id}/attachments", Right::Pursue),
    (
        Method::DELETE,
        "/api/v1/obstacles/{id}/attachments/{number}",
        Right::Pursue,
    ),
    (Method::GET, "/api/v1/officers", Right::Assign),
    // land users
    (Method::GET, "/api/v1/parcels/{id}/persons", Right::ReadPersons),
    (Method::DELETE, "/api/v1/parcels/{id}/persons", Right::Manage),
    (Method::POST, "/api/v1/persons/search", Right::FindPersons),
    (Method::POST, "/api/v1/parcels/export", Right::FindPersons),
    // promises
    (Method::POST, "/api/v1/projects/{code}/commitments", Right::Assign),
    (Method::POST, "/api/v1/commitments/{id}/supersede", Right::Assign),
    (Method::POST, "/api/v1/commitments/{id}/withdraw", Right::Assign),
    // capital
    (Method::GET, "/api/v1/capital", Right::ReadParcels),
    (Method::GET, "/api/v1/projects/{code}/capital", Right::ReadParcels),
    (Method::PUT, "/api/v1/projects/{code}/capital/{year}", Right::Manage),
    (
        Method::DELETE,
        "/api/v1/projects/{code}/capital/{year}/{as_of}",
        Right::Manage,
    ),
    (Method::POST, "/api/v1/capital/import", Right::Manage),
    // projects and imports
    (Method::POST, "/api/v1/projects", Right::Manage),
    (Method::PATCH, "/api/v1/projects/{code}", Right::Manage),
    (Method::DELETE, "/api/v1/projects/{code}", Right::Manage),
    (Method::PUT, "/api/v1/projects/{code}/plans/steps", Right::Manage),
    (Method::PUT, "/api/v1/projects/{code}/plans/curve", Right::Manage),
    (Method::GET, "/api/v1/imports", Right::Manage),
    (Method::POST, "/api/v1/imports", Right::Manage),
    (Method::GET, "/api/v1/imports/{id}", Right::Manage),
    (Method::DELETE, "/api/v1/imports/{id}", Right::Manage),
    (Method::GET, "/api/v1/imports/{id}/preview", Right::Manage),
    (Method::POST, "/api/v1/imports/{id}/check", Right::Manage),
    (Method::POST, "/api/v1/imports/{id}/store", Right::Manage),
    (Method::POST, "/api/v1/imports/{id}/cancel", Right::Manage),
    (Method::POST, "/api/v1/imports/{id}/undo", Right::Manage),
    (Method::GET, "/api/v1/imports/{id}/events", Right::Manage),
    (Method::GET, "/api/v1/imports/{id}/shapes", Right::Manage),
    (Method::GET, "/api/v1/imports/{id}/refused", Right::Manage),
    // who did what
    (Method::GET, "/api/v1/audit", Right::ReadAudit),
];

/// The right that opens a door; none where there is no such door. What may be got may be asked for by HEAD.
pub fn right_to(method: &Method, route: &str) -> Option<Right> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let door = DOORS.iter().find(|(of, at, _)| *at == route && of == method);
    door.map(|(_, _, right)| *right)
}

/// Tells in the document of the API what opens each door.
pub fn tell(document: &mut OpenApi) {
    let components = document.components.get_or_insert_with(Components::default);
    let schemes = [
        (
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("matbang"))),
        ),
        (
            "token",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
        ),
        (
            "basic",
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Basic).build()),
        ),
    ];
    for (name, scheme) in &schemes {
        components.add_security_scheme(*name, scheme.clone());
    }
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let Some(right) = right_to(&method, path) else {
                continue;
            };
            let extension = ExtensionsBuilder::new().add("x-right", right.code()).build();
            operation.extensions.get_or_insert_default().merge(extension);
            if Role::Public.grant(right) == Grant::No {
                let any_of = schemes
                    .iter()
                    .map(|(name, _)| SecurityRequirement::new(*name, Vec::<String>::new()));
                operation.security = Some(any_of.collect());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::router;

    #[test]
    fn every_operation_of_the_document_has_a_door_and_every_door_of_the_api_an_operation() {
        let mut document = router::document();
        let paths = document.paths.paths.iter_mut();
        let told: BTreeSet<String> = paths
            .flat_map(|(path, item)| operations(item).map(move |(method, _)| format!("{method} {path}")))
            .collect();
        let doors = DOORS.iter().map(|(method, route, _)| format!("{method} {route}"));
        let others = [
            "GET /healthz",
            "GET /readyz",
            "GET /metrics",
            "GET /api/openapi.json",
            "GET /api/docs",
            "GET /problems/{slug}",
        ];
        let of_the_api: BTreeSet<String> = doors.filter(|door| !others.contains(&door.as_str())).collect();
        assert_eq!(told, of_the_api);
        assert_eq!(of_the_api.len() + others.len(), DOORS.len(), "no door stands twice");
    }

    #[test]
    fn what_has_no_door_opens_to_nobody() {
        assert_eq!(right_to(&Method::GET, "/api/v1/nowhere"), None);
        assert_eq!(right_to(&Method::DELETE, "/api/v1/users/{id}"), None);
        assert_eq!(right_to(&Method::HEAD, "/api/v1/users"), Some(Right::Administer));
    }
}
