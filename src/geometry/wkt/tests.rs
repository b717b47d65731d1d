use proptest::prelude::*;

use super::*;

fn prj(name: &str, datum: &str, meridian: &str, scale: &str, more: &str) -> String {
    format!(
        "PROJCS[\"{name}\",GEOGCS[\"GCS_{datum}\",DATUM[\"D_{datum}\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],\
         PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],\
         PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],\
         PARAMETER[\"Central_Meridian\",{meridian}],PARAMETER[\"Scale_Factor\",{scale}],\
         PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]{more}]"
    )
}

#[test]
fn a_system_is_known_by_number_name_or_parameters() {
    for (text, code) in [
        (prj("VN-2000 / TM-3 106-30", "VN_2000", "106.5", "0.9999", ""), 9213),
        (prj("Thai Nguyen", "VN_2000", "106.5", "0.9999", ""), 9213),
        (prj("Thai Nguyen", "Vietnam_2000", "106.5", "0.9999", ""), 9213),
        (prj("VN_2000_UTM_Zone_48N", "VN_2000", "105.0", "0.9996", ""), 3405),
        (prj("tuy_y", "VN_2000", "111", "0.9996", ""), 3406),
        (prj("tuy_y", "VN_2000", "107.75", "0.9999", ""), 5899),
        (prj("WGS_1984_UTM_Zone_48N", "WGS_1984", "105.0", "0.9996", ""), 32648),
        (prj("UTM 49", "WGS_1984", "111.0", "0.9996", ",AUTHORITY[\"EPSG\",\"32649\"]"), 32649),
        (
            prj("Thai Nguyen", "WGS_1984", "106.5", "0.9999", "")
                .replace("563]]", "563],TOWGS84[-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278]]"),
            9213,
        ),
        (
            "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137,298.257223563]],\
             PRIMEM[\"Greenwich\",0],UNIT[\"Degree\",0.017453292519943295]]"
                .to_owned(),
            4326,
        ),
        (
            "GEOGCRS[\"VN-2000\",DATUM[\"Vietnam 2000\",ELLIPSOID[\"WGS 84\",6378137,298.257223563]],\
             CS[ellipsoidal,2],AXIS[\"latitude\",north],AXIS[\"longitude\",east],ANGLEUNIT[\"degree\",0.0174532925199433],\
             ID[\"EPSG\",4756]]"
                .to_owned(),
            4756,
        ),
        (
            "PROJCRS[\"VN-2000 / TM-3 106-30\",BASEGEOGCRS[\"VN-2000\",DATUM[\"Vietnam 2000\",\
             ELLIPSOID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0]],CONVERSION[\"TM-3 106-30\",\
             METHOD[\"Transverse Mercator\"],PARAMETER[\"Latitude of natural origin\",0],\
             PARAMETER[\"Longitude of natural origin\",106.5],PARAMETER[\"Scale factor at natural origin\",0.9999],\
             PARAMETER[\"False easting\",500000],PARAMETER[\"False northing\",0]],CS[Cartesian,2],\
             AXIS[\"northing\",north],AXIS[\"easting\",east],LENGTHUNIT[\"metre\",1],ID[\"EPSG\",9213]]"
                .to_owned(),
            9213,
        ),
        (
            format!("COMPD_CS[\"x\",{},VERT_CS[\"Hon Dau\"]]", prj("a", "VN_2000", "106.5", "0.9999", "")),
            9213,
        ),
    ] {
        assert_eq!(Crs::from_wkt(&text).map(|crs| crs.to_string()), Ok(format!("EPSG:{code}")), "{text}");
    }
}

#[test]
fn a_text_that_is_malformed_unknown_or_contradicts_itself_names_nothing() {
    for text in [
        String::new(),
        "PROJCS".to_owned(),
        "PROJCS[".to_owned(),
        "LOCAL_CS[\"arbitrary\",UNIT[\"metre\",1]]".to_owned(),
        prj("Thai Nguyen", "VN_2000", "106.6", "0.9999", ""),
        prj("Thai Nguyen", "VN_2000", "106.5", "0.9998", ""),
        // The scale of the provincial zones on a datum that they are not on.
        prj("Thai Nguyen", "WGS_1984", "106.5", "0.9999", ""),
        prj("Thai Nguyen", "Indian_1960", "106.5", "0.9999", ""),
        prj("VN-2000 / TM-3 106-30", "VN_2000", "107.0", "0.9999", ""),
        prj("a", "VN_2000", "106.5", "0.9999", ",AUTHORITY[\"EPSG\",\"9214\"]"),
        prj("a", "VN_2000", "106.5", "0.9999", "").replace("Meter\",1.0", "Foot\",0.3048"),
        prj("a", "VN_2000", "106.5", "0.9999", "").replace("500000.0", "0.0"),
    ] {
        assert!(Crs::from_wkt(&text).is_err(), "{text}");
    }
    assert_eq!(
        Crs::from_wkt(&prj("Indian 1960 / TM", "Indian_1960", "106.5", "0.9999", "")),
        Err(UnknownCrs("Indian 1960 / TM".into()))
    );
}

proptest! {
    #[test]
    fn any_text_is_a_system_or_none(text in r#"[A-Z\[\]()",0-9. ]{0,80}"#, cut in 0..700usize) {
        let _ = Crs::from_wkt(&text);
        let whole = prj("VN-2000 / TM-3 106-30", "VN_2000", "106.5", "0.9999", &text);
        let _ = Crs::from_wkt(&whole.chars().take(cut).collect::<String>());
        let _ = Crs::from_wkt(&whole);
    }
}
