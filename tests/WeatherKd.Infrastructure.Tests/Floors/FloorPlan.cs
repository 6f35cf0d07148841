namespace WeatherKd.Infrastructure.Tests.Floors;

/// <summary>
/// The floors of each project, lowest first. A folder may use those of lower floors; folders of one floor do not use each other. Files in a
/// project's own folder stand above all.
/// </summary>
public static class FloorPlan
{
    /// <summary>Name of the place above all folders.</summary>
    public const string Roof = "(project folder)";

    /// <summary>Floors by project. <c>docs/architecture.md</c> says what each folder is for.</summary>
    public static IReadOnlyDictionary<string, string[][]> Projects { get; } = new Dictionary<string, string[][]>(StringComparer.Ordinal)
    {
        ["WeatherKd"] =
        [
            ["Telemetry", "Variables", "Alarms", "Settings", "Registration"],
            ["Series", "TrainingJobs"],
            ["Storage"],
            ["Stations", "Alignment", "Students"],
            ["Observations", "Verification"],
            ["NumericalModels"],
            ["Recent", "Retraining"],
            ["Ingestion", "Forecasting"],
            ["Watch"],
            ["Replay"],
        ],
        ["WeatherKd.Feeds"] = [["Settings", "Content", "Indices"], ["Requests"], ["Parts"], ["Sources"], ["Rounds", "Catalogues"]],
        ["WeatherKd.Grib"] = [["Bytes"], ["Ccsds", "Jpeg2000", "Png"], ["Grids", "Packings", "Products"], ["Edition1"], ["Reading"]],
        ["WeatherKd.NetCdf"] = [["Variables"], ["Classic", "Conventions", "Hdf5"], ["NetCdf4"]],
        ["WeatherKd.Training"] =
        [
            ["Tensors"],
            ["Windows"],
            ["Network"],
            ["Fits"],
            ["Archives"],
            ["Export"],
            ["Loop"],
            ["Experiments", "Jobs"]
        ],
        ["WeatherKd.Api"] =
        [
            ["Conventions"],
            ["Units"],
            ["Columns"],
            ["Stations", "Students", "Page", "Health"],
            ["Forecasts"],
            ["Pipeline"]
        ],
        ["WeatherKd.Local"] =
        [
            ["Errors"],
            ["Storage", "Workflow", "Triggers"],
            ["Hosting"],
            ["Terminal"],
            ["Demo", "Replay"],
            ["Commands"]
        ],
        ["WeatherKd.Functions"] = [["Workflow"], ["Http"]],
    };

    /// <summary>The page's scripts, lowest first.</summary>
    public static IReadOnlyList<string[]> Scripts { get; } =
    [
        ["address", "docs", "dom", "leaflet", "palette", "series", "service", "topojson", "touch", "uPlot", "words"],
        ["banner", "chart", "dialog", "figures", "firststeps", "map", "origin", "picker", "scale", "timeline"],
        ["alarms", "panels", "quarantine", "stationlist", "training", "verification"],
        ["compare", "forecast", "pipeline", "state"],
        ["overview", "students"],
        ["page"],
    ];
}
