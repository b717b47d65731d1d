//! Who asks.

use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{
    account::{Account, Login},
    area::Area,
    rights::{Grant, Right},
    role::Role,
};
use crate::{audit::Author, board::Board, language::Text, problem::Problem};

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
        let name = self.account()?.name.clone();
        Ok(Author { name, door: "http" })
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
        match (self.role().grant(right), self) {
            (Grant::Yes, _) => Ok(Area::default()),
            (Grant::OwnAreas, Self::Account(login)) => Ok(Area::of(&login.account, board)),
            _ => Err(self.refusal(right)),
        }
    }

    /// Why the caller may not do something at all.
    pub fn refusal(&self, right: Right) -> Problem {
        match self {
            Self::Public => Problem::LoginNeeded,
            Self::Account(login) => {
                let (role, what) = (login.account.role.name(), right.name());
                Problem::Forbidden(Text::new(
                    format!("Vai trò «{}» không được {}.", role.vi, what.vi),
                    format!("The role «{}» may not {}.", role.en, what.en),
                ))
            }
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
