//! Who asks.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{
    account::{Account, Login},
    area::Area,
    rights::{Grant, Right},
    role::Role,
};
use crate::{audit::Author, board::Board, problem::Problem};

/// Who asks.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Somebody who has not logged in.
    Public,
    /// An account.
    Account(Arc<Login>),
}

impl Caller {
    /// The account.
    ///
    /// # Errors
    /// [`Problem::LoginNeeded`] for the public.
    pub fn account(&self) -> Result<&Account, Problem> {
        match self {
            Self::Public => Err(Problem::LoginNeeded),
            Self::Account(login) => Ok(&login.account),
        }
    }

    /// Who the audit names.
    ///
    /// # Errors
    /// [`Problem::LoginNeeded`] for the public.
    pub fn author(&self) -> Result<Author, Problem> {
        Ok(Author::by_http(&self.account()?.name))
    }

    /// What the caller is.
    pub fn role(&self) -> Role {
        match self {
            Self::Public => Role::Public,
            Self::Account(login) => login.account.role,
        }
    }

    /// Where the caller may do something.
    ///
    /// # Errors
    /// [`Problem::LoginNeeded`] or [`Problem::Forbidden`] where that is nowhere.
    pub fn area(&self, right: Right, board: &Board) -> Result<Area, Problem> {
        match self {
            Self::Account(login) => login.account.area(right, board),
            Self::Public if Role::Public.grant(right) == Grant::Yes => Ok(Area::default()),
            Self::Public => Err(self.refusal(right)),
        }
    }

    /// Why the caller may not do something at all.
    pub fn refusal(&self, right: Right) -> Problem {
        match self {
            Self::Public => Problem::LoginNeeded,
            Self::Account(login) => login.account.refusal(right),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| Problem::internal(&"a handler asks who calls behind no door"))
    }
}
