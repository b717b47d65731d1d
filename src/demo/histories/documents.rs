//! Numbers of documents.

use fastrand::Rng;

use crate::steps::Step;

/// The numbers of the documents of a batch, by step; some steps leave none.
pub fn numbers(dice: &mut Rng) -> [Option<String>; Step::COUNT] {
    Step::ALL.map(|step| {
        let written = match step {
            Step::Notified => format!("{}/TB-UBND", dice.u32(12..400)),
            Step::PlanApproved => format!("{}/QĐ-UBND", dice.u32(180..3900)),
            Step::RecoveryDecided => format!("{}/QĐ-UBND", dice.u32(3900..7200)),
            Step::HandedOver => format!("{}/BB-BGMB", dice.u32(3..240)),
            Step::Inventoried | Step::PlanPosted | Step::Paid | Step::Resettled => return None,
        };
        Some(written)
    })
}
