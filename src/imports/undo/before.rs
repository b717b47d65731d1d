//! What an import replaces, kept for its undoing. Rows that it makes new need no copy: they know the import.

use sqlx::PgConnection;

/// Forgets what the import before replaced: only the last one can be undone.
///
/// # Errors
/// Only those of the database.
pub async fn forget(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(
        "update imports set undo_kept = false where undo_kept;
         delete from import_before_levels;
         delete from import_before_units;
         delete from import_before_projects;
         delete from import_before_parcels;
         delete from import_before_persons;",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps the levels there are, before new ones are added.
///
/// # Errors
/// Only those of the database.
pub async fn keep_levels(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("insert into import_before_levels select * from unit_levels")
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps the units of `merged_units` that are about to change.
///
/// # Errors
/// Only those of the database.
pub async fn keep_units(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query(
        "insert into import_before_units
         select u.* from admin_units u join merged_units m using (id) where not m.is_new and m.fields <> '{}'",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps the projects of `merged_projects` that are about to change.
///
/// # Errors
/// Only those of the database.
pub async fn keep_projects(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query(
        "insert into import_before_projects
         select p.* from projects p join merged_projects m using (id) where not m.is_new and m.fields <> '{}'",
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps the parcels of `changed_parcels`, and their personal data.
///
/// # Errors
/// Only those of the database.
pub async fn keep_parcels(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(
        "insert into import_before_parcels select p.* from parcels p join changed_parcels c using (id);
         insert into import_before_persons select p.* from parcel_persons p join changed_parcels c on c.id = p.parcel_id;",
    )
    .execute(conn)
    .await?;
    Ok(())
}
