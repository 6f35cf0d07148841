using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using WeatherKd.Api.Columns;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Stations;
using WeatherKd.Api.Students;
using WeatherKd.Forecasting;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Telemetry;
using WeatherKd.Variables;

namespace WeatherKd.Api.Forecasts;

/// <summary>
/// <c>GET /api/v1/forecast</c>. An answer is written once for each query string and issued forecast and kept ready; a request for the same
/// only
/// checks that no newer forecast was issued.
/// </summary>
internal sealed class ForecastEndpoint(
    ForecastChoice forecasts,
    StationCatalogue catalogue,
    StudentIds students,
    ForecastLineage lineage,
    SourceAttributions attributions,
    RecentSkill skill,
    HeardStations heard,
    ObservedHours observed,
    RecentStore recent,
    VariableTable variables,
    IOptions<ApiOptions> options,
    TimeProvider clock) : IDisposable
{
    private readonly IReadOnlyList<ServedVariable> _served = ServedVariable.All(variables);
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
        string? text = context.Request.QueryString.Value ?? string.Empty;
        var ready = _ready.Get<Ready>(text);
        var query = ready?.Asked.Query ?? ForecastQuery.Read(context.Request.Query, _served, options.Value.MaximumStations);
        forecasts.Begin();
        var known = await catalogue.ReadAsync(query.Stations, context.RequestAborted);
        var asked = ready?.Basis.Known == known ? ready.Asked : Ask(query, known);
        if (asked.Query.Student is { } student && !StudentRegistry.IsId(student))
        {
            // What a beginning of an id means may change with the next student: the answer is not kept ready.
            text = null;
            asked = asked with
            {
                Query = asked.Query with { Student = await students.ResolveAsync("student", student, context.RequestAborted) },
            };
        }

        var issued = await forecasts.GetAsync(asked.Query, asked.Ids, id => known.Find(id) is not null, context.RequestAborted);
        var basis = new Basis(
            known,
            asked.Query is { AsOf: null, Student: null } ? await skill.ReadAsync(context.RequestAborted) : null,
            asked.Query.PastDays > 0 ? await recent.ViewAsync(asked.Ids, context.RequestAborted) : null,
            issued.Any(f => f.LastObservation is null) ? await heard.ReadAsync(context.RequestAborted) : null,

            // Ages are given in whole hours.
            Hour.Floor(asked.Query.AsOf ?? clock.GetUtcNow()));
        if (ready is not null && ready.Asked == asked && ready.Basis == basis && AreSame(ready.Issued, issued))
        {
            return (ready.Answer, issued);
        }

        ready = new Ready(basis, asked, issued, await WriteAsync(asked, issued, basis, context.RequestAborted));
        if (text is not null)
        {
            _ready.Set(text, ready, new MemoryCacheEntryOptions
            {
                Size = (2 * ready.Answer.Length) + 1024,
                SlidingExpiration = TimeSpan.FromMinutes(10),
            });
        }

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
        if (query.Places is not { } places)
        {
            return new Asked(query, query.Stations, [.. query.Stations.Select(id => Find(id, query, known))], null);
        }

        var nearest = places.Select(p => Nearest(p, known)).ToList();
        return new Asked(
            query,
            [.. nearest.Select(n => n.Station.Id)],
            [.. nearest.Select(n => n.Station)],
            [.. nearest.Select(n => n.Kilometres)]);
    }

    private static (Station Station, double Kilometres) Nearest(Place place, KnownStations known)
    {
        var nearest = known.Nearest(place.Latitude, place.Longitude)
            ?? throw new NotFoundException("No station has a known position, so that none can be the nearest.");
        return nearest.Kilometres <= place.MaximumDistance
            ? nearest
            : throw new NotFoundException(string.Create(
                CultureInfo.InvariantCulture,
                $"The station nearest to {place.Latitude}, {place.Longitude} is {nearest.Station.Id}, {nearest.Kilometres:F1} km away; "
                + $"max_distance_km is {place.MaximumDistance}."));
    }

    /// <summary>A station that is no longer in any list may have been forecast at an earlier moment: the archive decides.</summary>
    private static Station Find(string id, ForecastQuery query, KnownStations known) =>
        known.Find(id) ?? (query.AsOf is not null ? new Station(id) : throw new UnknownStationException(id));

    private async Task<Answer> WriteAsync(
        Asked asked,
        IReadOnlyList<IssuedForecast> issued,
        Basis basis,
        CancellationToken cancellationToken)
    {
        var query = asked.Query;
        var answers = new List<ForecastAnswer>(issued.Count);
        for (var i = 0; i < issued.Count; i++)
        {
            answers.Add(await AnswerAsync(asked, i, issued[i], basis, cancellationToken));
        }

        var (body, type) = query.Format switch
        {
            "csv" => (query.WantsHourly ? ForecastCsv.Hours(answers) : ForecastCsv.Days(answers), "text/csv; charset=utf-8"),
            "geojson" => (ForecastJson.WriteGeoJson(answers), "application/geo+json"),
            _ => (ForecastJson.Write(answers, query.Several), "application/json; charset=utf-8"),
        };
        return new Answer(body, type)
        {
            LastModified = issued.Max(f => f.IssuedAt),
            MaxAge = now => query.AsOf is null ? ForecastLifetime.Of(issued, now, options.Value.MaxAge) : options.Value.MaxAge,
        };
    }

    private async Task<ForecastAnswer> AnswerAsync(
        Asked asked, int place, IssuedForecast forecast, Basis basis, CancellationToken cancellationToken)
    {
        var (query, station) = (asked.Query, asked.Stations[place]);
        var zone = query.TimeZone.Of(station);
        var span = ForecastSpan.Of(forecast, query, zone);
        var past = span.PastHours == 0
            ? null
            : await observed.ReadAsync(station.Id, span.Origin - span.PastHours + 1, span.Origin, cancellationToken);
        var known = await lineage.FindAsync(forecast.Student, cancellationToken);
        var columns = new ForecastColumns(forecast, _served, span.Hours, past, span.PastHours);
        return new ForecastAnswer
        {
            Station = station,
            Kilometres = asked.Kilometres?[place],
            Forecast = forecast,
            Lineage = known,
            LastHeard = basis.Heard is { } stations && stations.TryGetValue(station.Id, out var hour) ? hour.ToTime() : null,
            Attributions = await attributions.OfAsync(known.Manifest?.Lineage.Model, cancellationToken),
            Recent = basis.Rolling,
            Times = span.Times,
            Columns = columns.Of(query),
            ShowsHours = query.WantsHourly,
            Daily = query.Daily is { } wishes ? DailyTable.Of(wishes, span.Times, zone, columns.Values, query.Units) : null,
            Hours = span.Hours,
            TimeZone = zone,
            Units = query.Units,
            AgeHours = Math.Max(0, basis.Hour - span.Origin),
        };
    }

    /// <summary>What a query string comes to with the stations of a moment.</summary>
    private sealed record Asked(
        ForecastQuery Query,
        IReadOnlyList<string> Ids,
        IReadOnlyList<Station> Stations,
        IReadOnlyList<double>? Kilometres);

    /// <summary>What an answer tells beside the forecasts, and changes by itself.</summary>
    /// <param name="Known">The stations.</param>
    /// <param name="Rolling">How the service has done lately; null where the answer leaves it out.</param>
    /// <param name="View">What was observed; null where the answer has no observations.</param>
    /// <param name="Heard">When stations were last heard of; null where all forecasts start from observations.</param>
    /// <param name="Hour">The hour that ages refer to.</param>
    private sealed record Basis(
        KnownStations Known,
        RecentSkill.Scores? Rolling,
        RecentView? View,
        IReadOnlyDictionary<string, Hour>? Heard,
        Hour Hour);

    /// <summary>An answer kept ready, and what it was written from.</summary>
    private sealed record Ready(Basis Basis, Asked Asked, IReadOnlyList<IssuedForecast> Issued, Answer Answer);
}
