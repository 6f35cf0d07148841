namespace WeatherKd.Series;

/// <summary>Columns that say where and when, in station files and in everything that is stored of them.</summary>
public static class RecordColumns
{
    /// <summary>Id of the station.</summary>
    public const string Station = "station_id";

    /// <summary>When an observation was made, UTC.</summary>
    public const string ValidTime = "valid_time";

    /// <summary>Start of a run, UTC.</summary>
    public const string Run = "run_time";

    /// <summary>Hours from the start of the run.</summary>
    public const string Lead = "lead_hours";
}
