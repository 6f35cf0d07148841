using WeatherKd.Variables;

namespace WeatherKd.Feeds.Settings;

/// <summary>
/// Numerical models as their centres publish them. Names of files and fields were compared with public clients (Herbie, ecmwf-opendata) and
/// listings of 2025; the tests quote them.
/// </summary>
internal static class ModelSources
{
    private static readonly SourceTerms Noaa = new("Data: NOAA/NCEP", "https://registry.opendata.aws/noaa-gfs-bdp-pds/");
    private static readonly SourceTerms Dwd = new(
        "Data: Deutscher Wetterdienst (DWD)",
        "https://www.dwd.de/EN/service/legal_notice/legal_notice.html");
    private static readonly IReadOnlyList<int> EverySixHours = [0, 6, 12, 18];
    private static readonly IReadOnlyList<int> EveryThreeHours = [0, 3, 6, 9, 12, 15, 18, 21];

    public static IReadOnlyList<SourceDefinition> All { get; } =
    [
        new()
        {
            Name = "gfs",
            Title = "NOAA GFS 0.25°, whole earth, to 384 h (byte ranges)",
            Form = SourceForm.WgribIndex,
            Address = "https://noaa-gfs-bdp-pds.s3.amazonaws.com/",
            File = "gfs.{run:yyyyMMdd}/{run:HH}/atmos/gfs.t{run:HH}z.pgrb2.0p25.f{lead:000}",
            Index = "gfs.{run:yyyyMMdd}/{run:HH}/atmos/gfs.t{run:HH}z.pgrb2.0p25.f{lead:000}.idx",
            Runs = EverySixHours,
            Leads = new(1, 48, 1),
            // To 120 h hourly, then every 3 h.
            HasLead = lead => lead <= 120 || lead % 3 == 0,
            LastLead = _ => 384,
            Delay = TimeSpan.FromMinutes(210),
            DelayPerLead = TimeSpan.FromSeconds(20),
            Fields = Ncep("PRMSL:mean sea level"),
            Parallelism = 4,
            RequestsPerSecond = 20,
            Terms = Noaa,
        },
        new()
        {
            Name = "hrrr",
            Title = "NOAA HRRR 3 km, contiguous USA, to 18 h (48 h every six hours; byte ranges)",
            Form = SourceForm.WgribIndex,
            Address = "https://noaa-hrrr-bdp-pds.s3.amazonaws.com/",
            File = "hrrr.{run:yyyyMMdd}/conus/hrrr.t{run:HH}z.wrfsfcf{lead:00}.grib2",
            Index = "hrrr.{run:yyyyMMdd}/conus/hrrr.t{run:HH}z.wrfsfcf{lead:00}.grib2.idx",
            Runs = [.. Enumerable.Range(0, 24)],
            Leads = new(1, 48, 1),
            LastLead = hour => hour % 6 == 0 ? 48 : 18,
            Delay = TimeSpan.FromMinutes(50),
            DelayPerLead = TimeSpan.FromMinutes(1),
            Fields = Ncep("MSLMA:mean sea level"),
            Parallelism = 4,
            RequestsPerSecond = 20,
            Terms = Noaa with { Link = "https://registry.opendata.aws/noaa-hrrr-pds/" },
        },
        new()
        {
            Name = "ecmwf",
            Title = "ECMWF open data IFS 0.25°, whole earth, every 3 h to 144 h (byte ranges)",
            Form = SourceForm.MarsIndex,
            Address = "https://data.ecmwf.int/forecasts/",
            // The runs of 6 and 18 h are of the stream scda; the feed puts the stream where {variable} stands.
            File = "{run:yyyyMMdd}/{run:HH}z/ifs/0p25/{variable}/{run:yyyyMMddHH}0000-{lead}h-{variable}-fc.grib2",
            Index = "{run:yyyyMMdd}/{run:HH}z/ifs/0p25/{variable}/{run:yyyyMMddHH}0000-{lead}h-{variable}-fc.index",
            Runs = EverySixHours,
            Leads = new(3, 48, 3),
            HasLead = lead => lead % (lead <= 144 ? 3 : 6) == 0,
            LastLead = hour => hour % 12 == 0 ? 240 : 90,
            Delay = TimeSpan.FromHours(7),
            DelayPerLead = TimeSpan.FromSeconds(15),
            KeepsDays = 2,
            Fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
            {
                [VariableNames.Temperature] = ["2t"],
                [VariableNames.RelativeHumidity] = ["2t", "2d"],
                [VariableNames.DewPoint] = ["2d"],
                [VariableNames.WindSpeed] = ["10u", "10v"],
                [VariableNames.WindDirection] = ["10u", "10v"],
                // By the time since the output before, which it is the maximum of.
                [VariableNames.WindGusts] = ["10fg|10fg3"],
                [VariableNames.SurfacePressure] = ["sp"],
                [VariableNames.SeaLevelPressure] = ["msl"],
                [VariableNames.Precipitation] = ["tp"],
                [VariableNames.ShortwaveRadiation] = ["ssrd"],
                [VariableNames.CloudCover] = ["tcc"],
            },
            Terms = new(
                "Contains modified ECMWF open data, © ECMWF, www.ecmwf.int, CC BY 4.0; ECMWF accepts no liability for errors or omissions "
                + "in it",
                "https://www.ecmwf.int/en/forecasts/datasets/open-data"),
        },
        Icon(
            "icon-eu",
            "DWD ICON-EU 0.0625°, Europe, to 120 h (one file a field)",
            "icon-eu_europe_regular-lat-lon_single-level_{run:yyyyMMddHH}_{lead:000}_{VARIABLE}.grib2.bz2") with
        {
            HasLead = lead => lead <= 78 || lead % 3 == 0,
            LastLead = hour => hour % 6 == 0 ? 120 : 30,
            Delay = TimeSpan.FromMinutes(140),
            DelayPerLead = TimeSpan.FromSeconds(40),
        },
        Icon(
            "icon-d2",
            "DWD ICON-D2 2 km, Germany, to 48 h (one file a field)",
            "icon-d2_germany_regular-lat-lon_single-level_{run:yyyyMMddHH}_{lead:000}_2d_{variable}.grib2.bz2") with
        {
            LastLead = _ => 48,
            Delay = TimeSpan.FromMinutes(65),
            DelayPerLead = TimeSpan.FromSeconds(40),
        },
        new()
        {
            Name = "model-url",
            Title = "Any model: the address is a template with {run:…}, {lead:…} and {variable}, with or without an index",
            Form = SourceForm.GenericModel,
            Runs = EverySixHours,
            Delay = TimeSpan.FromHours(3),
            Terms = new("", ""),
        },
    ];

    private static SourceDefinition Icon(string name, string title, string file) => new()
    {
        Name = name,
        Title = title,
        Form = SourceForm.FieldFiles,
        Address = $"https://opendata.dwd.de/weather/nwp/{name}/grib/",
        File = "{run:HH}/{variable}/" + file,
        Runs = EveryThreeHours,
        Leads = new(1, 27, 1),
        KeepsDays = 1,
        Fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [VariableNames.Temperature] = ["t_2m"],
            [VariableNames.RelativeHumidity] = ["relhum_2m"],
            [VariableNames.DewPoint] = ["td_2m"],
            [VariableNames.WindSpeed] = ["u_10m", "v_10m"],
            [VariableNames.WindDirection] = ["u_10m", "v_10m"],
            [VariableNames.WindGusts] = ["vmax_10m"],
            [VariableNames.SurfacePressure] = ["ps"],
            [VariableNames.SeaLevelPressure] = ["pmsl"],
            [VariableNames.Precipitation] = ["tot_prec"],
            [VariableNames.CloudCover] = ["clct"],
        },
        Parallelism = 4,
        RequestsPerSecond = 10,
        Terms = Dwd,
    };

    private static Dictionary<string, IReadOnlyList<string>> Ncep(string seaLevel) => new(StringComparer.Ordinal)
    {
        [VariableNames.Temperature] = ["TMP:2 m above ground"],
        [VariableNames.RelativeHumidity] = ["RH:2 m above ground"],
        [VariableNames.DewPoint] = ["DPT:2 m above ground"],
        [VariableNames.WindSpeed] = ["UGRD:10 m above ground", "VGRD:10 m above ground"],
        [VariableNames.WindDirection] = ["UGRD:10 m above ground", "VGRD:10 m above ground"],
        [VariableNames.WindGusts] = ["GUST:surface"],
        [VariableNames.SurfacePressure] = ["PRES:surface"],
        [VariableNames.SeaLevelPressure] = [seaLevel],
        [VariableNames.Precipitation] = ["APCP:surface"],
        [VariableNames.ShortwaveRadiation] = ["DSWRF:surface"],
        [VariableNames.CloudCover] = ["TCDC:entire atmosphere"],
    };
}
