//! The survey: every project's outline and the plots that it needs, no two of them overlapping.

use std::ops::RangeInclusive;

use fastrand::Rng;
use geo::{Intersects, MultiLineString, MultiPolygon, Polygon};
use rstar::{
    AABB, RTree, RTreeObject,
    primitives::{GeomWithData, Rectangle},
};

use super::{
    areas,
    curves::{Alignment, between, blob, count, ragged, whole},
    plane::{Point, area, line, polygon},
    projects::{self, Project},
    roads::{self, Ground, Plot},
};

/// How many corners a parcel has; the few others are left out.
const CORNERS: RangeInclusive<usize> = 4..=12;
/// How large it is, m².
const SIZES: RangeInclusive<f64> = 60.0..=3_300.0;
/// Slivers have less area than this share of a square on their longest diagonal.
const SLENDER: f64 = 0.07;

/// A project drawn on the map.
pub struct Site {
    pub project: &'static Project,
    pub alignment: Option<MultiLineString<f64>>,
    pub boundary: Option<MultiPolygon<f64>>,
    pub corridor: Option<f64>,
    pub plots: Vec<Plot>,
}

/// Draws all projects; where two meet, the land belongs to the one drawn first.
pub fn sites(projects: impl Iterator<Item = &'static Project>) -> Vec<Site> {
    let mut taken: Vec<RTree<Shape>> = Vec::new();
    projects
        .zip(1..)
        .map(|(project, seed)| {
            let mut site = draw(project, &mut Rng::with_seed(7_000 + seed));
            let mut shapes = Vec::new();
            site.plots.retain(|plot| {
                let shape = shape(&plot.ring);
                let free = usable(&plot.ring) && !taken.iter().any(|land| overlaps(land, &shape));
                if free {
                    shapes.push(shape);
                }
                free
            });
            taken.push(RTree::bulk_load(shapes));
            site
        })
        .collect()
}

/// A plot on the index of land that is taken.
type Shape = GeomWithData<Rectangle<[f64; 2]>, Polygon<f64>>;

fn shape(ring: &[Point]) -> Shape {
    let polygon = polygon(ring);
    let corners: Vec<[f64; 2]> = polygon.exterior().coords().map(|c| [c.x, c.y]).collect();
    GeomWithData::new(Rectangle::from_aabb(AABB::from_points(&corners)), polygon)
}

/// Whether somebody would farm or live on it.
fn usable(ring: &[Point]) -> bool {
    let longest = ring
        .iter()
        .flat_map(|&a| ring.iter().map(move |&b| (a - b).length()))
        .fold(0.0, f64::max);
    let size = area(ring);
    CORNERS.contains(&ring.len()) && SIZES.contains(&size) && size > SLENDER * longest * longest
}

/// Whether a shape meets land that is taken.
fn overlaps(land: &RTree<Shape>, shape: &Shape) -> bool {
    land.locate_in_envelope_intersecting(&shape.envelope())
        .any(|other| other.data.intersects(&shape.data))
}

fn draw(project: &'static Project, dice: &mut Rng) -> Site {
    let ground = |corridor, carriageway, pylons| Ground {
        corridor,
        carriageway,
        urban: project.urban,
        pylons,
    };
    match project.shape {
        projects::Shape::NewRoad(_, corridor) => along(project, &ground(corridor, None, None), dice),
        projects::Shape::WiderRoad(_, corridor, width) => along(project, &ground(corridor, Some(width), None), dice),
        projects::Shape::PowerLine(_, distance) => along(project, &ground(14.0, None, Some(distance)), dice),
        projects::Shape::Estate(middle, hectares, aspect) => {
            let (radii, turned) = (radii(hectares, aspect), between(dice, 0.0, 3.1));
            within(project, &estate(Point::at(middle), radii, turned, dice), dice)
        }
        projects::Shape::Lake(middle, hectares, aspect) => {
            let (radii, turned) = (radii(hectares, aspect), between(dice, 0.0, 3.1));
            within(project, &blob(Point::at(middle), radii, turned, 0.17, dice), dice)
        }
    }
}

fn along(project: &'static Project, ground: &Ground, dice: &mut Rng) -> Site {
    let alignment = Alignment::through(&project.shape.places());
    Site {
        project,
        plots: roads::parcels(&alignment, ground, dice),
        alignment: Some(MultiLineString(vec![line(&alignment.path)])),
        boundary: None,
        corridor: Some(ground.corridor),
    }
}

fn within(project: &'static Project, outline: &[Point], dice: &mut Rng) -> Site {
    Site {
        project,
        plots: areas::parcels(outline, project.urban, dice),
        alignment: None,
        boundary: Some(MultiPolygon(vec![polygon(outline)])),
        corridor: None,
    }
}

/// Half the length and half the width of an oval of this size.
fn radii(hectares: f64, aspect: f64) -> (f64, f64) {
    let width = (hectares * 10_000.0 / std::f64::consts::PI / aspect).sqrt();
    (width * aspect, width)
}

/// The outline of an estate: a few nearly straight sides that follow field bunds.
fn estate(middle: Point, radii: (f64, f64), turned: f64, dice: &mut Rng) -> Vec<Point> {
    let corners = 6 + count(between(dice, 0.0, 3.9));
    let along = Point::toward(turned);
    let places: Vec<Point> = (0..corners)
        .map(|n| {
            let angle = std::f64::consts::TAU * (whole(n) + between(dice, -0.25, 0.25)) / whole(corners);
            let reach = between(dice, 0.95, 1.25);
            middle + along * (angle.cos() * radii.0 * reach) + along.left() * (angle.sin() * radii.1 * reach)
        })
        .collect();
    places
        .iter()
        .zip(places.iter().cycle().skip(1))
        .flat_map(|(&a, &b)| ragged(a, b, 0.045, 45.0, dice))
        .collect()
}
