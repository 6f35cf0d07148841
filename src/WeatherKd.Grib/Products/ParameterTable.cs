namespace WeatherKd.Grib.Products;

/// <summary>
/// Rows of WMO code table 4.2 for surface weather and the usual upper-air fields, and the local rows of two centres whose open data
/// use them. Short names and units as in ecCodes 2.28 (definitions/grib2), its <c>**</c> left out.
/// </summary>
internal static class ParameterTable
{
    private sealed record Row(string ShortName, string Name, string Unit);

    /// <summary>Numbers from 192 on mean something else at each centre.</summary>
    private const int FirstLocal = 192;

    private const int Pm10AerosolType = 62026;

    private static readonly Dictionary<(int Discipline, int Category, int Number), Row> Rows = new()
    {
        [(0, 0, 0)] = new("t", "Temperature", "K"),
        [(0, 0, 1)] = new("vtmp", "Virtual temperature", "K"),
        [(0, 0, 2)] = new("pt", "Potential temperature", "K"),
        [(0, 0, 4)] = new("tmax", "Maximum temperature", "K"),
        [(0, 0, 5)] = new("tmin", "Minimum temperature", "K"),
        [(0, 0, 6)] = new("dpt", "Dew point temperature", "K"),
        [(0, 0, 10)] = new("lhtfl", "Latent heat net flux", "W m-2"),
        [(0, 0, 11)] = new("shtfl", "Sensible heat net flux", "W m-2"),
        [(0, 0, 12)] = new("heatx", "Heat index", "K"),
        [(0, 0, 13)] = new("wcf", "Wind chill factor", "K"),
        [(0, 0, 17)] = new("skt", "Skin temperature", "K"),
        [(0, 0, 21)] = new("aptmp", "Apparent temperature", "K"),
        [(0, 1, 0)] = new("q", "Specific humidity", "kg kg-1"),
        [(0, 1, 1)] = new("r", "Relative humidity", "%"),
        [(0, 1, 2)] = new("hmr", "Humidity mixing ratio", "kg kg-1"),
        [(0, 1, 3)] = new("pwat", "Precipitable water", "kg m-2"),
        [(0, 1, 4)] = new("vapp", "Vapor pressure", "Pa"),
        [(0, 1, 6)] = new("evap", "Evaporation", "kg m-2"),
        [(0, 1, 7)] = new("prate", "Precipitation rate", "kg m-2 s-1"),
        [(0, 1, 8)] = new("tp", "Total precipitation", "kg m-2"),
        [(0, 1, 9)] = new("ncpcp", "Large scale precipitation (non-convective)", "kg m-2"),
        [(0, 1, 10)] = new("acpcp", "Convective precipitation (water)", "kg m-2"),
        [(0, 1, 11)] = new("sde", "Snow depth", "m"),
        [(0, 1, 12)] = new("srweq", "Snowfall rate water equivalent", "kg m-2 s-1"),
        [(0, 1, 13)] = new("sdwe", "Water equivalent of accumulated snow depth (deprecated)", "kg m-2"),
        [(0, 1, 18)] = new("absh", "Absolute humidity", "kg m-3"),
        [(0, 1, 19)] = new("ptype", "Precipitation type", "code"),
        [(0, 1, 22)] = new("clwmr", "Cloud mixing ratio", "kg kg-1"),
        [(0, 1, 29)] = new("asnow", "Total snowfall", "m"),
        [(0, 1, 33)] = new("crain", "Categorical rain", "code"),
        [(0, 1, 34)] = new("cfrzr", "Categorical freezing rain", "code"),
        [(0, 1, 35)] = new("cicep", "Categorical ice pellets", "code"),
        [(0, 1, 36)] = new("csnow", "Categorical snow", "code"),
        [(0, 1, 37)] = new("cprat", "Convective precipitation rate", "kg m-2 s-1"),
        [(0, 1, 42)] = new("snowc", "Snow cover", "%"),
        [(0, 1, 47)] = new("lswp", "Large scale water precipitation (non-convective)", "kg m-2"),
        [(0, 1, 48)] = new("cwp", "Convective water precipitation", "kg m-2"),
        [(0, 1, 49)] = new("twatp", "Total water precipitation", "kg m-2"),
        [(0, 1, 51)] = new("tcwat", "Total column water (Vertically integrated total water (vapour + cloud water/ice))", "kg m-2"),
        [(0, 1, 52)] = new("tprate", "Total precipitation rate", "kg m-2 s-1"),
        [(0, 1, 53)] = new("sf", "Total snowfall rate water equivalent", "kg m-2 s-1"),
        [(0, 1, 54)] = new("lsprate", "Large scale precipitation rate", "kg m-2 s-1"),
        [(0, 1, 60)] = new("sd", "Snow depth water equivalent", "kg m-2"),
        [(0, 1, 61)] = new("rsn", "Snow density", "kg m-3"),
        [(0, 1, 65)] = new("rprate", "Rain precipitation rate", "kg m-2 s-1"),
        [(0, 1, 66)] = new("sprate", "Snow precipitation rate", "kg m-2 s-1"),
        [(0, 2, 0)] = new("wdir", "Wind direction", "°"),
        [(0, 2, 1)] = new("ws", "Wind speed", "m s-1"),
        [(0, 2, 2)] = new("u", "U component of wind", "m s-1"),
        [(0, 2, 3)] = new("v", "V component of wind", "m s-1"),
        [(0, 2, 8)] = new("w", "Vertical velocity", "Pa s-1"),
        [(0, 2, 9)] = new("wz", "Geometric vertical velocity", "m s-1"),
        [(0, 2, 10)] = new("absv", "Absolute vorticity", "s-1"),
        [(0, 2, 12)] = new("vo", "Vorticity (relative)", "s-1"),
        [(0, 2, 13)] = new("d", "Divergence", "s-1"),
        [(0, 2, 14)] = new("pv", "Potential vorticity", "K m2 kg-1 s-1"),
        [(0, 2, 20)] = new("bld", "Boundary layer dissipation", "W m-2"),
        [(0, 2, 21)] = new("maxgust", "Maximum wind speed", "m s-1"),
        [(0, 2, 22)] = new("gust", "Wind speed (gust)", "m s-1"),
        [(0, 2, 23)] = new("ugust", "u-component of wind (gust)", "m s-1"),
        [(0, 2, 24)] = new("vgust", "v-component of wind (gust)", "m s-1"),
        [(0, 2, 30)] = new("fricv", "Frictional velocity", "m s-1"),
        [(0, 3, 0)] = new("pres", "Pressure", "Pa"),
        [(0, 3, 1)] = new("prmsl", "Pressure reduced to MSL", "Pa"),
        [(0, 3, 2)] = new("ptend", "Pressure tendency", "Pa s-1"),
        [(0, 3, 4)] = new("z", "Geopotential", "m2 s-2"),
        [(0, 3, 5)] = new("gh", "Geopotential height", "gpm"),
        [(0, 3, 6)] = new("h", "Geometrical height", "m"),
        [(0, 3, 10)] = new("den", "Density", "kg m-3"),
        [(0, 3, 18)] = new("blh", "Boundary layer height", "m"),
        [(0, 4, 0)] = new("nswrs", "Net short-wave radiation flux (surface)", "W m-2"),
        [(0, 4, 1)] = new("nswrt", "Net short-wave radiation flux (top of atmosphere)", "W m-2"),
        [(0, 4, 3)] = new("grad", "Global radiation flux", "W m-2"),
        [(0, 4, 7)] = new("dswrf", "Downward short-wave radiation flux", "W m-2"),
        [(0, 4, 8)] = new("uswrf", "Upward short-wave radiation flux", "W m-2"),
        [(0, 4, 9)] = new("nswrf", "Net short wave radiation flux", "W m-2"),
        [(0, 4, 12)] = new("dwuvr", "Downward UV radiation", "W m-2"),
        [(0, 4, 13)] = new("dirswrf", "Direct short wave radiation flux", "W m-2"),
        [(0, 4, 14)] = new("difswrf", "Diffuse short wave radiation flux", "W m-2"),
        [(0, 4, 51)] = new("uvi", "UV index", "1"),
        [(0, 4, 52)] = new("dswrf_cs", "Downward short-wave radiation flux, clear sky", "W m-2"),
        [(0, 5, 0)] = new("nlwrs", "Net long wave radiation flux (surface)", "W m-2"),
        [(0, 5, 3)] = new("dlwrf", "Downward long-wave radiation flux", "W m-2"),
        [(0, 5, 4)] = new("ulwrf", "Upward long-wave radiation flux", "W m-2"),
        [(0, 5, 5)] = new("nlwrf", "Net long wave radiation flux", "W m-2"),
        [(0, 6, 1)] = new("tcc", "Total cloud cover", "%"),
        [(0, 6, 2)] = new("ccc", "Convective cloud cover", "%"),
        [(0, 6, 3)] = new("lcc", "Low cloud cover", "%"),
        [(0, 6, 4)] = new("mcc", "Medium cloud cover", "%"),
        [(0, 6, 5)] = new("hcc", "High cloud cover", "%"),
        [(0, 6, 6)] = new("cwat", "Cloud water", "kg m-2"),
        [(0, 6, 11)] = new("cdcb", "Cloud base", "m"),
        [(0, 6, 13)] = new("ceil", "Ceiling", "m"),
        [(0, 6, 22)] = new("ccl", "Cloud cover", "%"),
        [(0, 6, 32)] = new("cc", "Fraction of cloud cover", "1"),
        [(0, 7, 6)] = new("cape", "Convective available potential energy", "J kg-1"),
        [(0, 7, 7)] = new("cin", "Convective inhibition", "J kg-1"),
        [(0, 14, 1)] = new("o3", "Ozone mass mixing ratio", "kg kg-1"),
        [(0, 19, 0)] = new("vis", "Visibility", "m"),
        [(0, 19, 1)] = new("al", "Albedo", "%"),
        [(0, 20, 0)] = new("mdens", "Mass density", "kg m-3"),
        [(0, 20, 2)] = new("mass_mixrat", "Mass mixing ratio", "kg kg-1"),
        [(2, 0, 0)] = new("lsm", "Land cover (0 = sea, 1 = land)", "1"),
        [(2, 0, 1)] = new("sr", "Surface roughness", "m"),
        [(2, 0, 2)] = new("st", "Soil temperature", "K"),
        [(2, 0, 4)] = new("veg", "Vegetation", "%"),
        [(2, 0, 7)] = new("mterh", "Model terrain height", "m"),
        [(2, 0, 9)] = new("soilw", "Volumetric soil moisture content", "1"),
        [(2, 0, 25)] = new("vsw", "Volumetric soil moisture", "m3 m-3"),
        [(2, 3, 18)] = new("sot", "Soil temperature", "K"),
        [(10, 0, 3)] = new("swh", "Significant height of combined wind waves and swell", "m"),
        [(10, 2, 0)] = new("ci", "Sea ice cover", "1"),
        [(10, 3, 0)] = new("wtmp", "Water temperature", "K"),
    };

    private static readonly Dictionary<(int Centre, int Discipline, int Category, int Number), Row> LocalRows = new()
    {
        [(98, 0, 1, 193)] = new("tp", "Total precipitation", "m"),
        [(98, 0, 1, 198)] = new("sf", "Snowfall water equivalent", "m"),
        [(98, 0, 1, 254)] = new("sd", "Snow depth water equivalent", "m"),
        [(98, 0, 6, 192)] = new("tcc", "Total cloud cover", "1"),
        [(7, 0, 4, 192)] = new("dswrf", "Downward short-wave radiation flux", "W m-2"),
        [(7, 0, 4, 193)] = new("uswrf", "Upward short-wave radiation flux", "W m-2"),
        [(7, 0, 5, 192)] = new("dlwrf", "Downward long-wave radiation flux", "W m-2"),
        [(7, 0, 5, 193)] = new("ulwrf", "Upward long-wave radiation flux", "W m-2"),
        [(7, 0, 3, 192)] = new("mslet", "MSLP (Eta model reduction)", "Pa"),
        [(7, 0, 3, 196)] = new("hpbl", "Planetary boundary layer height", "m"),
        [(7, 0, 1, 192)] = new("crain", "Categorical rain", "code"),
        [(7, 0, 1, 193)] = new("cfrzr", "Categorical freezing rain", "code"),
        [(7, 0, 1, 194)] = new("cicep", "Categorical ice pellets", "code"),
        [(7, 0, 1, 195)] = new("csnow", "Categorical snow", "code"),
        [(7, 0, 2, 224)] = new("vrate", "Ventilation rate", "m2 s-1"),
    };

    public static Parameter Find(int discipline, int category, int number, int centre)
    {
        var row = number >= FirstLocal || category >= FirstLocal || discipline >= FirstLocal
            ? LocalRows.GetValueOrDefault((centre, discipline, category, number))
            : Rows.GetValueOrDefault((discipline, category, number)) ?? FromEcCodes(discipline, category, number);
        return Describe(row, discipline, category, number);
    }

    /// <summary>Particulate matter is a mass density of aerosol (type 62026 of common table C-14) up to a size in metres.</summary>
    public static Parameter FindAerosol(int discipline, int category, int number, int aerosolType, double? firstSize)
    {
        var isMassDensity = (discipline, category, number) == (0, 20, 0) && aerosolType == Pm10AerosolType;
        var row = (isMassDensity, firstSize) switch
        {
            (true, 10e-6) => new Row("pm10", "Particulate matter d <= 10 um", "kg m-3"),
            (true, 2.5e-6) => new Row("pm2p5", "Particulate matter d <= 2.5 um", "kg m-3"),
            _ => null,
        };
        return Describe(row, discipline, category, number);
    }

    private static Row? FromEcCodes(int discipline, int category, int number) =>
        ShortNames.Plain(discipline, category, number) is { } row ? new Row(row.ShortName, row.Name, row.Unit) : null;

    private static Parameter Describe(Row? row, int discipline, int category, int number) => row is null
        ? new Parameter(
            discipline,
            category,
            number,
            $"{discipline}-{category}-{number}",
            $"discipline {discipline} category {category} number {number}",
            "")
        : new Parameter(discipline, category, number, row.ShortName, row.Name, row.Unit);
}
