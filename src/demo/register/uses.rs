//! Land use as registers write it.

use fastrand::Rng;

use crate::demo::{curves::between, fields::Land};

/// The codes for what is on a parcel, with areas where there are two.
pub fn written(land: Land, area: f64, city: bool, dice: &mut Rng) -> String {
    let chance = dice.f64();
    let home = if city { "ODT" } else { "ONT" };
    match land {
        Land::House if area > 230.0 && chance < 0.75 => mixed(home, "CLN", area, dice),
        Land::House => home.into(),
        Land::Garden if chance < 0.04 => mixed("CLN", "NTS", area, dice),
        Land::Garden if chance < 0.05 => "TON".into(),
        Land::Garden => "CLN".into(),
        Land::Rice if chance < 0.9 => "LUC".into(),
        Land::Rice => "LUK".into(),
        Land::Crop if chance < 0.85 => "BHK".into(),
        Land::Crop if chance < 0.95 => "HNK".into(),
        Land::Crop => "NTD".into(),
        Land::Pond => "NTS".into(),
        Land::Slope if chance < 0.9 => "RSX".into(),
        Land::Slope => "DCS".into(),
    }
}

/// Two uses that share the area; the first takes tens of square metres.
fn mixed(first: &str, second: &str, area: f64, dice: &mut Rng) -> String {
    let part = (area * between(dice, 0.2, 0.6) / 10.0).round() * 10.0;
    format!("{first} {part:.0} + {second} {:.0}", area.round() - part)
}
