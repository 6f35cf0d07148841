using WeatherKd.Api.Columns;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Stations;
using WeatherKd.Api.Units;
using WeatherKd.Forecasting;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Api.Forecasts;

/// <summary>One station's forecast with all that its answer tells beside it; what the formats write from.</summary>
internal sealed record ForecastAnswer
{
    /// <summary>
    /// Age from which on a forecast is called stale, in h: observations come hourly, runs of numerical models every six or twelve hours.
    /// </summary>
    public const int StaleHours = 12;

    /// <summary>Whose forecast it is: the station asked for, or the nearest to a place.</summary>
    public required Station Station { get; init; }

    /// <summary>Distance from the place asked for, in km; null where a station was asked for.</summary>
    public double? Kilometres { get; init; }

    /// <summary>The forecast as issued.</summary>
    public required IssuedForecast Forecast { get; init; }

    /// <summary>What is known of the student that made it.</summary>
    public required Lineage Lineage { get; init; }

    /// <summary>
    /// When the station was last heard of, where the forecast starts from no observation of it; null where it never was.
    /// </summary>
    public DateTimeOffset? LastHeard { get; init; }

    /// <summary>Whose data it was made from, in the words that the sources ask for; empty where no feed fetched them.</summary>
    public IReadOnlyList<Attribution> Attributions { get; init; } = [];

    /// <summary>How forecasts of the service have done lately; null where the forecast is not the service's newest.</summary>
    public RecentSkill.Scores? Recent { get; init; }

    /// <summary>Valid times of the hours: those up to the origin, which hold what was observed, and those of the forecast.</summary>
    public required IReadOnlyList<DateTimeOffset> Times { get; init; }

    /// <summary>What was asked for of the hours, in order.</summary>
    public required IReadOnlyList<HourlyColumn> Columns { get; init; }

    /// <summary>Whether the hours are wanted.</summary>
    public required bool ShowsHours { get; init; }

    /// <summary>What was asked for of the days; null where nothing was.</summary>
    public DailyTable? Daily { get; init; }

    /// <summary>Hours of the forecast shown, from lead 1.</summary>
    public required int Hours { get; init; }

    /// <summary>Zone of the time labels; null for UTC.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>Units of the answer.</summary>
    public required UnitChoice Units { get; init; }

    /// <summary>Whole hours from the origin to the time of the answer, or to the moment asked for.</summary>
    public required int AgeHours { get; init; }

    /// <summary>Whether nothing newer has come for so long that a feed must have stopped.</summary>
    public bool IsStale => AgeHours >= StaleHours;

    /// <summary>What the forecast was made from, in one word.</summary>
    public string Mode => Forecast.StandingIn is not null ? "numerical-model-only" : (Forecast.Run, Forecast.LastObservation) switch
    {
        (not null, not null) => "observations-and-numerical-model",
        (null, not null) => "observations-only",
        (not null, null) => "numerical-model-only",
        _ => "climatology",
    };

    /// <summary>The label of an hour.</summary>
    public string Label(int hour) => TimeLabel.Of(Times[hour], TimeZone);

    /// <summary>Who made the forecast: <c>student</c>, or <c>teacher</c> where the numerical model stands in.</summary>
    public string Source => Forecast.StandingIn is null ? "student" : "teacher";

    /// <summary>Whether the station reports, was heard of before and is silent now, or is new: it was never heard of.</summary>
    public string StationState => Forecast.LastObservation is { } last
        ? Forecast.Origin > last ? "silent" : "reporting"
        : LastHeard <= Forecast.Origin || Lineage.Manifest?.Lineage.Stations.Contains(Station.Id) == true ? "silent" : "new";
}
