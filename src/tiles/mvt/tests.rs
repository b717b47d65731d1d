use proptest::prelude::*;

use super::*;

/// Command integers and parameters of one part.
fn commands(kind: Kind, part: &[[i32; 2]]) -> Vec<u8> {
    let mut layer = Layer::new("", &[]);
    layer.part(kind, part);
    layer.geometry
}

#[test]
fn geometries_are_written_as_the_specification_shows() {
    assert_eq!(commands(Kind::Point, &[[25, 17]]), [9, 50, 34]);
    assert_eq!(
        commands(Kind::Line, &[[2, 2], [2, 10], [10, 10]]),
        [9, 4, 4, 18, 0, 16, 16, 0]
    );
    let ring = [[3, 6], [8, 12], [20, 34], [3, 6]];
    assert_eq!(commands(Kind::Polygon, &ring), [9, 6, 12, 18, 10, 12, 24, 44, 15]);
}

#[test]
fn the_cursor_goes_on_from_part_to_part() {
    let mut layer = Layer::new("", &[]);
    layer.part(Kind::Line, &[[2, 2], [2, 10], [10, 10]]);
    layer.part(Kind::Line, &[[1, 1], [3, 5]]);
    assert_eq!(layer.geometry[8..], [9, 17, 17, 10, 4, 8]);
}

#[test]
fn a_shape_that_vanishes_at_this_size_is_left_out() {
    assert_eq!(commands(Kind::Line, &[[5, 5], [5, 5]]), [0; 0]);
    assert_eq!(commands(Kind::Polygon, &[[5, 5], [6, 5], [5, 5]]), [0; 0]);
    assert_eq!(
        commands(Kind::Polygon, &[[1, 1], [2, 2], [3, 3], [1, 1]]),
        [0; 0],
        "a ring without area"
    );
    assert_eq!(commands(Kind::Polygon, &[]), [0; 0]);
    let mut layer = Layer::new("parcels", &["status"]);
    layer.add(Some(1), Kind::Polygon, &[[5, 5], [5, 5]], [(0, Value::Number(3))]);
    let mut tile = Vec::new();
    layer.write_to(&mut tile);
    assert_eq!(tile, [0; 0], "a layer without features is none");
}

#[test]
fn equal_values_are_written_once() {
    let size = |values: [u32; 3]| {
        let mut layer = Layer::new("parcels", &["status"]);
        for value in values {
            layer.add(None, Kind::Point, &[[1, 1]], [(0, Value::Number(value))]);
        }
        let mut tile = Vec::new();
        layer.write_to(&mut tile);
        tile.len()
    };
    assert_eq!(size([1, 2, 3]), size([1, 1, 1]) + 2 * 4, "four bytes a value");
}

#[test]
fn a_layer_names_its_version_and_extent() {
    let mut layer = Layer::new("cells", &[]);
    layer.add(Some(300), Kind::Point, &[[25, 17]], []);
    let mut tile = Vec::new();
    layer.write_to(&mut tile);
    let version = [15 << 3, 2];
    let name = [&[1 << 3 | 2, 5][..], b"cells"].concat();
    let feature = [2 << 3 | 2, 10, 8, 0xac, 2, 3 << 3, 1, 4 << 3 | 2, 3, 9, 50, 34];
    let extent = [5 << 3, 0x80, 0x20];
    let layer = [&version[..], &name, &feature, &extent].concat();
    assert_eq!(
        tile,
        [&[3 << 3 | 2, u8::try_from(layer.len()).unwrap()], &layer[..]].concat()
    );
}

proptest! {
    #[test]
    fn a_number_is_written_in_groups_of_seven_bits(value in any::<u64>()) {
        let mut bytes = Vec::new();
        varint(&mut bytes, value);
        let read = bytes.iter().rev().fold(0u64, |read, byte| read << 7 | u64::from(byte & 0x7f));
        prop_assert_eq!(read, value);
        prop_assert!(bytes[..bytes.len() - 1].iter().all(|byte| byte & 0x80 != 0));
        prop_assert!(bytes[bytes.len() - 1] & 0x80 == 0);
    }

    #[test]
    fn steps_lead_to_their_points(points in prop::collection::vec([-5000..5000i32, -5000..5000i32], 1..20)) {
        let mut bytes = Vec::new();
        let mut cursor = [0, 0];
        for point in &points {
            step(&mut bytes, *point, &mut cursor);
            prop_assert_eq!(cursor, *point);
        }
    }
}
