using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Series;

namespace WeatherKd.Api.Forecasts;

/// <summary>The hours that an answer has.</summary>
/// <param name="Origin">Forecast origin.</param>
/// <param name="PastHours">Hours up to and with the origin.</param>
/// <param name="Hours">Hours of the forecast, from lead 1.</param>
internal readonly record struct ForecastSpan(Hour Origin, int PastHours, int Hours)
{
    /// <summary>Their valid times.</summary>
    public IReadOnlyList<DateTimeOffset> Times
    {
        get
        {
            var first = Origin - PastHours + 1;
            return [.. first.Through(Origin + Hours).Select(hour => hour.ToTime())];
        }
    }

    /// <summary>The hours of a forecast that a request asks for.</summary>
    /// <exception cref="BadParameterException">More hours than the student forecasts.</exception>
    public static ForecastSpan Of(IssuedForecast forecast, ForecastQuery query, TimeZoneInfo? zone)
    {
        var horizon = forecast.Mean.Length / forecast.Variables.Count;
        if (query.Hours > horizon)
        {
            throw new BadParameterException(
                "hours",
                query.Hours.Value.ToString(),
                $"a whole number from 1 to {horizon}, the hours that are forecast");
        }

        var origin = Hour.Floor(forecast.Origin);
        var today = TimeLabel.DayOf(forecast.Origin.AddHours(1), zone);
        var hours = query.ForecastDays is { } days
            ? Enumerable.Range(1, horizon)
                .TakeWhile(lead => TimeLabel.DayOf(forecast.Origin.AddHours(lead), zone) < today.AddDays(days))
                .Count()
            : query.Hours ?? horizon;
        var past = query.PastDays == 0 ? 0 : origin - TimeLabel.FirstHour(today.AddDays(-query.PastDays), zone) + 1;
        return new ForecastSpan(origin, past, hours);
    }
}
