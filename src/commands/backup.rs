//! The commands `backup` and `restore`: where they work, and beside whom.

use super::{CommandError, Database, OpenError, Place};
use crate::{
    backup::cli::{BackupArgs, RestoreArgs},
    language::Language,
    private_postgres::ServeLock,
};

/// Makes a backup; the schema stays as it is.
pub async fn backup(place: &Place, args: BackupArgs, language: Language) -> Result<u8, CommandError> {
    let database = Database::connect(place).await?;
    let outcome = args.run(&database.pool, &place.attachments(), language).await;
    database.close().await?;
    outcome?;
    Ok(0)
}

/// Puts a backup back. A data folder must not be served meanwhile; the servers of a database that is given by its
/// address read everything anew.
pub async fn restore(place: &Place, args: RestoreArgs, language: Language) -> Result<u8, CommandError> {
    let backup = args.verify(language)?;
    let _lock = match place.folder() {
        Some(folder) => Some(ServeLock::take(&folder).map_err(OpenError::from)?),
        None => None,
    };
    let database = Database::connect(place).await?;
    let outcome = args.run(&backup, &database.pool, &place.attachments(), language).await;
    database.close().await?;
    outcome?;
    Ok(0)
}
