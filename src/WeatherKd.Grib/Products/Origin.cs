namespace WeatherKd.Grib.Products;

/// <summary>Who issued a message (section 1).</summary>
/// <param name="Centre">WMO common code table C-11: 7 NCEP, 34 JMA, 40 KMA, 54 Montréal, 78 DWD, 98 ECMWF…</param>
/// <param name="SubCentre">Common code table C-12, within the centre.</param>
/// <param name="MasterTables">Version of the WMO tables used.</param>
/// <param name="LocalTables">Version of the centre's own tables; 0 where none is used.</param>
public sealed record Origin(int Centre, int SubCentre, int MasterTables, int LocalTables)
{
    /// <summary>The centre's usual short name, such as <c>KMA</c>; <c>centre 161</c> where it is not known.</summary>
    public string CentreName => Centre switch
    {
        7 => "NCEP",
        8 => "NWS",
        28 => "IMD",
        34 => "JMA",
        38 => "CMA",
        40 => "KMA",
        46 => "CPTEC",
        54 => "CMC",
        74 => "UKMO",
        78 => "DWD",
        80 => "CNMC",
        82 => "SMHI",
        84 or 85 => "Météo-France",
        86 => "FMI",
        88 => "MET Norway",
        94 => "DMI",
        98 => "ECMWF",
        215 => "MeteoSwiss",
        250 => "COSMO",
        _ => $"centre {Centre}",
    };
}
