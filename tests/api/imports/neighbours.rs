use matbang::imports::{Kind, Problem, Report};
use serde_json::Value;
use sqlx::PgPool;

use super::{
    counts, import, import_with, load_fixtures,
    shapes::{collection, parcel, ring, square, with},
};

/// The warnings of a kind: feature, key and English words.
fn told<'r>(report: &'r Report, code: &str) -> Vec<(u64, &'r str, &'r str)> {
    let of_kind = report.warnings.iter().filter(|warning| warning.code == code);
    of_kind
        .map(|Problem { feature, key, text, .. }| (*feature, key.as_deref().unwrap_or_default(), text.en.as_str()))
        .collect()
}

/// What parcels with these rings are told of each other, stored by one file.
async fn overlaps(pool: &PgPool, rings: &[Value]) -> Vec<String> {
    let parcels: Vec<Value> = (91..)
        .zip(rings)
        .map(|(number, ring)| parcel(number, std::slice::from_ref(ring)))
        .collect();
    let report = import_with(pool, Kind::Parcels, collection(&parcels), |options| {
        options.dry_run = true;
    })
    .await;
    assert_eq!((report.refused, report.stored), (0, parcels.len() as u64));
    told(&report, "overlap")
        .iter()
        .map(|(feature, key, words)| format!("{feature} {key}: {words}"))
        .collect()
}

#[sqlx::test]
async fn an_overlap_of_more_than_a_square_metre_is_told_with_its_area_and_both_keys(pool: PgPool) {
    load_fixtures(&pool).await;
    let file = collection(&[parcel(91, &[square(0., 0., 10.)]), parcel(92, &[square(9., -5., 10.)])]);
    let report = import(&pool, Kind::Parcels, file).await;
    assert_eq!((counts(&report), report.stored_in_database), ([2, 2, 0, 0, 0], true));
    let told = told(&report, "overlap");
    assert_eq!(
        told,
        [(
            2,
            "D1///92",
            "overlaps parcel D1///91 of the same project by 5.0 m²; check the boundary of both"
        )]
    );
    let vi = &report.warnings[0].text.vi;
    assert!(vi.contains("chồng 5.0 m² lên thửa D1///91"), "{vi}");
    assert_eq!(
        (report.warning_counts[0].code, report.warning_counts[0].count),
        ("overlap", 1)
    );
}

#[sqlx::test]
async fn neighbours_that_share_an_edge_or_err_by_a_hand_are_not_told(pool: PgPool) {
    load_fixtures(&pool).await;
    let none: Vec<String> = Vec::new();
    for rings in [
        // An edge, a part of an edge, a corner.
        vec![
            square(0., 0., 10.),
            square(10., 0., 10.),
            square(20., 5., 10.),
            square(30., 15., 10.),
        ],
        // Nine decimetres of a square metre, and slivers of surveying.
        vec![square(0., 0., 10.), square(9.91, 0., 10.)],
        vec![
            square(0., 0., 10.),
            ring(&[(10., 0.), (20., 0.), (20., 10.), (9.95, 5.)]),
        ],
        // A yard around three sides of a house, and one around all of it.
        vec![
            ring(&[
                (0., 0.),
                (10., 0.),
                (10., 10.),
                (7., 10.),
                (7., 3.),
                (3., 3.),
                (3., 10.),
                (0., 10.),
            ]),
            square(3., 3., 4.),
        ],
        // Two combs between each other's teeth.
        vec![
            ring(&[
                (0., 0.),
                (10., 0.),
                (10., 1.),
                (1., 1.),
                (1., 2.),
                (9., 2.),
                (9., 3.),
                (1., 3.),
                (1., 4.),
                (0., 4.),
            ]),
            ring(&[
                (10., 1.),
                (10., 5.),
                (1., 5.),
                (1., 3.),
                (9., 3.),
                (9., 2.),
                (1., 2.),
                (1., 1.),
            ]),
        ],
    ] {
        assert_eq!(overlaps(&pool, &rings).await, none, "{rings:?}");
    }
}

#[sqlx::test]
async fn every_way_of_lying_on_another_is_told(pool: PgPool) {
    load_fixtures(&pool).await;
    let horseshoe = ring(&[
        (0., 0.),
        (10., 0.),
        (10., 10.),
        (7., 10.),
        (7., 3.),
        (3., 3.),
        (3., 10.),
        (0., 10.),
    ]);
    for (rings, area) in [
        // Within another, the same shape, across a horseshoe.
        (vec![square(0., 0., 10.), square(3., 3., 4.)], 16.0),
        (vec![square(3., 3., 4.), square(0., 0., 10.)], 16.0),
        (vec![square(0., 0., 10.), square(0., 0., 10.)], 100.0),
        (vec![horseshoe, ring(&[(0., 6.), (10., 6.), (10., 8.), (0., 8.)])], 12.0),
    ] {
        let told = overlaps(&pool, &rings).await;
        assert_eq!(told.len(), 1, "{rings:?}");
        let area = format!("2 D1///92: overlaps parcel D1///91 of the same project by {area:.1} m²");
        assert!(told[0].starts_with(&area), "{}", told[0]);
    }
}

#[sqlx::test]
async fn a_hole_is_the_neighbours_ground(pool: PgPool) {
    load_fixtures(&pool).await;
    let around = parcel(91, &[square(0., 0., 10.), square(3., 3., 4.)]);
    let file = collection(&[around.clone(), parcel(92, &[square(3., 3., 4.)])]);
    let report = import(&pool, Kind::Parcels, file).await;
    assert_eq!((counts(&report), told(&report, "overlap")), ([2, 2, 0, 0, 0], vec![]));
    let report = import(&pool, Kind::Parcels, collection(&[parcel(93, &[square(2., 3., 4.)])])).await;
    assert_eq!(
        told(&report, "overlap")
            .iter()
            .map(|(.., words)| &words[..46])
            .collect::<Vec<_>>(),
        [
            "overlaps parcel D1///91 of the same project by",
            "overlaps parcel D1///92 of the same project by"
        ]
    );
}

#[sqlx::test]
async fn stored_parcels_of_the_same_project_count_and_those_of_others_do_not(pool: PgPool) {
    load_fixtures(&pool).await;
    import(&pool, Kind::Parcels, collection(&[parcel(91, &[square(0., 0., 10.)])])).await;
    let new = collection(&[
        with(parcel(92, &[square(5., 0., 10.)]), "project_code", "K2"),
        parcel(93, &[square(-5., 0., 10.)]),
    ]);
    let report = import(&pool, Kind::Parcels, new).await;
    assert_eq!(
        told(&report, "overlap"),
        [(
            2,
            "D1///93",
            "overlaps parcel D1///91 of the same project by 50.0 m²; check the boundary of both"
        )]
    );
    // What was told once is not told again of a file that has nothing to do with it.
    let far = import(&pool, Kind::Parcels, collection(&[parcel(94, &[square(50., 0., 10.)])])).await;
    assert_eq!(told(&far, "overlap"), []);
    // A parcel that moves away overlaps no more.
    let moved = import(
        &pool,
        Kind::Parcels,
        collection(&[parcel(93, &[square(-20., 0., 10.)])]),
    )
    .await;
    assert_eq!((moved.updated, told(&moved, "overlap")), (1, vec![]));
}

#[sqlx::test]
async fn a_shape_given_to_hundreds_of_rows_is_told_without_comparing_all_with_all(pool: PgPool) {
    load_fixtures(&pool).await;
    let parcels: Vec<Value> = (1000..1400)
        .map(|number| parcel(number, &[square(0., 0., 10.)]))
        .collect();
    let report = import(&pool, Kind::Parcels, collection(&parcels)).await;
    assert_eq!((report.stored, report.warnings.len()), (400, 1000));
    let count = report
        .warning_counts
        .iter()
        .find(|count| count.code == "overlap")
        .unwrap()
        .count;
    assert!((7500..=8000).contains(&count), "{count}");
    let named = report
        .warnings
        .iter()
        .all(|warning| warning.key.as_deref().is_some_and(|key| key.starts_with("D1///1")));
    assert!(named);
}

#[sqlx::test]
async fn a_parcel_outside_the_corridor_or_the_boundary_of_its_project_is_told(pool: PgPool) {
    load_fixtures(&pool).await;
    // The corridor of D1 is 40.5 m wide along the line through the origin; K2 reaches from 207 m west of the origin to
    // 104 m east of it, and from 775 m to 443 m south.
    let k2 = |number: u32, ring: Value| with(parcel(number, &[ring]), "project_code", "K2");
    let file = collection(&[
        parcel(91, &[square(0., -15., 30.)]),
        parcel(92, &[square(0., 30., 10.)]),
        // A corridor takes a strip of a parcel: nothing to tell.
        parcel(93, &[square(40., -15., 60.)]),
        k2(94, square(0., -600., 30.)),
        k2(95, square(99., -600., 10.)),
        k2(96, square(150., -600., 10.)),
        with(k2(97, square(99., -550., 10.)), "recovered_area_m2", 40),
        // Half a square metre beyond: the unevenness of surveying.
        k2(98, square(93.57, -500., 10.)),
    ]);
    let report = import(&pool, Kind::Parcels, file).await;
    assert_eq!(counts(&report), [8, 8, 0, 0, 0]);
    let told = told(&report, "outside_project");
    let [corridor, partly, wholly] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert!(
        corridor.0 == 2 && corridor.2.starts_with("lies wholly outside the boundary and corridor"),
        "{corridor:?}"
    );
    assert!(
        partly.0 == 5 && partly.1 == "K2///95" && partly.2.contains(" m² lie outside the boundary"),
        "{partly:?}"
    );
    assert!(
        wholly.0 == 6 && wholly.2.starts_with("lies wholly outside the boundary"),
        "{wholly:?}"
    );
    let outside: f64 = partly.2.split(' ').next().unwrap().parse().unwrap();
    assert!((40.0..70.0).contains(&outside), "{outside} m²");
}
