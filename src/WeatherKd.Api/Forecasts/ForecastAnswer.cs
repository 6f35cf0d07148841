using WeatherKd.Forecasting;
using WeatherKd.Stations;

namespace WeatherKd.Api.Forecasts;

/// <summary>One station's forecast with all that its answer tells beside it; what the formats write from.</summary>
/// <param name="Station">The station.</param>
/// <param name="Kilometres">Distance from the place asked for; null where a station was asked for.</param>
/// <param name="Forecast">The forecast as issued.</param>
/// <param name="Lineage">What is known of the student that made it.</param>
/// <param name="Recent">How forecasts of the service have done lately; null where the forecast is not the service's newest.</param>
/// <param name="Series">What was asked for of it, in order.</param>
/// <param name="Hours">Hours shown.</param>
/// <param name="TimeZone">Zone of the time labels; null for UTC.</param>
internal sealed record ForecastAnswer(
    Station Station,
    double? Kilometres,
    IssuedForecast Forecast,
    Lineage Lineage,
    RecentSkill.Scores? Recent,
    IReadOnlyList<ForecastSeries> Series,
    int Hours,
    TimeZoneInfo? TimeZone)
{
    /// <summary>What the forecast was made from, in one word.</summary>
    public string Mode => (Forecast.Run, Forecast.LastObservation) switch
    {
        (not null, not null) => "observations-and-numerical-model",
        (null, not null) => "observations-only",
        (not null, null) => "numerical-model-only",
        _ => "climatology",
    };

    /// <summary>The label of a lead, 1-based.</summary>
    public string TimeLabel(int lead)
    {
        var time = Forecast.Origin.AddHours(lead);
        return TimeZone is null ? Storage.UtcTime.Format(time) : TimeZoneInfo.ConvertTime(time, TimeZone).ToString("yyyy-MM-dd'T'HH:mm:sszzz");
    }
}
