use std::sync::Arc;

use sqlx::PgConnection;

use super::{super::generation::next_generation, world_parts};
use crate::board::{
    AdminUnit, Level, Units,
    world::{WorldBox, from_lon_lat},
};

/// All administrative units.
pub async fn units(conn: &mut PgConnection) -> sqlx::Result<Arc<Units>> {
    let levels = sqlx::query_as!(
        Level,
        "select level, name_vi, name_en, rank from unit_levels order by rank, level"
    )
    .fetch_all(&mut *conn)
    .await?;
    let rows = sqlx::query!(
        r#"select u.id, u.code, u.name, u.level, l.rank, u.parent_code, u.valid_from, u.valid_to, u.version,
                  st_asbinary(u.geom) as shape, st_x(c.label) as label_x, st_y(c.label) as label_y
           from admin_units u
           join unit_levels l using (level)
           cross join lateral (select (st_maximuminscribedcircle(st_simplify(u.geom, 0.0005))).center as label) c
           order by l.rank, u.level, u.code, u.valid_from nulls first"#
    )
    .fetch_all(conn)
    .await?;
    let all = rows
        .into_iter()
        .map(|row| {
            let rings = row.shape.as_deref().map(world_parts).unwrap_or_default();
            let mut bounds = WorldBox::EMPTY;
            rings.iter().flatten().for_each(|point| bounds.add(*point));
            Arc::new(AdminUnit {
                id: row.id,
                code: row.code,
                name: row.name,
                level: row.level,
                rank: row.rank,
                parent_code: row.parent_code,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                version: row.version,
                rings,
                label: row.label_x.zip(row.label_y).map(|(lon, lat)| from_lon_lat(lon, lat)),
                bounds,
            })
        })
        .collect();
    Ok(Arc::new(Units::new(levels, all, next_generation())))
}
