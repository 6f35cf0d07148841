using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Stations;
using WeatherKd.Forecasting;
using WeatherKd.Stations;
using WeatherKd.Telemetry;
using WeatherKd.Variables;

namespace WeatherKd.Api.Forecasts;

/// <summary>
/// <c>GET /api/v1/forecast</c>. An answer is written once for each query string and issued forecast and kept ready; a request for the same only
/// checks that no newer forecast was issued.
/// </summary>
internal sealed class ForecastEndpoint(
    ForecastChoice forecasts,
    StationCatalogue catalogue,
    ForecastLineage lineage,
    RecentSkill recent,
    VariableTable variables,
    IOptions<ApiOptions> options) : IDisposable
{
    private readonly MemoryCache _ready = new(new MemoryCacheOptions { SizeLimit = options.Value.AnswerCacheBytes });

    public async Task<IResult> GetAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var (answer, issued) = await AnswerAsync(context);
        WeatherTelemetry.ForecastServed(Stopwatch.GetElapsedTime(started), issued[0].Run is not null);
        return answer;
    }

    public void Dispose() => _ready.Dispose();

    private async Task<(Answer Answer, IReadOnlyList<IssuedForecast> Issued)> AnswerAsync(HttpContext context)
    {
        var text = context.Request.QueryString.Value ?? string.Empty;
        var known = await catalogue.ReadAsync(context.RequestAborted);
        var ready = _ready.Get<Ready>(text);
        var asked = ready?.Known == known
            ? ready.Asked
            : Ask(ForecastQuery.Read(context.Request.Query, variables, options.Value.MaximumStations), known);
        var issued = await forecasts.GetAsync(asked.Query, asked.Ids, id => known.Find(id) is not null, context.RequestAborted);
        var rolling = asked.Query is { AsOf: null, Student: null } ? await recent.ReadAsync(context.RequestAborted) : null;
        if (ready is not null && ready.Asked == asked && ready.Rolling == rolling && AreSame(ready.Issued, issued))
        {
            return (ready.Answer, issued);
        }

        ready = new Ready(known, asked, issued, rolling, await WriteAsync(asked, issued, rolling, context.RequestAborted));
        _ready.Set(text, ready, new MemoryCacheEntryOptions { Size = (2 * ready.Answer.Length) + 1024, SlidingExpiration = TimeSpan.FromMinutes(10) });
        return (ready.Answer, issued);
    }

    private static bool AreSame(IReadOnlyList<IssuedForecast> a, IReadOnlyList<IssuedForecast> b)
    {
        for (var i = 0; i < a.Count; i++)
        {
            if (!ReferenceEquals(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static Asked Ask(ForecastQuery query, KnownStations known)
    {
        if (query.Place is { } place)
        {
            var nearest = known.Nearest(place.Latitude, place.Longitude)
                ?? throw new NotFoundException("No station has a known position, so that none can be the nearest.");
            return nearest.Kilometres <= place.MaximumDistance
                ? new Asked(query, [nearest.Station.Id], [nearest.Station], nearest.Kilometres)
                : throw new NotFoundException(
                    $"The nearest station, {nearest.Station.Id}, is {nearest.Kilometres:F1} km away; max_distance_km is {place.MaximumDistance}.");
        }

        return new Asked(query, query.Stations, [.. query.Stations.Select(id => Find(id, query, known))], null);
    }

    /// <summary>A station that is no longer in any list may have been forecast at an earlier moment: the archive decides.</summary>
    private static Station Find(string id, ForecastQuery query, KnownStations known) =>
        known.Find(id) ?? (query.AsOf is not null ? new Station(id) : throw new UnknownStationException(id));

    private async Task<Answer> WriteAsync(Asked asked, IReadOnlyList<IssuedForecast> issued, RecentSkill.Scores? rolling, CancellationToken cancellationToken)
    {
        var query = asked.Query;
        var answers = new List<ForecastAnswer>(issued.Count);
        for (var i = 0; i < issued.Count; i++)
        {
            var forecast = issued[i];
            var horizon = forecast.Mean.Length / forecast.Variables.Count;
            if (query.Hours > horizon)
            {
                throw new BadParameterException("hours", query.Hours.Value.ToString(), $"a whole number from 1 to {horizon}, the hours that student {forecast.Student} forecasts");
            }

            answers.Add(new ForecastAnswer(
                asked.Stations[i],
                asked.Kilometres,
                forecast,
                await lineage.FindAsync(forecast.Student, cancellationToken),
                rolling,
                ForecastSeries.Of(forecast, query, variables),
                query.Hours ?? horizon,
                query.TimeZone));
        }

        var (body, type) = query.Format switch
        {
            "csv" => (ForecastCsv.Write(answers), "text/csv; charset=utf-8"),
            "geojson" => (ForecastJson.WriteGeoJson(answers), "application/geo+json"),
            _ => (ForecastJson.Write(answers, several: query.Stations.Count > 1), "application/json; charset=utf-8"),
        };
        return new Answer(body, type)
        {
            LastModified = issued.Max(f => f.IssuedAt),
            MaxAge = now => query.AsOf is null ? ForecastLifetime.Of(issued, now, options.Value.MaxAge) : options.Value.MaxAge,
        };
    }

    /// <summary>What a query string comes to with the stations of a moment.</summary>
    private sealed record Asked(ForecastQuery Query, IReadOnlyList<string> Ids, IReadOnlyList<Station> Stations, double? Kilometres);

    /// <summary>An answer kept ready, and what it was written from.</summary>
    private sealed record Ready(KnownStations Known, Asked Asked, IReadOnlyList<IssuedForecast> Issued, RecentSkill.Scores? Rolling, Answer Answer);
}
